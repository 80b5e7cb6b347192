package webui

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestScriptsAndStylesArePackedForWhoTakesThem(t *testing.T) {
	script := strings.Repeat("export const a = 1;\n", 200)
	client := fstest.MapFS{"assets/a.js": {Data: []byte(script)}, "assets/a.woff2": {Data: []byte(script)}}
	handler := assets(client)
	for _, c := range []struct {
		path, accept string
		packed       bool
	}{
		{"/assets/a.js", "gzip, deflate, br", true},
		{"/assets/a.js", "br,GZIP", true},
		{"/assets/a.js", "br;q=1.0, gzip;q=0.5", false},
		{"/assets/a.js", "", false},
		{"/assets/a.js", "br, *", false},
		{"/assets/a.js", "gzip;q=0", false},
		{"/assets/a.js", "gzip; q=0.0", false},
		{"/assets/a.woff2", "gzip", false},
	} {
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		body := io.Reader(w.Body)
		if packed := w.Header().Get("Content-Encoding") == "gzip"; packed != c.packed {
			t.Errorf("%s for %q: packed %v", c.path, c.accept, packed)
		} else if packed {
			if w.Body.Len() > len(script)/3 {
				t.Errorf("%d bytes of %d are left", w.Body.Len(), len(script))
			}
			var err error
			if body, err = gzip.NewReader(w.Body); err != nil {
				t.Fatal(err)
			}
		}
		got, err := io.ReadAll(body)
		if err != nil || string(got) != script || w.Code != http.StatusOK {
			t.Errorf("%s for %q: %d, %d bytes, %v", c.path, c.accept, w.Code, len(got), err)
		}
		if strings.HasSuffix(c.path, ".js") && (w.Header().Get("Vary") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript")) {
			t.Errorf("headers %v", w.Header())
		}
	}
}
