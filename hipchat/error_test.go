package hipchat_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

// never repeats, for tests of what the first answer means.
func never() hipchat.Option { return hipchat.WithRetries(0, 0) }

// client is one of a server that answers with h.
func client(t *testing.T, h http.HandlerFunc, options ...hipchat.Option) (*hipchat.Client, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	c, err := hipchat.NewClient(s.URL, append([]hipchat.Option{hipchat.WithToken("secret-token")}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// spec: rest-v2, 1.10; rest-v1, 3.4
func TestWhatAServerRefusesIsAnErrorOfAKind(t *testing.T) {
	kinds := map[string]error{
		"invalid": hipchat.ErrInvalid, "unauthorized": hipchat.ErrUnauthorized, "forbidden": hipchat.ErrForbidden, "not found": hipchat.ErrNotFound,
		"conflict": hipchat.ErrConflict, "too large": hipchat.ErrTooLarge, "rate limited": hipchat.ErrRateLimited, "unavailable": hipchat.ErrUnavailable,
	}
	for _, tt := range []struct {
		status int
		body   string
		kind   string
		want   hipchat.Error
	}{
		{400, `{"error":{"code":400,"type":"Bad Request","message":"Value u'x' for field 'color' is not in the enumeration","field":"color","validation":"enum","value":"x","options":["red"]}}`,
			"invalid", hipchat.Error{Code: 400, Type: "Bad Request", Message: "Value u'x' for field 'color' is not in the enumeration", Field: "color", Validation: "enum", Value: "x", Options: []string{"red"}}},
		{400, `{"error":{"code":400,"type":"Bad Request","message":"m","field":"card","expected_type":[{"type":"object"}],"validation":"type"}}`,
			"invalid", hipchat.Error{Code: 400, Type: "Bad Request", Message: "m", Field: "card", Validation: "type"}},
		{401, `{"error":{"code":401,"message":"Invalid OAuth session","type":"Unauthorized"}}`, "unauthorized", hipchat.Error{Code: 401, Type: "Unauthorized", Message: "Invalid OAuth session"}},
		{403, `{"error":{"message":"m"}}`, "forbidden", hipchat.Error{Code: 403, Type: "Forbidden", Message: "m"}},
		{404, ``, "not found", hipchat.Error{Code: 404, Type: "Not Found"}},
		{409, `{}`, "conflict", hipchat.Error{Code: 409, Type: "Conflict", Message: "{}"}},
		{413, `nginx`, "too large", hipchat.Error{Code: 413, Type: "Request Entity Too Large", Message: "nginx"}},
		{429, `{"error":{"message":"Rate Limit exceeded"}}`, "rate limited", hipchat.Error{Code: 429, Type: "Too Many Requests", Message: "Rate Limit exceeded", RateLimited: true}},
		{502, "<html>\n<h1>Bad  Gateway</h1>", "unavailable", hipchat.Error{Code: 502, Type: "Bad Gateway", Message: "<html> <h1>Bad Gateway</h1>"}},
		{500, strings.Repeat("x", 1<<20), "", hipchat.Error{Code: 500, Type: "Internal Server Error", Message: strings.Repeat("x", 200) + "…"}},
	} {
		t.Run(fmt.Sprint(tt.status, " ", tt.kind), func(t *testing.T) {
			c, _ := client(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			}, never())
			_, err := c.GetRoom(t.Context(), "Ops")
			var e *hipchat.Error
			if !errors.As(err, &e) {
				t.Fatalf("%v", err)
			}
			if diff := cmp.Diff(tt.want, *e); diff != "" {
				t.Error(diff)
			}
			for name, kind := range kinds {
				if errors.Is(err, kind) != (name == tt.kind) {
					t.Errorf("errors.Is says %v for %s", !(name == tt.kind), name)
				}
			}
		})
	}
}

// spec: rest-v1, 3.4: v1 has no 429
func TestV1SaysForbiddenWhenItMeansTooMany(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"error":{"code":403,"type":"Forbidden","message":"Rate limit"}}`)
	}))
	defer s.Close()
	c, err := hipchat.NewV1Client(s.URL, hipchat.WithToken("T"), never())
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.RoomsList(t.Context())
	if !errors.Is(err, hipchat.ErrRateLimited) || errors.Is(err, hipchat.ErrForbidden) {
		t.Errorf("%v", err)
	}
}

func TestAMovedAPISaysWhereItIs(t *testing.T) {
	c, _ := client(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://chat.example.org/v2/room/Ops/notification", http.StatusMovedPermanently)
	})
	err := c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "m"})
	if err == nil || !strings.Contains(err.Error(), "https://chat.example.org/v2/room") {
		t.Errorf("%v", err)
	}
}

func TestAnAnswerThatIsNoJSONIsAnError(t *testing.T) {
	c, _ := client(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") })
	if _, err := c.GetRoom(t.Context(), "Ops"); err == nil {
		t.Error("no error")
	}
}

// A token stands in the path of some methods, and in the query of v1's.
func TestNoErrorShowsAToken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	l.Close()
	options := []hipchat.Option{hipchat.WithToken("secret-token"), never()}
	c2, _ := hipchat.NewClient(nobody, options...)
	c1, _ := hipchat.NewV1Client(nobody, options...)
	_, err2 := c2.GetSession(t.Context(), "secret-token")
	_, err1 := c1.RoomsList(t.Context())
	for _, err := range []error{err1, err2} {
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	release := make(chan struct{})
	c, _ := client(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := c.GetRoom(ctx, "Ops"); !errors.Is(err, ctx.Err()) || ctx.Err() == nil {
		t.Errorf("%v", err)
	}
}
