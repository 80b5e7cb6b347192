package apiv2_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/stoatest"
)

// ask makes a GET or a HEAD with the token and those headers.
func ask(s *stoatest.Server, method, path string, headers ...string) stoatest.Answer {
	header := http.Header{"Authorization": {"Bearer " + s.Token}}
	for i := 0; i < len(headers); i += 2 {
		header.Add(headers[i], headers[i+1])
	}
	return s.Send(method, path, header, nil)
}

func TestWhatTheCallerHasIsAnswered304WithTheRateHeaders(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	first := ask(s, "GET", "/v2/room/Ops")
	tag := first.Header.Get("ETag")
	if first.Status != 200 || !strings.HasPrefix(tag, `W/"`) || first.Header.Get("Cache-Control") != "private, no-cache" {
		t.Fatalf("got %d %v", first.Status, first.Header)
	}
	for _, known := range []string{tag, strings.TrimPrefix(tag, "W/"), `"x", ` + tag, "*"} {
		a := ask(s, "GET", "/v2/room/Ops", "If-None-Match", known)
		if a.Status != 304 || a.Body != "" || a.Header.Get("ETag") != tag || a.Header.Get("X-Ratelimit-Remaining") == "" || a.Header.Get("Content-Type") != "" {
			t.Errorf("%s: %d %v %s", known, a.Status, a.Header, a.Body)
		}
	}
	if a := ask(s, "HEAD", "/v2/room/Ops", "If-None-Match", tag); a.Status != 304 {
		t.Errorf("HEAD: %d", a.Status)
	}
	if a := ask(s, "GET", "/v2/room/Ops", "If-None-Match", `W/"other"`); a.Status != 200 || a.Body != first.Body {
		t.Errorf("another tag: %d %s", a.Status, a.Body)
	}
	if a := ask(s, "GET", "/v2/room/Nowhere", "If-None-Match", "*"); a.Status != 404 || a.Header.Get("ETag") != "" {
		t.Errorf("an error: %d %v", a.Status, a.Header)
	}
	s.Call(s.Token, "PUT", "/v2/room/Ops/topic", `{"topic":"new"}`)
	if a := ask(s, "GET", "/v2/room/Ops", "If-None-Match", tag); a.Status != 200 || a.Header.Get("ETag") == tag {
		t.Errorf("after a change: %d %v", a.Status, a.Header)
	}
}

func TestAnswersArePackedOnlyWhereThatIsAskedForAndWorthIt(t *testing.T) {
	s := stoatest.Start(t)
	for i := range 20 {
		s.Room(fmt.Sprint("Room ", i))
	}
	plain := ask(s, "GET", "/v2/room", "Accept-Encoding", "identity")
	if plain.Header.Get("Content-Encoding") != "" || plain.Header.Get("Vary") != "Accept-Encoding" || !strings.HasPrefix(plain.Body, "{") {
		t.Fatalf("identity: %v", plain.Header)
	}
	for accepted, packed := range map[string]bool{
		"gzip": true, "deflate, GZIP;q=0.5": true, "br,gzip ; q=1.0": true,
		"gzip;q=0": false, "gzip;q=0.000": false, "*": false, "identity, deflate": false, "gzip;q=x": false,
	} {
		a := ask(s, "GET", "/v2/room", "Accept-Encoding", accepted)
		if got := a.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("%q: packed %v", accepted, got)
			continue
		}
		body := a.Body
		if packed {
			unpacked, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if _, err := io.Copy(&b, unpacked); err != nil {
				t.Fatal(err)
			}
			body = b.String()
		}
		if body != plain.Body || a.Header.Get("ETag") != plain.Header.Get("ETag") || a.Header.Get("Content-Length") != strconv.Itoa(len(a.Body)) {
			t.Errorf("%q: %v, %d bytes", accepted, a.Header, len(body))
		}
	}
	for _, path := range []string{"/v2/room/1", "/v2/room/Nowhere"} {
		if a := ask(s, "GET", path, "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" || a.Header.Get("Vary") != "" {
			t.Errorf("%s is small: %v", path, a.Header)
		}
	}
	a := s.Send("POST", "/v2/room/1/notification", http.Header{"Authorization": {"Bearer " + s.Token}, "Accept-Encoding": {"gzip"}}, []byte(`{"message":"x"}`))
	if a.Status != 204 || a.Header.Get("Vary") != "" || a.Header.Get("Content-Encoding") != "" || a.Header.Get("ETag") != "" {
		t.Errorf("204: %d %v", a.Status, a.Header)
	}
}

func TestHEADIsAnsweredWhereverGETIs(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, rt := range apiv2.Routes() {
		if rt.Method != "GET" || rt.Answer == nil || rt.Name == "get_integration_installable_data" {
			continue // HEAD does not even look at what can be read only once
		}
		path := strings.NewReplacer("{room}", "Ops", "{user}", "1", "{token}", s.Token).Replace(rt.Pattern)
		full, head := ask(s, "GET", path), ask(s, "HEAD", path)
		if head.Status != full.Status || head.Body != "" || head.Header.Get("X-Ratelimit-Limit") == "" {
			t.Errorf("%s: HEAD %d, GET %d", path, head.Status, full.Status)
		}
		if full.Status == 200 && head.Header.Get("Content-Length") != strconv.Itoa(len(full.Body)) {
			t.Errorf("%s: Content-Length %q of HEAD, %d bytes of GET", path, head.Header.Get("Content-Length"), len(full.Body))
		}
		if a := ask(s, "PATCH", path); !strings.Contains(a.Header.Get("Allow"), "HEAD") {
			t.Errorf("%s: Allow: %s", path, a.Header.Get("Allow"))
		}
	}
}
