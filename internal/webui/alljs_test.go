package webui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var framed = fstest.MapFS{
	"atlassian-connect/all.js":        {Data: []byte("window.AP={}")},
	"atlassian-connect/all-debug.js":  {Data: []byte("window.AP = {}")},
	"atlassian-connect/all.css":       {Data: []byte("a{}")},
	"atlassian-connect/all-debug.css": {Data: []byte("a {}")},
}

func ask(t *testing.T, path string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	scripts(framed)[path].ServeHTTP(w, r)
	return w
}

func TestAnyPageMayLoadTheScriptOfAddOnsAndKeepItForADay(t *testing.T) {
	for path, contentType := range map[string]string{
		"/atlassian-connect/all.js": "text/javascript; charset=utf-8", "/atlassian-connect/all-debug.js": "text/javascript; charset=utf-8",
		"/atlassian-connect/all.css": "text/css; charset=utf-8", "/atlassian-connect/all-debug.css": "text/css; charset=utf-8",
	} {
		for _, accept := range []string{"", "gzip"} {
			w := ask(t, path, map[string]string{"Accept-Encoding": accept, "Origin": "https://bot.test"})
			h := w.Header()
			if w.Code != http.StatusOK || w.Body.Len() == 0 || h.Get("Content-Type") != contentType {
				t.Errorf("%s for %q: %d %q, %d bytes", path, accept, w.Code, h.Get("Content-Type"), w.Body.Len())
			}
			if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cache-Control") != "public, max-age=86400" || len(h.Values("Set-Cookie")) > 0 {
				t.Errorf("%s: headers %v", path, h)
			}
			if packed := h.Get("Content-Encoding") == "gzip"; packed != (accept == "gzip") {
				t.Errorf("%s for %q: packed %v", path, accept, packed)
			}
		}
	}
}

func TestAPageThatHasTheScriptAlreadyIsSentNone(t *testing.T) {
	tag := ask(t, "/atlassian-connect/all.js", nil).Header().Get("ETag")
	if other := ask(t, "/atlassian-connect/all-debug.js", nil).Header().Get("ETag"); tag == "" || tag == other {
		t.Fatalf("tags %q and %q", tag, other)
	}
	for _, accept := range []string{"", "gzip"} {
		w := ask(t, "/atlassian-connect/all.js", map[string]string{"If-None-Match": tag, "Accept-Encoding": accept})
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("for %q: %d, %d bytes", accept, w.Code, w.Body.Len())
		}
	}
	if w := ask(t, "/atlassian-connect/all.js", map[string]string{"If-None-Match": `W/"another"`}); w.Code != http.StatusOK {
		t.Errorf("an older script: %d", w.Code)
	}
}

func TestABinaryWithoutTheScriptSaysHowToBuildIt(t *testing.T) {
	w := httptest.NewRecorder()
	scripts(fstest.MapFS{})["/atlassian-connect/all.js"].ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/atlassian-connect/all.js", nil))
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make web") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}
