package quirks_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// picture is a PNG of one pixel.
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// uploadRules are section 1.7: four clients upload a file in four dialects of multipart/related.
func uploadRules() []rule {
	return []rule{
		{"F1", "all four dialects are read", uploadDialects},
		{"F2", "base64 is decoded when the part says so, and only then", uploadEncodings},
		{"F3", "an upload answers 204", uploadsAnswer204},
		{"F4", "the same uploads to a person", uploadsToPeople},
	}
}

// dialect is an upload as one client sends it.
type dialect struct {
	client, contentType, body string
	message, file             string // what is then shown
}

// lines joins with the ends that the client writes.
func lines(end string, all ...string) string { return strings.Join(all, end) }

func dialects(t *testing.T) []dialect {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(picture)
	if err != nil {
		t.Fatal(err)
	}
	return []dialect{
		{"hipchat-go", "multipart/related; boundary=hipfileboundary", lines("\n",
			"--hipfileboundary", "Content-Type: application/json; charset=UTF-8",
			`Content-Disposition: attachment; name="metadata"`, "", `{"message": "look"}`,
			"--hipfileboundary", "Content-Type: image/png charset=UTF-8", "Content-Transfer-Encoding: base64",
			"Content-Disposition: attachment; name=file; filename=my pic.png", "", picture,
			"--hipfileboundary", ""), "look", "my pic.png"},
		{"hipchat-rb", "multipart/related; boundary=sendfileboundary", lines("\n",
			"--sendfileboundary", "Content-Type: application/json; charset=UTF-8",
			`Content-Disposition: attachment; name="metadata"`, "", `{"room_id":7,"from":"","message":"look"}`,
			"--sendfileboundary", "Content-Type: image/png; charset=UTF-8", "Content-Transfer-Encoding: base64",
			`Content-Disposition: attachment; name="file"; filename="pic.png"`, "", picture[:60], picture[60:], "",
			"--sendfileboundary--"), "look", "pic.png"},
		{"go-hipchat", `multipart/related; type="text/plain; charset=utf-8"; boundary=5f2c1d9e7a30`, lines("\r\n",
			"--5f2c1d9e7a30", "", "",
			"--5f2c1d9e7a30", `Content-Disposition: attachment; name="metadata"`, "Content-Type: application/json; charset=UTF-8",
			"", `{"message":"look"}`,
			"--5f2c1d9e7a30", `Content-Disposition: attachment; name="file"; filename="raw.png"`, "Content-Type: image/png",
			"", string(raw), "--5f2c1d9e7a30--", ""), "look", "raw.png"},
		{"errbot", `multipart/related; boundary="===============3141592653589793238=="`, lines("\n",
			"--===============3141592653589793238==", "Content-Type: application/octet-stream", "MIME-Version: 1.0",
			"Content-Transfer-Encoding: base64", `Content-Disposition: attachment; name="file"; filename="bot.png"`,
			"", picture, "--===============3141592653589793238==--", ""), "", "bot.png"},
	}
}

func uploadDialects(t *testing.T, w *world) {
	for _, d := range dialects(t) {
		r := w.room(t)
		w.upload(t, r.Path, d)
		w.shows(t, w.last(t, r), d)
	}
}

// upload shares the file with a room or a person.
func (w *world) upload(t *testing.T, path string, d dialect) {
	t.Helper()
	answer := w.send(t, request{method: "POST", path: path + "/share/file", token: w.admin, contentType: d.contentType, body: d.body})
	if answer.is(t, 204); len(answer.body) != 0 {
		t.Errorf("%s: a 204 with a body: %s", d.client, answer.body)
	}
}

// shows checks a message with a file: its words, the file's name, and that the bytes come back whole.
func (w *world) shows(t *testing.T, message map[string]any, d dialect) {
	t.Helper()
	if name, _ := find(message, "file.name"); name != d.file || message["message"] != d.message {
		t.Fatalf("%s: shown as %v", d.client, message)
	}
	at, _ := find(message, "file.url")
	address, err := url.Parse(text(t, at))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.Get(w.server.URL + address.RequestURI())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := base64.StdEncoding.DecodeString(picture); res.StatusCode != 200 || !bytes.Equal(got, want) {
		t.Errorf("%s: the file came back with status %d as %q", d.client, res.StatusCode, got)
	}
}

func uploadEncodings(t *testing.T, w *world) {
	for encoding, want := range map[string]string{
		"Content-Transfer-Encoding: base64": "tides\n", "Content-Transfer-Encoding: binary": "dGlkZXMK", "X-Nothing: said": "dGlkZXMK",
	} {
		r := w.room(t)
		w.upload(t, r.Path, dialect{"a client", "multipart/related; boundary=b", lines("\r\n", "--b", encoding,
			`Content-Disposition: attachment; name="file"; filename="tides.txt"`, "", "dGlkZXMK", "--b--", ""), "", ""})
		if size, _ := find(w.last(t, r), "file.size"); size != float64(len(want)) {
			t.Errorf("%s: %v bytes were kept, want %d", encoding, size, len(want))
		}
	}
	r := w.room(t)
	spaced := lines("\n", "--b", "Content-Transfer-Encoding: Base64",
		`Content-Disposition: attachment; name="file"; filename="tides.txt"`, "", "dGl k", " ZX", "\tMK", "--b--", "")
	w.upload(t, r.Path, dialect{"a client", "multipart/related; boundary=b", spaced, "", ""})
	if size, _ := find(w.last(t, r), "file.size"); size != 6.0 {
		t.Errorf("base64 with white space was kept as %v bytes", size)
	}
}

func uploadsAnswer204(t *testing.T, w *world) {
	r := w.room(t)
	d := dialects(t)[0]
	answer := w.send(t, request{
		method: "POST", path: r.Path + "/share/file?auth_token=" + w.admin, contentType: d.contentType, body: d.body,
	})
	if answer.is(t, 204); len(answer.body) != 0 {
		t.Errorf("a 204 with a body: %s", answer.body)
	}
	w.send(t, request{
		method: "POST", path: r.Path + "/share/file", token: w.admin, contentType: d.contentType,
		body: lines("\n", "--hipfileboundary", `Content-Disposition: attachment; name="metadata"`, "", `{"message":"no file"}`, "--hipfileboundary--"),
	}).is(t, 400)
}

func uploadsToPeople(t *testing.T, w *world) {
	person := w.v2(t, "POST", "/v2/user", `{"name":"Fay Filer","email":"fay@example.test"}`).is(t, 201)
	id := number(t, person.at(t, "id"))
	path := "/v2/user/fay@example.test"
	for _, d := range dialects(t) {
		w.upload(t, path, d)
		latest := w.v2(t, "GET", path+"/history/latest", "").is(t, 200)
		items, _ := latest.at(t, "items").([]any)
		message, ok := items[len(items)-1].(map[string]any)
		if !ok {
			t.Fatalf("%s: nothing in the history with %d", d.client, id)
		}
		w.shows(t, message, d)
	}
}
