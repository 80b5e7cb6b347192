package server_test

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stoachat/stoa/internal/server"
)

func TestPagesThatAreOpenedInTheClearLeadToHTTPS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url    string
		header string
		https  bool // that is how it came
		want   string
	}{
		{"http://chat.example.test/chat/room/7?unread=1", "", false, "https://chat.example.test/chat/room/7?unread=1"},
		{"http://10.0.0.7:8080/setup?token=x", "", false, "https://chat.example.test/setup?token=x"},
		{"http://chat.example.test/guest/abc", "", false, "https://chat.example.test/guest/abc"},
		{"http://chat.example.test/v2/room", "", false, ""},
		{"http://chat.example.test/hook/token", "", false, ""},
		{"http://chat.example.test/assets/x.js", "", false, ""},
		{"http://localhost:8080/chat", "", false, ""},
		{"http://[::1]:8080/chat", "", false, ""},
		{"http://chat.example.test/chat", "X-Forwarded-For", false, ""},
		{"http://chat.example.test/chat", "X-Forwarded-Proto", false, ""},
		{"https://chat.example.test/chat", "", true, ""},
	} {
		h := server.New(server.Parts{
			Guest: part("guest").ServeHTTP, Providers: part("providers"), Hook: part("hook"), Slack: part("slack"), SCIM: part("scim"),
			V1: part("v1"), V2: part("v2"), API: part("api"), Authorize: part("authorize"), Docs: part("docs"), Files: part("files"),
			Pictures: part("pictures"), Emoticons: part("emoticons"), Assets: part("assets"), Page: part("page").ServeHTTP,
			HTTPS: "https://chat.example.test", Log: slog.New(slog.DiscardHandler),
		})
		r := httptest.NewRequest(http.MethodGet, c.url, nil)
		if r.TLS = nil; c.https {
			r.TLS = &tls.ConnectionState{}
		}
		if c.header != "" {
			r.Header.Set(c.header, "203.0.113.9")
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if got := rec.Header().Get("Location"); got != c.want || rec.Code == http.StatusFound != (c.want != "") {
			t.Errorf("%s (%s): %d to %q, want %q", c.url, c.header, rec.Code, got, c.want)
		}
	}
}
