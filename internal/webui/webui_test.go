package webui_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/webui"
)

func TestThePageForbidsForeignScriptsAndFrames(t *testing.T) {
	w := httptest.NewRecorder()
	webui.Index(w, httptest.NewRequest("GET", "/chat", nil))
	csp := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"script-src 'self'", "frame-ancestors 'none'", "object-src 'none'"} {
		if !strings.Contains(csp, want) {
			t.Errorf("the policy lacks %s: %s", want, csp)
		}
	}
	if w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), "<title>") {
		t.Errorf("got %d %v", w.Code, w.Header())
	}
}

func TestAssetsAreNotListed(t *testing.T) {
	for _, path := range []string{"/assets/", "/assets/../.gitkeep", "/assets/no-such-file.js"} {
		w := httptest.NewRecorder()
		webui.Assets().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code < 400 {
			t.Errorf("%s: got %d %q", path, w.Code, w.Body)
		}
	}
}
