package upload_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/upload"
)

type part struct{ Name, FileName, Type, Content string }

func read(r io.Reader, contentType string) ([]part, error) {
	u, err := upload.NewReader(r, contentType)
	if err != nil {
		return nil, err
	}
	var parts []part
	for {
		p, err := u.Next()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return parts, err
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return parts, err
		}
		parts = append(parts, part{p.Name, p.FileName, p.Type, string(b)})
	}
}

// The dialects of the recorded clients, and more that people make by hand.
var dialects = []struct {
	name, contentType, body string
	want                    []part
}{
	{
		name:        "hipchat-go: bare line feeds, an opening boundary at the end, no semicolon, an unquoted name with a space",
		contentType: `multipart/related; boundary=hipchatfileboundary`,
		body: "--hipchatfileboundary\nContent-Type: application/json; charset=UTF-8\nContent-Disposition: attachment; name=\"metadata\"\n\n" +
			"{\"message\": \"look\"}\n--hipchatfileboundary\nContent-Type: image/png charset=UTF-8\nContent-Transfer-Encoding: base64\n" +
			"Content-Disposition: attachment; name=file; filename=my pic.png\n\nSGVsbG8=\n--hipchatfileboundary\n",
		want: []part{{"metadata", "", "application/json", `{"message": "look"}`}, {"file", "my pic.png", "image/png", "Hello"}},
	},
	{
		name: "hipchat-rb: base64 with line breaks, closed", contentType: `multipart/related; boundary=sendfileboundary`,
		body: "\n--sendfileboundary\nContent-Type: application/json; charset=UTF-8\nContent-Disposition: attachment; name=\"metadata\"\n\n" +
			"{\"room_id\":\"7\",\"from\":\"x\",\"message\":\"m\"}\n--sendfileboundary\nContent-Type: ; charset=UTF-8\nContent-Transfer-Encoding: base64\n" +
			"Content-Disposition: attachment; name=\"file\"; filename=\"a;b.txt\"\n\nSGVs\nbG8h\nISE=\n\n--sendfileboundary--",
		want: []part{{"metadata", "", "application/json", `{"room_id":"7","from":"x","message":"m"}`}, {"file", "a;b.txt", "", "Hello!!!"}},
	},
	{
		name: "go-hipchat: an empty root part first, not base64", contentType: `multipart/related; boundary=abc123; type="text/plain; charset=utf-8"`,
		body: "--abc123\r\n\r\n\r\n--abc123\r\nContent-Disposition: attachment; name=\"metadata\"\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n" +
			"{}\r\n--abc123\r\nContent-Disposition: attachment; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n" +
			"SGVsbG8=\r\n--abc123--\r\n",
		want: []part{{}, {"metadata", "", "application/json", "{}"}, {"file", "a.bin", "application/octet-stream", "SGVsbG8="}},
	},
	{
		name: "errbot: a quoted boundary with equal signs, the file alone", contentType: `multipart/related; boundary="===============8=="`,
		body: "--===============8==\nContent-Type: application/octet-stream\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n" +
			"Content-Disposition: attachment; name=\"file\"; filename=\"log.txt\"\n\nSGVsbG8=\n--===============8==--\n",
		want: []part{{"file", "log.txt", "application/octet-stream", "Hello"}},
	},
	{
		name: "an unquoted boundary with equal signs, and a parameter after it", contentType: `multipart/related; boundary===8==; charset=UTF-8`,
		body: "--==8==\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf; filename=\"resume.pdf\"\r\n\r\nx\r\n--==8==--",
		want: []part{{"file", "résumé.pdf", "", "x"}},
	},
	{
		name: "a body that ends in the middle of its only part", contentType: `multipart/form-data; boundary=b`,
		body: "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\dir\\x.png\"\r\n\r\nall of it",
		want: []part{{"file", `C:\dir\x.png`, "", "all of it"}},
	},
	{
		name: "nothing at all", contentType: `multipart/form-data; boundary=b`, body: "", want: nil,
	},
}

func TestEveryDialectIsRead(t *testing.T) {
	for _, d := range dialects {
		t.Run(d.name, func(t *testing.T) {
			for what, r := range map[string]io.Reader{
				"whole": strings.NewReader(d.body), "byte by byte": iotest.OneByteReader(strings.NewReader(d.body)),
			} {
				got, err := read(r, d.contentType)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if diff := cmp.Diff(d.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", what, diff)
				}
			}
		})
	}
}

func TestWhatCannotBeReadSaysWhy(t *testing.T) {
	if _, err := read(strings.NewReader("x"), "multipart/related"); !errors.Is(err, upload.ErrNoBoundary) {
		t.Errorf("no boundary: %v", err)
	}
	body := "--b\r\nContent-Disposition: form-data; name=file\r\nContent-Transfer-Encoding: BASE64\r\n\r\nnot*base64\r\n--b--"
	if _, err := read(strings.NewReader(body), "multipart/related; boundary=b"); !errors.Is(err, upload.ErrBase64) {
		t.Errorf("not base64: %v", err)
	}
	broken := errors.New("the connection is gone")
	half := io.MultiReader(strings.NewReader("--b\r\nContent-Disposition: form-data; name=file\r\n\r\nhalf"), iotest.ErrReader(broken))
	if _, err := read(half, "multipart/related; boundary=b"); !errors.Is(err, broken) {
		t.Errorf("a body that breaks off: %v", err)
	}
}

func FuzzReader(f *testing.F) {
	for _, d := range dialects {
		f.Add(d.contentType, d.body)
	}
	f.Fuzz(func(t *testing.T, contentType, body string) {
		parts, err := read(strings.NewReader(body), contentType)
		total := 0
		for _, p := range parts {
			total += len(p.Content)
		}
		if total > len(body) {
			t.Errorf("%d bytes out of %d, %v", total, len(body), err)
		}
	})
}
