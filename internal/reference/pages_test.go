package reference_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/reference"
)

const base = "https://chat.example.org"

func TestEveryMethodHasAPageAndEveryLinkLeadsToOne(t *testing.T) {
	h := reference.Handler(base)
	get := func(path string) string {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", path, nil))
		if rec.Code != 200 || !strings.Contains(rec.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", path, rec.Code, rec.Header())
		}
		return rec.Body.String()
	}
	link := regexp.MustCompile(`href="(/docs/[^"#]*)`)
	seen := map[string]bool{}
	var follow func(path string)
	follow = func(path string) {
		seen[path] = true
		for _, m := range link.FindAllStringSubmatch(get(path), -1) {
			if !seen[m[1]] {
				follow(m[1])
			}
		}
	}
	follow("/docs/api")
	for _, rt := range apiv2.Routes() {
		if !seen["/docs/apiv2/method/"+rt.Name] {
			t.Errorf("nothing links to the page of %s", rt.Name)
		}
	}
}

func TestAMethodsPageSaysWhatItTakes(t *testing.T) {
	h := reference.Handler(base)
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/docs/apiv2/method/send_room_notification", nil))
	for _, want := range []string{
		"POST /v2/room/{room}/notification", "send_notification", "group clients, room clients, users", "204 No Content", "an earlier message&#39;s id",
		"application/x-www-form-urlencoded", `curl -X POST`, base + "/v2/room/ROOM/notification",
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	rec = httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/docs", nil))
	if rec.Code != 302 || rec.Header().Get("Location") != "/docs/apiv2" {
		t.Errorf("/docs leads to %d %q", rec.Code, rec.Header().Get("Location"))
	}
	rec = httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/docs/apiv2/method/no_such_method", nil))
	if rec.Code != 404 {
		t.Errorf("an unknown method: %d", rec.Code)
	}
}
