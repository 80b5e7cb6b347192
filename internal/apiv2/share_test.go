package apiv2_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func drawing(t *testing.T, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// body is a multipart body with the boundary b.
func body(parts ...string) string {
	return "--b\r\n" + strings.Join(parts, "\r\n--b\r\n") + "\r\n--b--\r\n"
}

func filePart(name, content string) string {
	return "Content-Disposition: attachment; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/html\r\n\r\n" + content
}

func metadata(json string) string {
	return "Content-Disposition: attachment; name=\"metadata\"\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n" + json
}

func share(s *stoatest.Server, token, path, body string) stoatest.Answer {
	return s.Send("POST", path, http.Header{
		"Authorization": {"Bearer " + token}, "Content-Type": {"multipart/related; boundary=b"},
	}, []byte(body))
}

// shared is the file of the newest message of a room.
func shared(t *testing.T, s *stoatest.Server, room string) (hipchat.Message, hipchat.File) {
	t.Helper()
	var list hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/"+room+"/history", nil).JSON(t, &list)
	if len(list.Items) == 0 || list.Items[len(list.Items)-1].File == nil {
		t.Fatalf("no file in %+v", list.Items)
	}
	m := list.Items[len(list.Items)-1]
	return m, *m.File
}

// fetch gets what stands at an absolute address, without a token.
func fetch(s *stoatest.Server, url string, header http.Header) stoatest.Answer {
	return s.Send("GET", strings.TrimPrefix(url, s.URL), header, nil)
}

func TestASharedPictureIsInHistoryWithItsThumbnail(t *testing.T) {
	storetest.Each(t, func(t *testing.T, database string) {
		s := stoatest.Start(t, stoatest.WithDatabase(database))
		s.Room("Ops")
		picture := drawing(t, 900, 300)
		if a := share(s, s.Token, "/v2/room/Ops/share/file", body(metadata(`{"message":"look","from":"x","room_id":7}`), filePart("my graph.png", picture))); a.Status != 204 || a.Body != "" {
			t.Fatalf("share: %d %s", a.Status, a.Body)
		}
		m, f := shared(t, s, "Ops")
		if m.Message != "look" || m.Type != "message" || f.Name != "my graph.png" || f.Size != int64(len(picture)) ||
			!strings.HasPrefix(f.URL, s.URL+"/files/1/1/") || !strings.HasSuffix(f.URL, "/my%20graph.png") || !strings.HasSuffix(f.ThumbURL, "/my%20graph_thumb.png") {
			t.Errorf("%+v %+v", m, f)
		}
		if a := fetch(s, f.URL, nil); a.Status != 200 || a.Body != picture || a.Header.Get("Content-Type") != "image/png" ||
			a.Header.Get("Content-Disposition") != `inline; filename="my graph.png"` {
			t.Errorf("the file: %d %v, %d bytes", a.Status, a.Header, len(a.Body))
		}
		a := fetch(s, f.ThumbURL, nil)
		if c, _, err := image.DecodeConfig(strings.NewReader(a.Body)); a.Status != 200 || err != nil || c.Width != 640 || c.Height != 213 {
			t.Errorf("the thumbnail: %d %v, %d×%d %v", a.Status, a.Header, c.Width, c.Height, err)
		}
		var v1 struct {
			Messages []hipchat.MessageV1
		}
		s.Call("", "GET", "/v1/rooms/history?room_id=Ops&auth_token="+s.V1Token("admin"), nil).JSON(t, &v1)
		if len(v1.Messages) != 1 || v1.Messages[0].File == nil || *v1.Messages[0].File != (hipchat.FileV1{Name: f.Name, Size: f.Size, URL: f.URL}) {
			t.Errorf("API v1's history: %+v", v1)
		}
	})
}

func TestAFormOfCurlIsAnUpload(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	field := func(value string) string { return "Content-Disposition: form-data; name=\"message\"\r\n\r\n" + value }
	send := func(parts ...string) stoatest.Answer {
		return s.Send("POST", "/v2/room/Ops/share/file", http.Header{
			"Authorization": {"Bearer " + s.Token}, "Content-Type": {"multipart/form-data; boundary=b"},
		}, []byte(body(parts...)))
	}
	if a := send(field("look"), filePart("a.txt", "x")); a.Status != 204 {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	if m, f := shared(t, s, "Ops"); m.Message != "look" || f.Name != "a.txt" {
		t.Errorf("got %q with %+v", m.Message, f)
	}
	if a := send(filePart("a.txt", "x"), field(strings.Repeat("x", 1001))); a.Status != 400 || a.Error(t).Field != "message" {
		t.Errorf("a text that is too long: %d %s", a.Status, a.Body)
	}
}

func TestFilesAreServedSafely(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, c := range []struct{ name, content, mediaType, disposition string }{
		{"a.html", "<!doctype html><script>alert(1)</script>", "application/octet-stream", `attachment; filename=a.html`},
		{"a.png", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "application/octet-stream", `attachment; filename=a.png`},
		{"r\u00e9sum\u00e9.txt", "hello", "text/plain; charset=utf-8", `inline; filename="r_sum_.txt"; filename*=UTF-8''r%C3%A9sum%C3%A9.txt`},
		{`..\..\etc/passwd`, "hello", "text/plain; charset=utf-8", `inline; filename=passwd`},
		{"..", "%PDF-1.4\n", "application/octet-stream", `attachment; filename=file`},
	} {
		if a := share(s, s.Token, "/v2/room/Ops/share/file", body(filePart(c.name, c.content))); a.Status != 204 {
			t.Fatalf("%s: %d %s", c.name, a.Status, a.Body)
		}
		_, f := shared(t, s, "Ops")
		a := fetch(s, f.URL, nil)
		if a.Status != 200 || a.Body != c.content || a.Header.Get("Content-Type") != c.mediaType || a.Header.Get("Content-Disposition") != c.disposition {
			t.Errorf("%s: %d %q %q", c.name, a.Status, a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"))
		}
		if a.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") || f.ThumbURL != "" {
			t.Errorf("%s: %v %+v", c.name, a.Header, f)
		}
		if a := fetch(s, f.URL, http.Header{"Range": {"bytes=1-3"}}); a.Status != 206 || a.Body != c.content[1:4] {
			t.Errorf("%s, a range: %d %q", c.name, a.Status, a.Body)
		}
		if a := fetch(s, f.URL, http.Header{"If-None-Match": {a.Header.Get("ETag")}}); a.Status != 304 {
			t.Errorf("%s, known already: %d", c.name, a.Status)
		}
		for _, wrong := range []string{f.URL + "x", strings.Replace(f.URL, "/1/1/", "/1/2/", 1), strings.Replace(f.URL, "/1/1/", "/1/1/A", 1)} {
			if a := fetch(s, wrong, nil); a.Status != 404 {
				t.Errorf("%s: %d", wrong, a.Status)
			}
		}
	}
}

func TestBadUploadsSayWhatIsWrongAndLeaveNothing(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	s.Room("Closed")
	s.Call(s.Token, "PUT", "/v2/room/Closed", `{"name":"Closed","privacy":"public","is_archived":true,"is_guest_accessible":false,"topic":"","owner":{"id":1}}`)
	for _, c := range []struct {
		name, path, body string
		status           int
		says             string
	}{
		{"no file", "/v2/room/Ops/share/file", body(metadata(`{"message":"x"}`)), 400, "file"},
		{"nothing", "/v2/room/Ops/share/file", "", 400, "file"},
		{"two files", "/v2/room/Ops/share/file", body(filePart("a", "a"), filePart("b", "b")), 400, "more than one file"},
		{"metadata that is a list", "/v2/room/Ops/share/file", body(metadata(`[]`)), 400, "metadata"},
		{"metadata that is broken", "/v2/room/Ops/share/file", body(filePart("a", "a"), metadata(`{"x"`)), 400, "metadata"},
		{"a message that is a number", "/v2/room/Ops/share/file", body(filePart("a", "a"), metadata(`{"message":5}`)), 400, "message"},
		{"a long message", "/v2/room/Ops/share/file", body(metadata(`{"message":"` + strings.Repeat("x", 1001) + `"}`)), 400, "less than or equal to 1000"},
		{"no such room", "/v2/room/Nowhere/share/file", body(filePart("a", "a")), 404, "Nowhere"},
		{"an archived room", "/v2/room/Closed/share/file", body(filePart("a", "a")), 400, "archived"},
		{"no such person", "/v2/user/nobody@example.test/share/file", body(filePart("a", "a")), 404, "nobody@example.test"},
		{"oneself", "/v2/user/1/share/file", body(filePart("a", "a")), 400, "another person"},
	} {
		a := share(s, s.Token, c.path, c.body)
		if a.Status != c.status || !strings.Contains(a.Error(t).Message, c.says) {
			t.Errorf("%s: %d %s", c.name, a.Status, a.Body)
		}
	}
	a := s.Send("POST", "/v2/room/Ops/share/file", http.Header{"Authorization": {"Bearer " + s.Token}, "Content-Type": {"application/json"}}, []byte("{}"))
	if a.Status != 400 || !strings.HasPrefix(a.Error(t).Message, "Invalid content type: application/json") {
		t.Errorf("JSON: %d %s", a.Status, a.Body)
	}
	if a := share(s, s.RoomToken("Ops", "CI"), "/v2/room/Ops/share/file", body(filePart("a", "a"))); a.Status != 403 {
		t.Errorf("a room's token: %d", a.Status)
	}
	var list hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).JSON(t, &list)
	if len(list.Items) != 0 {
		t.Errorf("something was posted: %+v", list.Items)
	}
}

// A file of more than 50 MB is refused, whether or not its length is told, and is never whole in memory.
func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	head := "--b\r\n" + filePart("big.bin", "")
	for name, length := range map[string]int64{"by its length": 100 << 20, "as it comes": -1} {
		req, err := http.NewRequest("POST", s.URL+"/v2/room/Ops/share/file", io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, hipchat.MaxUpload+1)))
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = length
		req.Header = http.Header{"Authorization": {"Bearer " + s.Token}, "Content-Type": {"multipart/related; boundary=b"}, "Expect": {"100-continue"}}
		if length > 0 {
			req.Body = io.NopCloser(io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, length-int64(len(head)))))
		}
		res, err := (&http.Client{Transport: &http.Transport{ExpectContinueTimeout: 1 << 40}}).Do(req)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != 413 || !strings.Contains(string(b), `"code":413`) {
			t.Errorf("%s: %d %s", name, res.StatusCode, b)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAFileForAPersonIsInTheChatOfTwo(t *testing.T) {
	s := stoatest.Start(t)
	ada, adas := s.User("Ada Brook", "ada@example.test")
	if a := share(s, s.Token, fmt.Sprintf("/v2/user/%d/share/file", ada.ID), body(filePart("a.txt", "for you"))); a.Status != 204 {
		t.Fatalf("share: %d %s", a.Status, a.Body)
	}
	var conversations struct {
		Items []struct{ ID int64 }
	}
	s.Call(adas, "GET", "/api/conversations", nil).JSON(t, &conversations)
	if len(conversations.Items) != 1 {
		t.Fatalf("conversations: %+v", conversations)
	}
	var events struct {
		Items []struct {
			Body string
			File *struct{ Name, Key, Type string }
		}
	}
	s.Call(adas, "GET", fmt.Sprintf("/api/conversations/%d/events", conversations.Items[0].ID), nil).JSON(t, &events)
	if len(events.Items) != 1 || events.Items[0].File == nil || events.Items[0].File.Name != "a.txt" || events.Items[0].Body != "" {
		t.Errorf("events: %+v", events)
	}
}

func TestAnUploadIsToldToWebhooks(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	told := make(chan string, 2)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		told <- string(b)
	}))
	t.Cleanup(receiver.Close)
	for _, event := range []string{"room_file_upload", "room_message"} {
		a := s.Call(s.Token, "POST", "/v2/room/Ops/webhook", map[string]string{"url": receiver.URL, "event": event, "name": "x"})
		if a.Status != 201 {
			t.Fatalf("register %s: %d %s", event, a.Status, a.Body)
		}
	}
	if a := share(s, s.Token, "/v2/room/Ops/share/file", body(metadata(`{"message":"look"}`), filePart("a.txt", "hello"))); a.Status != 204 {
		t.Fatalf("share: %d %s", a.Status, a.Body)
	}
	_, f := shared(t, s, "Ops")
	file := `"file":{"name":"a.txt","size":5,"url":"` + f.URL + `"}`
	for range 2 {
		got := <-told
		want := []string{`"event":"room_message"`, file, `"message":"look"`, `"from":{"id":1,`}
		if strings.Contains(got, "room_file_upload") {
			want = []string{`"event":"room_file_upload"`, file, `"sender":{"id":1,`, `"room":{"id":`}
		}
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("no %s in %s", w, got)
			}
		}
	}
}

func TestADeletedRoomTakesItsFilesAlong(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	share(s, s.Token, "/v2/room/Ops/share/file", body(filePart("a.txt", "hello")))
	_, f := shared(t, s, "Ops")
	if a := s.Call(s.Token, "DELETE", "/v2/room/Ops", nil); a.Status != 204 {
		t.Fatalf("delete: %d", a.Status)
	}
	for deadline := t.Context(); ; {
		if a := fetch(s, f.URL, nil); a.Status == 404 {
			return
		}
		if deadline.Err() != nil {
			t.Fatal("the file is still there")
		}
	}
}

func TestALinkIsSharedWithRoomsAndPersons(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	ada, _ := s.User("Ada Brook", "ada@example.test")
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the inside was looked at") }))
	defer inside.Close()
	for _, c := range []struct {
		body   string
		status int
		field  string
	}{
		{`{"link":"` + inside.URL + `/page","message":"look"}`, 204, ""},
		{`{"link":"` + inside.URL + `/graph.PNG?x=1"}`, 204, ""},
		{`{"message":"look"}`, 400, "link"},
		{`{"link":""}`, 400, "link"},
		{`{"link":"http://a"}`, 400, "link"},
		{`{"link":"/relative/link"}`, 400, "link"},
		{`{"link":"javascript:alert(1)//"}`, 400, "link"},
		{`{"link":"http://a.example/` + strings.Repeat("x", 1000) + `"}`, 400, "link"},
		{`{"link":"http://a.example/","message":"` + strings.Repeat("x", 1001) + `"}`, 400, "message"},
		{`{"link":5}`, 400, "link"},
	} {
		for _, path := range []string{"/v2/room/Ops/share/link", fmt.Sprintf("/v2/user/%d/share/link", ada.ID)} {
			a := s.Call(s.Token, "POST", path, c.body)
			if a.Status != c.status || c.status == 400 && a.Error(t).Field != c.field {
				t.Errorf("%s %.60s: %d %s", path, c.body, a.Status, a.Body)
			}
		}
	}
	var list hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).JSON(t, &list)
	if len(list.Items) != 2 || list.Items[0].Message != "look "+inside.URL+"/page" || list.Items[0].MessageLinks != nil {
		t.Fatalf("%+v", list.Items)
	}
	links := list.Items[1].MessageLinks
	if len(links) != 1 || links[0].Type != "image" || links[0].Image == nil || links[0].Image.Image != inside.URL+"/graph.PNG?x=1" {
		t.Errorf("a picture's address: %+v", links)
	}
}

func TestAPicturesAddressInATextIsAMessageLink(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for text, want := range map[string]string{
		"see https://a.example/b.gif, then":                  "https://a.example/b.gif",
		"https://a.example/b.gif and https://a.example/page": "",
		"b.gif": "",
	} {
		s.Call(s.Token, "POST", "/v2/room/Ops/message", map[string]string{"message": text})
		var list hipchat.List[hipchat.Message]
		s.Call(s.Token, "GET", "/v2/room/Ops/history", nil).JSON(t, &list)
		m := list.Items[len(list.Items)-1]
		if got := len(m.MessageLinks) == 1 && m.MessageLinks[0].URL == want; m.Message != text || got != (want != "") {
			t.Errorf("%q: %+v", text, m.MessageLinks)
		}
	}
}
