package server_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/server"
)

// part answers with its name, which a browser might sniff as HTML, and panics where the path says so.
type part string

func (p part) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/v2/panic" {
		panic("for the test")
	}
	_, _ = io.WriteString(w, string(p))
}

func newServer() http.Handler {
	return server.New(server.Parts{Guest: http.NotFound, Providers: part("providers"), Hook: part("hook"), Slack: part("slack"), SCIM: part("scim"),
		V1: part("v1"), V2: part("v2"), API: part("api"), Authorize: part("authorize"), Docs: part("docs"), Files: part("files"),
		Pictures: part("pictures"), Emoticons: part("emoticons"), Assets: part("assets"), Page: part("page").ServeHTTP,
		Ready: func() server.Readiness {
			return server.Readiness{Against: []string{"not yet"}, Impaired: []string{"no files"}}
		}, Log: slog.New(slog.DiscardHandler),
	})
}

func TestEachPartGetsItsPrefix(t *testing.T) {
	for path, want := range map[string]string{
		"/v1": "v1", "/v1/rooms/list": "v1", "/v2": "v2", "/v2/": "v2", "//v2//room/": "v2", "/v2/room/Dev%2FOps": "v2",
		"/api/rooms": "api", "/assets/app.js": "assets", "/hook/token": "hook", "/slack/api/auth.test": "slack", "/chat": "page", "/chat/room/7/addon/com.example.bot/module/panel": "page", "/docs/apiv2/": "docs", "/docs": "docs", "/docs/": "docs", "/slack/": "slack", "/sign-in/with/": "providers", "/sign-in/with/x": "providers", "/files/1/2/k/n": "files", "/img/pictures/small/k": "pictures", "/img/emoticons/smile.png": "emoticons",
	} {
		rec := httptest.NewRecorder()
		newServer().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://stoa.test"+path, nil))
		if rec.Body.String() != want {
			t.Errorf("%s is answered by %q, want %q", path, rec.Body, want)
		}
		if rec.Header().Get("X-Request-Id") == "" {
			t.Errorf("%s has no request id", path)
		}
	}
}

func TestLogNamesTheRouteOfAnUntidyPathToo(t *testing.T) {
	var log strings.Builder
	v2 := http.NewServeMux()
	v2.Handle("/v2/room/{room}", part("v2"))
	h := server.New(server.Parts{Guest: http.NotFound, Providers: http.NotFoundHandler(), Hook: http.NotFoundHandler(), Slack: http.NotFoundHandler(), SCIM: http.NotFoundHandler(),
		V2: v2, V1: part("v1"), API: part("api"), Authorize: part("authorize"), Docs: part("docs"), Files: part("files"),
		Pictures: part("pictures"), Emoticons: part("emoticons"), Assets: part("assets"), Page: part("page").ServeHTTP,
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	for _, path := range []string{"/v2/room/7", "/v2//room/7/"} {
		log.Reset()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://stoa.test"+path, nil))
		if !strings.Contains(log.String(), "pattern=/v2/room/{room} ") {
			t.Errorf("%s is logged as %s", path, &log)
		}
	}
}

func TestReadinessSaysEveryReason(t *testing.T) {
	for _, tt := range []struct {
		name   string
		is     server.Readiness
		status int
		body   string
	}{
		{"all is well", server.Readiness{}, 200, "ready\n"},
		{"something is missing", server.Readiness{Impaired: []string{"no files"}}, 200, "ready\nno files\n"},
		{"it cannot work", server.Readiness{Against: []string{"no database", "no bus"}, Impaired: []string{"no files"}}, 503, "not ready\nno database\nno bus\nno files\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			var log strings.Builder
			h := server.New(server.Parts{Guest: http.NotFound, Providers: http.NotFoundHandler(), Hook: part("hook"), Slack: part("slack"), SCIM: part("scim"),
				V1: part("v1"), V2: part("v2"), API: part("api"), Authorize: part("authorize"), Docs: part("docs"), Files: part("files"),
				Pictures: part("pictures"), Emoticons: part("emoticons"), Assets: part("assets"), Page: part("page").ServeHTTP,
				Ready: func() server.Readiness { return tt.is }, Log: slog.New(slog.DiscardHandler), Told: []func(*server.Exchange){server.AccessLog(&log)},
			})
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://stoa.test/readyz", nil))
			if rec.Code != tt.status || rec.Body.String() != tt.body {
				t.Errorf("%d %q", rec.Code, rec.Body)
			}
			if written, bad := strings.Contains(log.String(), `"path":"/readyz"`), tt.status != 200; written != bad {
				t.Errorf("the access log says %q", &log)
			}
		})
	}
}

func TestAnswersWithABodyAreNotSniffed(t *testing.T) {
	for _, path := range []string{"/v1/x", "/api/x", "/assets/x", "/chat", "/nothing", "/readyz", "/v2/panic"} {
		rec := httptest.NewRecorder()
		newServer().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://stoa.test"+path, nil))
		if got := rec.Header().Get("X-Content-Type-Options"); got != "nosniff" || rec.Body.Len() == 0 {
			t.Errorf("%s: X-Content-Type-Options %q, body %q", path, got, rec.Body)
		}
	}
}
