package apiv1_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

const (
	unauthorized = "Auth token invalid. Please see: https://chat.example.org/docs/api/auth"
	accepted     = `{"success":{"code":202,"type":"Accepted","message":"This auth_token has access to use this method."}}`
)

func failure(code, kind, message string) string {
	return `{"error":{"code":` + code + `,"type":"` + kind + `","message":"` + message + `"}}`
}

func TestRefusedTokensAreToldWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ name, method, token, more string }{
		{"none", "rooms/list", "", ""},
		{"unknown", "rooms/list", "dead", ""},
		{"too long", "rooms/list", strings.Repeat("a", 1000), ""},
		{"of API v2", "rooms/list", w.personal, ". This is a token of API v2: it works under https://chat.example.org/v2, and this method needs a token of API v1."},
		{"for notifications", "rooms/list", w.notification, ". This is a notification token, and this method needs an admin token."},
		{"for notifications, on users", "users/create", w.notification, ". This is a notification token, and this method needs an admin token."},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.get(t, c.method, "auth_token", c.token)
			a.is(t, 401, failure("401", "Unauthorized", unauthorized+c.more))
			wantRate(t, a, "1000000", "1000000")
		})
	}
}

func TestNotificationTokensMayPostAndSetTheTopicOnly(t *testing.T) {
	w := newWorld(t)
	for _, rt := range apiv1.Routes() {
		want := 401
		if rt.Name == "rooms/message" || rt.Name == "rooms/topic" {
			want = 202
		}
		w.get(t, rt.Name, "auth_test", "true", "auth_token", w.notification).is(t, want)
	}
}

func TestTokensAreTakenFromQueryBodyAndHeader(t *testing.T) {
	w := newWorld(t)
	const form = "application/x-www-form-urlencoded"
	w.send(t, "GET", "rooms/list?auth_token="+w.admin, "", "").is(t, 200)
	w.send(t, "POST", "rooms/list", form, "auth_token="+w.admin).is(t, 200)
	w.send(t, "POST", "rooms/list?auth_token="+w.admin, form, "auth_token=").is(t, 200)
	w.send(t, "POST", "rooms/list?auth_token=dead", form, "auth_token="+w.admin).is(t, 200)
	for _, scheme := range []string{"Bearer ", "bearer  "} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", w.server.URL+"/v1/rooms/list", nil)
		must(t, err)
		r.Header.Set("Authorization", scheme+w.admin)
		w.do(t, r).is(t, 200)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", w.server.URL+"/v1/rooms/list", nil)
	must(t, err)
	r.Header.Set("Authorization", "Basic "+w.admin)
	w.do(t, r).is(t, 401)
}

// spec: rest-v1, 2.3
func TestAuthTestAnswersBeforeAnythingElseIsChecked(t *testing.T) {
	w := newWorld(t)
	for _, verb := range []string{"GET", "POST", "PUT", "DELETE"} {
		for _, rt := range apiv1.Routes() {
			w.send(t, verb, rt.Name+"?auth_test=true&color=pink&auth_token="+w.admin, "", "").is(t, 202, accepted)
		}
	}
	w.send(t, "POST", "rooms/message?auth_token="+w.notification, "", "auth_test=True").is(t, 202, accepted)
	w.get(t, "rooms/message", "auth_test", "true", "auth_token", "dead").is(t, 401)
	complete := []string{"room_id", "Ops Room", "from", "Test", "message", "m"}
	w.get(t, "rooms/message", append(complete, "auth_test", "true")...).is(t, 202)
	if events := w.said(t); len(events) != 0 {
		t.Errorf("auth_test posted %+v", events)
	}
	w.get(t, "rooms/message", append(complete, "auth_test", "false")...).is(t, 200)
}

func TestOverTheLimitIsForbiddenUntilTheWindowEnds(t *testing.T) {
	w := newLimitedWorld(t, 2)
	wantRate(t, w.get(t, "rooms/list").is(t, 200), "2", "1")
	wantRate(t, w.get(t, "rooms/list", "auth_test", "true").is(t, 202), "2", "1")
	wantRate(t, w.get(t, "rooms/show").is(t, 400), "2", "0") // a refused call counts
	over := w.get(t, "rooms/show").is(t, 403, failure("403", "Forbidden",
		"Rate limit exceeded. X-RateLimit-Reset says when calls are taken again."))
	wantRate(t, over, "2", "0")
	wantRate(t, w.get(t, "rooms/list", "auth_test", "true").is(t, 202), "2", "0")
	wantRate(t, w.get(t, "rooms/list", "auth_token", "dead").is(t, 401), "2", "2")
	w.get(t, "rooms/message", "auth_token", w.notification).is(t, 400) // every token has its own window
	w.clock.set(w.clock.Now().Add(5 * time.Minute))
	wantRate(t, w.get(t, "rooms/list").is(t, 200), "2", "1")
}

func wantRate(t *testing.T, a answer, limit, remaining string) {
	t.Helper()
	got := [3]string{a.header.Get("X-Ratelimit-Limit"), a.header.Get("X-Ratelimit-Remaining"), a.header.Get("X-Ratelimit-Reset")}
	if got[0] != limit || got[1] != remaining || len(got[2]) != len("1425460800") {
		t.Errorf("the rate headers are %q, want %s and %s", got, limit, remaining)
	}
}

// spec: rest-v1, 3.1: one client compares the names with their case.
func TestRateHeadersAreSpelledAsV1Spelled(t *testing.T) {
	w := newWorld(t)
	for _, target := range []string{
		"/v1/rooms/list?auth_token=" + w.admin, "/v1/rooms/list", "/v1/rooms/nothing", "/v1/rooms/list?auth_test=1&auth_token=" + w.admin,
		"/v1/rooms/list?format=csv&auth_token=" + w.admin,
	} {
		head, a := w.raw(t, "GET "+target+" HTTP/1.1\r\nHost: chat\r\nConnection: close\r\n\r\n")
		for _, line := range []string{"X-RateLimit-Limit: ", "X-RateLimit-Remaining: ", "X-RateLimit-Reset: 1425460800", "Content-Type: application/json\r\n"} {
			if !strings.Contains(head+"\r\n", "\r\n"+line) {
				t.Errorf("%s: %d without %q:\n%s", target, a.status, line, head)
			}
		}
	}
}

func TestRefusalsHaveV1sBody(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name, verb, method, body string
		status                   int
		want                     string
	}{
		{"no such method", "GET", "rooms/nothing?auth_token=" + w.admin, "", 404, failure("404", "Not Found", "No such method: rooms/nothing")},
		{"a verb that is not taken", "PUT", "rooms/list?auth_token=" + w.admin, "", 405, failure("405", "Method Not Allowed", "The verb PUT is not allowed here: use GET or POST.")},
		{"an unknown format", "GET", "rooms/list?format=yaml&auth_token=" + w.admin, "", 406, failure("406", "Not Acceptable", "Format must be one of: json, xml.")},
		{"a format before what is missing", "GET", "rooms/show?format=yaml&auth_token=" + w.admin, "", 406, failure("406", "Not Acceptable", "Format must be one of: json, xml.")},
		{"a large body", "POST", "rooms/message?auth_token=" + w.admin, "message=" + strings.Repeat("a", 512<<10), 413,
			failure("413", "Request Entity Too Large", "The request body is larger than 524288 bytes.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.send(t, c.verb, c.method, "application/x-www-form-urlencoded", c.body).is(t, c.status, c.want)
			if got := a.header.Get("Content-Type"); got != "application/json" {
				t.Errorf("Content-Type %q", got)
			}
		})
	}
}

func TestATokenForOneRoomIsUnauthorizedElsewhere(t *testing.T) {
	w := newWorld(t)
	other, err := w.store.CreateRoom(t.Context(), chat.Room{Name: "Elsewhere", OwnerID: w.owner.ID}, nil)
	must(t, err)
	bound := w.issue(t, chat.Token{Kind: chat.TokenV1Notification, RoomID: w.room.ID})
	post := []string{"from", "CI", "message", "m", "auth_token", bound}
	w.get(t, "rooms/message", append(post, "room_id", w.room.Name)...).is(t, 200)
	// 403 would tell these clients that they were too fast.
	w.get(t, "rooms/message", append(post, "room_id", other.Name)...).is(t, 401)
}

// spec: rest-v1, 7.2
func TestCallersWhoHangUpAreHeard(t *testing.T) {
	w := newWorld(t)
	r := httptest.NewRequest("POST", "/v1/rooms/message", strings.NewReader(url.Values{
		"auth_token": {w.admin}, "room_id": {"Ops Room"}, "from": {"Monolog"}, "message": {"gone"},
	}.Encode()))
	ctx, hangUp := context.WithCancel(t.Context())
	hangUp()
	w.handler.ServeHTTP(httptest.NewRecorder(), r.WithContext(ctx))
	if e := w.last(t); e.Body != "gone" {
		t.Errorf("posted %+v", e)
	}
}

// brokenStore is a database whose rooms cannot be read.
type brokenStore struct{ chat.Store }

func (brokenStore) Rooms(context.Context, chat.RoomFilter) ([]chat.Room, error) {
	return nil, errors.New("disk on fire")
}

func TestFailuresOfTheServerAreLoggedAndStayInside(t *testing.T) {
	w := newWorld(t)
	var logged bytes.Buffer
	log := slog.New(slog.NewTextHandler(&logged, nil))
	service := chat.New(chat.Config{Store: brokenStore{w.store}, Log: log})
	shown, err := view.New(base, service)
	must(t, err)
	handler := apiv1.New(apiv1.Config{
		Chat: service, Tokens: w.tokens, View: shown, Rate: auth.NewWindows(0, time.Minute, nil), Log: log,
	}).Handler()
	got := httptest.NewRecorder()
	handler.ServeHTTP(got, httptest.NewRequest("GET", "/v1/rooms/list?auth_token="+w.admin, nil))
	readAnswer(t, got.Result()).is(t, 500, failure("500", "Internal Server Error", "Something went wrong on the server. It has been logged."))
	if text := logged.String(); !strings.Contains(text, "disk on fire") || strings.Contains(text, w.admin) {
		t.Errorf("logged %q", text)
	}
}
