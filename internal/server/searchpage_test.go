package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheVendorsSearchPageLeadsToOurs(t *testing.T) {
	for path, want := range map[string]string{
		"/embedded/search":                     "/chat/search",
		"/embedded/search?adg=true&q=db+is+up": "/chat/search?q=db+is+up",
		"/embedded/search?q=x&r=7":             "/chat/search?q=x+in%3A%227%22",
		"/embedded/search?q=x&t=uid-5":         "/chat/search?q=x+in%3A%22uid-5%22",
		"/embedded/search?q=%0d%0aSet-Cookie:": "/chat/search?q=%0D%0ASet-Cookie%3A",
	} {
		rec := httptest.NewRecorder()
		newServer().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://stoa.test"+path, nil))
		if got := rec.Header().Get("Location"); rec.Code != http.StatusFound || got != want {
			t.Errorf("%s leads to %d %q, want %q", path, rec.Code, got, want)
		}
	}
}
