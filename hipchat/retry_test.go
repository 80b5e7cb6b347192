package hipchat_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// script answers one request after the other, without a network, so that time can be that of a synctest bubble.
type script struct {
	answers []reply
	asked   int
	bodies  []string
	keys    []string
}

// reply is an answer; without a status it is a broken connection.
type reply struct {
	status int
	header map[string]string
	body   string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		s.bodies = append(s.bodies, string(b))
	}
	a := s.answers[min(s.asked, len(s.answers)-1)]
	s.asked++
	if a.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	h := http.Header{}
	for k, v := range a.header {
		h.Set(k, v)
	}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(strings.NewReader(a.body)), Request: r}, nil
}

func (s *script) client(t *testing.T, options ...hipchat.Option) *hipchat.Client {
	t.Helper()
	options = append([]hipchat.Option{hipchat.WithHTTPClient(&http.Client{Transport: s}), hipchat.WithToken("T")}, options...)
	c, err := hipchat.NewClient("https://chat.example.org", options...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func window(prefix string, remaining int, reset string) map[string]string {
	return map[string]string{prefix + "-Limit": "100", prefix + "-Remaining": strconv.Itoa(remaining), prefix + "-Reset": reset}
}

// spec: rest-v2, 1.11; client-quirks, R8
func TestACallIsRepeatedWhenTheServerSays(t *testing.T) {
	notify := func(ctx context.Context, c *hipchat.Client) error {
		return c.SendRoomNotification(ctx, "Ops", hipchat.NotificationRequest{Message: "up"})
	}
	look := func(ctx context.Context, c *hipchat.Client) error {
		_, err := c.GetRoom(ctx, "Ops")
		return err
	}
	share := func(ctx context.Context, c *hipchat.Client) error {
		return c.ShareFileWithRoom(ctx, "Ops", hipchat.Upload{Name: "f", Content: strings.NewReader("x")})
	}
	const start = 946684800 // where a bubble's clock begins
	ok := reply{status: 200, body: `{}`}
	for _, tt := range []struct {
		name      string
		do        func(context.Context, *hipchat.Client) error
		first     reply
		asked     int
		least     time.Duration // waited
		most      time.Duration
		succeeds  bool
		listening time.Duration // until the context ends; 0: it does not
	}{
		{"a used up window with an absolute reset", notify, reply{429, window("X-Ratelimit", 0, strconv.Itoa(start+90)), ""}, 2, 90 * time.Second, 90 * time.Second, true, 0},
		{"one with a fraction", notify, reply{429, window("X-Ratelimit", 0, strconv.Itoa(start+90)+".5"), ""}, 2, 90 * time.Second, 91 * time.Second, true, 0},
		{"one with a relative reset", notify, reply{429, window("X-Ratelimit", 0, "60"), ""}, 2, time.Minute, time.Minute, true, 0},
		{"one whose reset has passed", notify, reply{429, window("X-Ratelimit", 0, strconv.Itoa(start-90)), ""}, 2, time.Second, time.Second, true, 0},
		{"a flood", notify, reply{429, window("X-Floodcontrol", 0, strconv.Itoa(start+30)), ""}, 2, 30 * time.Second, 30 * time.Second, true, 0},
		{"too many without headers", notify, reply{429, nil, ""}, 2, time.Millisecond, time.Second, true, 0},
		{"too many until a server's own time", notify, reply{429, map[string]string{"Retry-After": "Sat, 01 Jan 2000 01:00:10 GMT", "Date": "Sat, 01 Jan 2000 01:00:00 GMT"}, ""}, 2, 10 * time.Second, 10 * time.Second, true, 0},
		{"a reset that is no number", notify, reply{429, window("X-Ratelimit", 0, "NaN"), ""}, 2, time.Millisecond, time.Second, true, 0},
		{"a wait longer than allowed", notify, reply{429, window("X-Ratelimit", 0, "3600"), ""}, 1, 0, 0, false, 0},
		{"a wait longer than the context", notify, reply{429, window("X-Ratelimit", 0, "60"), ""}, 1, 0, 0, false, 30 * time.Second},
		{"a restart that says when it is over", notify, reply{503, map[string]string{"Retry-After": "7"}, ""}, 2, 7 * time.Second, 7 * time.Second, true, 0},
		{"a restart that says when it is over, when sharing a file", share, reply{503, map[string]string{"Retry-After": "7"}, ""}, 1, 0, 0, false, 0},
		{"another request with the key, when posting", notify, reply{409, map[string]string{"Retry-After": "1"}, ""}, 1, 0, 0, false, 0},
		{"a restart, when posting", notify, reply{503, nil, ""}, 1, 0, 0, false, 0},
		{"a restart, when reading", look, reply{503, nil, ""}, 2, time.Millisecond, time.Second, true, 0},
		{"a broken connection, when posting", notify, reply{}, 1, 0, 0, false, 0},
		{"a broken connection, when reading", look, reply{}, 2, time.Millisecond, time.Second, true, 0},
		{"a refusal", look, reply{404, nil, ""}, 1, 0, 0, false, 0},
		{"a fault", look, reply{500, nil, ""}, 1, 0, 0, false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.listening > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.listening)
					defer cancel()
				}
				s := &script{answers: []reply{tt.first, ok}}
				began := time.Now()
				err := tt.do(ctx, s.client(t))
				waited := time.Since(began)
				if (err == nil) != tt.succeeds || s.asked != tt.asked || waited < tt.least || waited > tt.most {
					t.Errorf("asked %d times in %s: %v", s.asked, waited, err)
				}
				for _, b := range s.bodies {
					if b != s.bodies[0] {
						t.Errorf("sent %q and then %q", s.bodies[0], b)
					}
				}
			})
		})
	}
}

func TestACallThatIsRepeatedKeepsItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away, busy, ok := reply{503, map[string]string{"Retry-After": "5"}, ""}, reply{409, map[string]string{"Retry-After": "1"}, ""}, reply{204, nil, ""}
		s := &script{answers: []reply{away, busy, ok, away, ok, {200, nil, `{}`}}}
		c := s.client(t)
		for range 2 {
			if err := c.SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{Message: "up"}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
			t.Fatal(err)
		}
		k := s.keys
		if len(k) != 6 || k[0] == "" || k[1] != k[0] || k[2] != k[0] || k[3] == "" || k[3] == k[0] || k[4] != k[3] || k[5] != "" {
			t.Errorf("keys %q", k)
		}
		s = &script{answers: []reply{ok}}
		if err := s.client(t, hipchat.WithRetries(0, 0)).SendRoomNotification(t.Context(), "Ops", hipchat.NotificationRequest{}); err != nil || s.keys[0] != "" {
			t.Errorf("what is never repeated has the key %q, %v", s.keys, err)
		}
	})
}

// forgetful stands before a server and loses its first answer to a POST.
func forgetful(t *testing.T, server string) *httptest.Server {
	t.Helper()
	to, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	p := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ModifyResponse: func(res *http.Response) error {
		if res.Request.Method == http.MethodPost {
			once.Do(func() {
				res.StatusCode = http.StatusServiceUnavailable
				res.Header.Set("Retry-After", "1")
			})
		}
		return nil
	}}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return s
}

func TestWhatIsRepeatedBecauseNobodyKnowsIsSaidOnce(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	front := forgetful(t, s.URL)
	c, err := hipchat.NewClient(front.URL, hipchat.WithToken(s.Token))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SendMessage(t.Context(), "Ops", "up"); err != nil {
		t.Fatal(err)
	}
	said, err := s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{})
	if err != nil || len(said.Items) != 1 {
		t.Errorf("said %d times, %v", len(said.Items), err)
	}
	v1, err := hipchat.NewV1Client(forgetful(t, s.URL).URL, hipchat.WithToken(s.V1Token("notification")))
	if err != nil {
		t.Fatal(err)
	}
	if err := v1.RoomsMessage(t.Context(), hipchat.MessageSendV1{RoomID: "Ops", From: "CI", Message: "up"}); err != nil {
		t.Fatal(err)
	}
	said, err = s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{})
	if err != nil || len(said.Items) != 2 {
		t.Errorf("said %d times, %v", len(said.Items), err)
	}
}

func TestRepeatingEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []reply{{status: 503}}}
		_, err := s.client(t, hipchat.WithRetries(2, time.Minute)).GetRoom(t.Context(), "Ops")
		if !errors.Is(err, hipchat.ErrUnavailable) || s.asked != 3 {
			t.Errorf("asked %d times: %v", s.asked, err)
		}
	})
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []reply{{429, window("X-Ratelimit", 0, "60"), ""}}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		began := time.Now()
		_, err := s.client(t).GetRoom(ctx, "Ops")
		if !errors.Is(err, context.Canceled) || !errors.Is(err, hipchat.ErrRateLimited) || time.Since(began) != 10*time.Second {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// spec: auth, 10
func TestWhatIsLeftOfALimitCanBeSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []reply{
			{200, window("X-Ratelimit", 7, "60"), `{}`}, {200, window("X-Floodcontrol", 3, "20"), `{}`}, {200, nil, `{}`},
		}}
		c := s.client(t)
		if c.Limits() != (hipchat.Limits{}) {
			t.Error("a limit before any answer")
		}
		for range 3 {
			if _, err := c.GetRoom(t.Context(), "Ops"); err != nil {
				t.Fatal(err)
			}
		}
		want := hipchat.Limits{
			Rate:  hipchat.Window{Limit: 100, Remaining: 7, Reset: time.Now().Add(time.Minute)},
			Flood: hipchat.Window{Limit: 100, Remaining: 3, Reset: time.Now().Add(20 * time.Second)},
		}
		if got := c.Limits(); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}
