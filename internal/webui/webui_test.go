package webui

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var built = fstest.MapFS{
	"index.html":          {Data: []byte("<!doctype html><title>Stoa</title>")},
	"assets/index-1a.js":  {Data: []byte("export {}")},
	"assets/index-1a.css": {Data: []byte("a{}")},
}

func TestAssetsAreKeptForEverAndNothingElseIsServed(t *testing.T) {
	for _, tt := range []struct {
		path, contentType string
		status            int
	}{
		{"/assets/index-1a.js", "text/javascript; charset=utf-8", http.StatusOK},
		{"/assets/index-1a.css", "text/css; charset=utf-8", http.StatusOK},
		{"/assets/", "", http.StatusNotFound},
		{"/assets", "", http.StatusNotFound},
		{"/assets/gone.js", "", http.StatusNotFound},
		{"/assets/../../webui.go", "", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		assets(built).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://stoa.test"+tt.path, nil))
		if w.Code != tt.status {
			t.Errorf("%s: status %d, want %d", tt.path, w.Code, tt.status)
		}
		kept := strings.Contains(w.Header().Get("Cache-Control"), "immutable")
		if kept != (tt.status == http.StatusOK) {
			t.Errorf("%s: Cache-Control %q", tt.path, w.Header().Get("Cache-Control"))
		}
		if tt.contentType != "" && w.Header().Get("Content-Type") != tt.contentType {
			t.Errorf("%s: Content-Type %q, want %q", tt.path, w.Header().Get("Content-Type"), tt.contentType)
		}
	}
}

func TestFilesThatStandAlwaysAtTheSameAddressAreAskedForAgain(t *testing.T) {
	client := fstest.MapFS{}
	for path := range Standing() {
		client[path[1:]] = &fstest.MapFile{Data: []byte("x")}
	}
	for path, handler := range standing(client) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		h := w.Header()
		if w.Code != http.StatusOK || h.Get("Cache-Control") != "no-cache" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %d %v", path, w.Code, h)
		}
		if want := map[string]string{"/sw.js": "text/javascript; charset=utf-8", "/manifest.webmanifest": "application/manifest+json"}[path]; want != "" && h.Get("Content-Type") != want {
			t.Errorf("%s: Content-Type %q", path, h.Get("Content-Type"))
		}
	}
}

func TestThePageIsNeverKeptAndLoadsOnlyFromHere(t *testing.T) {
	w := httptest.NewRecorder()
	index(built, w, httptest.NewRequest(http.MethodGet, "/chat/room/1", nil), http.StatusOK,
		Reach{Call: []string{"https://bot.test", "http://other.test:8080"}, Frame: []string{"https://panel.test"}})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<title>Stoa") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q, want no-store", got)
	}
	csp := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'self'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
		"require-trusted-types-for 'script'", "trusted-types dompurify stoa", "connect-src 'self' https://bot.test http://other.test:8080; frame-src https://panel.test"} {
		if !strings.Contains(csp, want) {
			t.Errorf("policy %q lacks %q", csp, want)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("policy %q allows inline code", csp)
	}
	for name, want := range map[string]string{
		"Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	if got := w.Header().Get("Permissions-Policy"); !strings.Contains(got, "camera=()") || !strings.Contains(got, "geolocation=()") {
		t.Errorf("Permissions-Policy %q", got)
	}
}

func TestABinaryWithoutTheClientSaysHowToBuildIt(t *testing.T) {
	w := httptest.NewRecorder()
	index(fstest.MapFS{".gitkeep": {}}, w, httptest.NewRequest(http.MethodGet, "/", nil), http.StatusOK, Reach{})
	if csp := w.Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "connect-src 'self'; frame-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make web") {
		t.Errorf("got %d %q", w.Code, w.Body.String())
	}
}

func TestTheEmbeddedClientAnswers(t *testing.T) {
	w := httptest.NewRecorder()
	Index(w, httptest.NewRequest(http.MethodGet, "/", nil), Reach{})
	if w.Code != http.StatusOK && w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", w.Code)
	}
	w = httptest.NewRecorder()
	Assets().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/none.js", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("status %d for an asset that is not there", w.Code)
	}
}

func TestEachBuildOfThePageBeginsWithAnotherScript(t *testing.T) {
	for page, want := range map[string]string{
		`<link href="/a.svg"><script type="module" crossorigin src="/assets/index-1.js"></script><link href="/b.js">`: "/assets/index-1.js",
		`<script type="module" src="/assets/index-2.js"></script>`:                                                    "/assets/index-2.js",
		`<p>no script`: "",
	} {
		if got := script(fstest.MapFS{"index.html": {Data: []byte(page)}}); got != want {
			t.Errorf("%s begins with %q, want %q", page, got, want)
		}
	}
	if got := script(fstest.MapFS{}); got != "" {
		t.Errorf("without a client: %q", got)
	}
}
