package server

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestTheVendorsAddressesLeadToOurPages(t *testing.T) {
	nothing := http.NotFoundHandler()
	h := New(Parts{
		V1: nothing, V2: nothing, Hook: nothing, Slack: nothing, SCIM: nothing, Authorize: nothing, Providers: nothing, API: nothing, Assets: nothing, Files: nothing, Pictures: nothing,
		Emoticons: nothing, Docs: nothing, Guest: nothing.ServeHTTP, Page: nothing.ServeHTTP, Log: slog.New(slog.DiscardHandler),
	})
	for from, to := range map[string]string{
		"/home":                        "/chat",
		"/rooms?t=mine":                "/chat/lobby",
		"/rooms/show/42":               "/chat/room/42",
		"/rooms/show/..%2Fadmin":       "/chat/room/0",
		"/rooms/show/1234567890123456": "/chat/room/0",
	} {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, httptest.NewRequest("GET", from, nil))
		if got := rec.Header().Get("Location"); rec.Code != http.StatusFound || got != to {
			t.Errorf("%s: %d %q, want %q", from, rec.Code, got, to)
		}
	}
}
