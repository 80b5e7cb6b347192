package compat_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/stoachat/stoa/compat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestStoaPassesEveryCaseOfServers(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	v1 := s.V1Token("admin")
	r, err := compat.Server{URL: s.URL, Token: s.Token, V1Token: v1}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Cases {
		if c.Outcome != compat.Passed {
			t.Errorf("%s: %s %s %v", c.Name, c.Outcome, c.Reason, c.Findings)
		}
	}
	rooms, err := s.Remote.Rooms(t.Context())
	if err != nil || len(rooms) > 0 {
		t.Errorf("%v: rooms are left over: %v", err, rooms)
	}
}

func TestARoomsTokenIsEnoughForCasesOfNotifications(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Quay")
	r, err := compat.Server{URL: s.URL, Token: s.RoomToken("Quay", "check")}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Cases {
		if c.Outcome != compat.Passed && c.Outcome != compat.Skipped || strings.HasPrefix(c.Name, "notification") && c.Outcome != compat.Passed {
			t.Errorf("%s: %s %s %v", c.Name, c.Outcome, c.Reason, c.Findings)
		}
	}
}

// spoiled changes what a server answers to requests of a kind.
type spoiled struct {
	name, inCase, rule string
	when               func(r *http.Request) bool
	how                func(res *http.Response)
}

func path(method, part string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method && strings.Contains(r.URL.Path, part) }
}

func answers(status int) func(*http.Response) {
	return func(res *http.Response) { res.StatusCode, res.Status = status, strconv.Itoa(status) }
}

// replacing puts one text in the body in place of another.
func replacing(old, text string) func(*http.Response) {
	return func(res *http.Response) {
		b, err := io.ReadAll(res.Body)
		if err != nil {
			panic(err)
		}
		b = bytes.ReplaceAll(b, []byte(old), []byte(text))
		res.Body = io.NopCloser(bytes.NewReader(b))
		res.ContentLength = int64(len(b))
		res.Header.Set("Content-Length", strconv.Itoa(len(b)))
	}
}

func posts(body string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		b, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(b))
		return r.Method == http.MethodPost && strings.Contains(string(b), body)
	}
}

func query(part string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, part) }
}

var spoiledServers = []spoiled{
	{"no token endpoint in the document", "capabilities", "capabilities-incomplete", path("GET", "/capabilities"), replacing(`"tokenUrl"`, `"tokens"`)},
	{"no slash at the API", "capabilities", "no-slash-at-api", path("GET", "/capabilities"), replacing(`/v2/"`, `/v2"`)},
	{"empty credentials are refused", "capabilities-open", "capabilities-closed", query("auth_token=&token="), answers(401)},
	{"doubled slashes are redirected", "paths", "redirects", path("POST", "//room"), answers(307)},
	{"unknown methods of a path are not found", "errors", "error-status", path("PATCH", ""), answers(404)},
	{"errors are text", "errors", "error-shape", path("GET", "/no/such"), func(res *http.Response) { res.Header.Set("Content-Type", "text/plain") }},
	{"no reset of the rate", "rate-headers", "rate-headers", path("POST", "/notification"), func(res *http.Response) { res.Header.Del("X-Ratelimit-Reset") }},
	{"tries are answered 200", "auth-test", "auth-test", query("auth_test"), answers(200)},
	{"tokens are not repeated", "session", "session-shape", path("GET", "/oauth/token/"), replacing(`"access_token"`, `"token"`)},
	{"unknown clients are forbidden", "grant", "error-status", posts("client_credentials"), answers(403)},
	{"notifications are answered 200", "notification", "notification-answer", posts("by header"), answers(200)},
	{"null cards are refused", "notification-forms", "notification-refused", posts(`"card":null`), answers(400)},
	{"unknown colours are taken", "notification-limits", "notification-unchecked", posts("mauve"), answers(200)},
	{"dates without microseconds", "history", "history-shape", path("GET", "/history"), replacing(`+00:00`, `Z`)},
	{"rooms without a JID", "room", "room-shape", path("GET", "/room/"), replacing(`"xmpp_jid"`, `"jid"`)},
	{"names in capitals are not found", "room", "room-address", func(r *http.Request) bool { return strings.Contains(r.URL.Path, "CHECK") }, answers(404)},
	{"lists do not say where they begin", "rooms", "list-shape", query("max-results=1&"), replacing(`"startIndex"`, `"start"`)},
	{"mentions are not found", "person", "user-address", path("GET", "/user/@"), replacing(`"id"`, `"uid"`)},
	{"messages are answered 204", "message", "created-shape", path("POST", "/message"), answers(200)},
	{"topics are answered 200", "topic", "changed-answer", path("PUT", "/topic"), answers(200)},
	{"webhooks have texts as ids", "webhook", "created-shape", path("POST", "/webhook"), replacing(`"id"`, `"key"`)},
	{"rooms are made with 200", "room-life", "created-shape", posts("Check life"), answers(200)},
	{"v1 says nothing", "v1", "v1-answer", path("POST", "/v1/rooms/message"), replacing("sent", "ok")},
}

func TestEachSpoiledServerIsCaughtByExactlyItsFinding(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	if _, err := s.Remote.CreateRoom(t.Context(), "Another", "", "public"); err != nil {
		t.Fatal(err)
	}
	v1 := s.V1Token("notification")
	reports := make([]*compat.Report, len(spoiledServers))
	var all errgroup.Group
	all.SetLimit(6) // all at once keep one room's deletion waiting for too long, where much else is going on
	for i, sp := range spoiledServers {
		proxy := sp.before(t, s.URL)
		all.Go(func() (err error) {
			if reports[i], err = (compat.Server{URL: proxy, Token: s.Token, V1Token: v1}).Check(t.Context()); err != nil {
				return fmt.Errorf("%s: %w", sp.name, err)
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Fatal(err)
	}
	for i, sp := range spoiledServers {
		t.Run(sp.name, func(t *testing.T) {
			for _, c := range reports[i].Cases {
				for _, f := range c.Findings {
					if c.Name != sp.inCase || f.Rule != sp.rule {
						t.Errorf("%s: %s: %q", c.Name, f.Rule, f.Seen)
					}
				}
			}
			if got := findings(reports[i]); len(got) != 1 {
				t.Errorf("%d findings, want %s", len(got), sp.rule)
			}
		})
	}
}

// before is the address of a proxy in front of a server, which spoils its answers and nothing else.
func (sp spoiled) before(t *testing.T, server string) string {
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var front *httptest.Server
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = to.Host },
		ModifyResponse: func(res *http.Response) error {
			replacing(server, front.URL)(res)
			if spoil, _ := res.Request.Context().Value(spoil{}).(bool); spoil {
				sp.how(res)
			}
			return nil
		},
	}
	front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy.ServeHTTP(w, r.WithContext(spoiling(r.Context(), sp.when(r))))
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// spoil is the key under which a request carries whether its answer is to be spoiled.
type spoil struct{}

func spoiling(ctx context.Context, yes bool) context.Context {
	return context.WithValue(ctx, spoil{}, yes)
}
