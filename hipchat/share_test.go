package hipchat_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

// received is an upload as a server reads it.
type received struct {
	Length   int64
	Outer    string
	Metadata string
	Type     string
	Name     string
	Content  string
}

func receive(t *testing.T, r *http.Request) (got received) {
	t.Helper()
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	got.Length, got.Outer = r.ContentLength, media
	body := &counter{Reader: r.Body}
	mr := multipart.NewReader(body, params["boundary"])
	for {
		p, err := mr.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		_, disposition, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		if err != nil {
			t.Fatal(err)
		}
		if disposition["name"] == "metadata" {
			got.Metadata = string(text)
			continue
		}
		got.Type, got.Name, got.Content = p.Header.Get("Content-Type"), disposition["filename"], string(text)
	}
	if got.Length >= 0 && got.Length != body.n {
		t.Errorf("the length is said to be %d and is %d", got.Length, body.n)
	}
	got.Length = min(got.Length, 0)
	return got
}

type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	return n, err
}

// spec: rest-v2, 4.7
func TestAFileIsUploadedAsDocumented(t *testing.T) {
	middle := strings.NewReader("not this, but this")
	_, _ = middle.Seek(10, io.SeekStart)
	png := "\x89PNG\x0d\x0a\x1a\x0a" + strings.Repeat("\x00", 5000)
	for _, tt := range []struct {
		name string
		file hipchat.Upload
		want received
	}{
		{"a picture of a known size", hipchat.Upload{Name: "my graph.png", Content: bytes.NewReader([]byte(png)), Message: "this week's <numbers>"},
			received{0, "multipart/related", `{"message":"this week's \u003cnumbers\u003e"}`, "image/png", "my graph.png", png}},
		{"a stream", hipchat.Upload{Name: `a "b" \c.bin`, ContentType: "application/x-thing", Content: io.MultiReader(strings.NewReader("abc"))},
			received{-1, "multipart/related", `{}`, "application/x-thing", `a "b" \c.bin`, "abc"}},
		{"JSON, which goes as text", hipchat.Upload{Name: "Zahlen-ä.json", ContentType: "application/json; charset=utf-8", Content: strings.NewReader("{}")},
			received{0, "multipart/related", `{}`, "text/plain", "Zahlen-ä.json", "{}"}},
		{"the rest of a file", hipchat.Upload{Name: "rest.txt", Content: middle},
			received{0, "multipart/related", `{}`, "text/plain; charset=utf-8", "rest.txt", "but this"}},
		{"an empty stream", hipchat.Upload{Name: "a\r\nb", Content: io.MultiReader()},
			received{-1, "multipart/related", `{}`, "text/plain; charset=utf-8", "a  b", ""}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got received
			c, _ := client(t, func(w http.ResponseWriter, r *http.Request) {
				got = receive(t, r)
				w.WriteHeader(http.StatusNoContent)
			})
			if err := c.ShareFileWithRoom(t.Context(), "Ops", tt.file); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	c, _ := client(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	if err := c.ShareFileWithUser(t.Context(), "@ada", hipchat.Upload{ContentType: "no type", Content: strings.NewReader("")}); err == nil {
		t.Error("a content type that is none is sent")
	}
}

func TestARefusedUploadIsRepeatedFromItsBeginningWhereThatCanBe(t *testing.T) {
	for _, tt := range []struct {
		content io.Reader
		sent    int
		fails   bool
	}{
		{strings.NewReader("all of it"), 2, false},
		{io.MultiReader(strings.NewReader("all of it")), 1, true},
	} {
		sent := 0
		c, _ := client(t, func(w http.ResponseWriter, r *http.Request) {
			sent++
			if got := receive(t, r); got.Content != "all of it" {
				t.Errorf("received %q", got.Content)
			}
			if sent == 1 {
				w.WriteHeader(http.StatusTooManyRequests)
			}
		})
		err := c.ShareFileWithRoom(t.Context(), "Ops", hipchat.Upload{Name: "f", Content: tt.content})
		if (err != nil) != tt.fails || sent != tt.sent {
			t.Errorf("sent %d times: %v", sent, err)
		}
	}
}

// gate tells when it is read after it was given back.
type gate struct {
	t     *testing.T
	ended bool
}

func (g *gate) Read(b []byte) (int, error) {
	if g.ended {
		g.t.Error("read after the method returned")
	}
	return len(b), nil
}

func TestAnUploadThatIsRefusedHalfWayIsReadNoMore(t *testing.T) {
	c, _ := client(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusRequestEntityTooLarge) })
	g := &gate{t: t}
	if err := c.ShareFileWithRoom(t.Context(), "Ops", hipchat.Upload{Name: "endless", ContentType: "text/plain", Content: g}); err == nil {
		t.Error("no error")
	}
	g.ended = true
}

// spec: rest-v2, 2.8
func TestADownloadCarriesNoTokenAndFollowsRedirects(t *testing.T) {
	c, s := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" && !strings.HasPrefix(r.URL.Path, "/v2/") {
			t.Errorf("%s with a token", r.URL)
		}
		switch r.URL.Path {
		case "/v2/user/7/photo/small":
			w.Header().Set("Location", "/files/a")
			w.WriteHeader(http.StatusFound)
		case "/files/a":
			http.Redirect(w, r, "/files/b", http.StatusFound)
		case "/files/b":
			fmt.Fprint(w, "picture")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	address, err := c.GetPhoto(t.Context(), "7", hipchat.PhotoSmall)
	if err != nil || address != s.URL+"/files/a" {
		t.Fatalf("%q, %v", address, err)
	}
	file, err := c.Download(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if b, err := io.ReadAll(file); string(b) != "picture" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := c.Download(t.Context(), s.URL+"/files/c"); err == nil {
		t.Error("a missing file can be read")
	}
}

func TestADownloadIsBounded(t *testing.T) {
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	defer endless.Close()
	c, err := hipchat.NewClient(endless.URL)
	if err != nil {
		t.Fatal(err)
	}
	file, err := c.Download(t.Context(), endless.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if n, err := io.Copy(io.Discard, file); err == nil || n != hipchat.MaxUpload {
		t.Errorf("%d bytes, %v", n, err)
	}
}
