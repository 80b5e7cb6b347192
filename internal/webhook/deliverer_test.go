package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestDeliveriesArriveInOrderForEachWebhook(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		h := newHouse(t, url)
		var inside atomic.Int32
		to, calls := receive(t, func(w http.ResponseWriter, _ *http.Request) {
			if inside.Add(1) > 1 {
				t.Error("two calls of one webhook at the same time")
			}
			inside.Add(-1)
			w.WriteHeader(http.StatusOK)
		})
		hook := h.hook(t, chat.Webhook{URL: to + "/hook?token=a%2Fb&name=x", InstallationID: h.installation(t, "tides").ID})
		for i := range 10 {
			h.say(t, strconv.Itoa(i), hook)
		}
		h.run(t, Config{})
		for i := range 10 {
			want := call{URI: "/hook?token=a%2Fb&name=x", Type: "application/json", Body: strconv.Itoa(i)}
			if diff := cmp.Diff(want, next(t, calls)); diff != "" {
				t.Fatal(diff)
			}
			if n := next(t, h.noted); n.State != chat.DeliveryDone || n.Status != http.StatusOK {
				t.Fatalf("noted %+v", n)
			}
		}
	})
}

func TestFailedDeliveryIsRepeatedBeforeTheNext(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	var n atomic.Int32
	to, calls := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) <= 2 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "first", hook)
	h.say(t, "second", hook)
	h.run(t, Config{FirstRetry: 5 * time.Millisecond})

	for _, want := range []string{"first", "first", "first", "second"} {
		if got := next(t, calls).Body; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for _, want := range []chat.DeliveryState{chat.DeliveryPending, chat.DeliveryPending, chat.DeliveryDone, chat.DeliveryDone} {
		got := next(t, h.noted)
		if got.State != want || want == chat.DeliveryPending && (got.Status != 500 || got.Err != "the receiver answered 500") {
			t.Errorf("noted %+v, want %s", got, want)
		}
	}
	list, err := h.Deliveries(t.Context(), chat.DeliveryFilter{WebhookID: hook.ID, Limit: 10})
	if err != nil || len(list) != 2 || list[1].Attempts != 3 || list[0].Attempts != 1 {
		t.Errorf("%v, %+v", err, list)
	}
}

func TestHangingReceiverDelaysOnlyItself(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	free := make(chan struct{})
	hanging, hung := receive(t, func(http.ResponseWriter, *http.Request) { <-free })
	t.Cleanup(func() { close(free) })
	quick, calls := receive(t, nil)
	inst := h.installation(t, "tides")
	slow := h.hook(t, chat.Webhook{URL: hanging, InstallationID: inst.ID})
	fast := h.hook(t, chat.Webhook{URL: quick, InstallationID: inst.ID})
	for i := range 3 {
		h.say(t, strconv.Itoa(i), slow, fast)
	}
	h.run(t, Config{})
	next(t, hung)
	for i := range 3 {
		if got := next(t, calls).Body; got != strconv.Itoa(i) {
			t.Errorf("got %s, want %d", got, i)
		}
	}
	if len(hung) != 0 {
		t.Error("the hanging receiver was called again")
	}
}

func TestCallsAtTheSameTimeAreBounded(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	var inside atomic.Int32
	release := make(chan struct{})
	to, calls := receive(t, func(http.ResponseWriter, *http.Request) {
		if n := inside.Add(1); n > 2 {
			t.Errorf("%d calls at the same time", n)
		}
		<-release
		inside.Add(-1)
	})
	t.Cleanup(func() { close(release) })
	for range 8 {
		h.say(t, "x", h.hook(t, chat.Webhook{URL: to, UserID: h.admin.ID}))
	}
	d := h.run(t, Config{InFlight: 2, Linger: time.Hour, Trusted: anybody})
	next(t, calls)
	next(t, calls)
	d.Ring()
	for range 6 {
		release <- struct{}{}
		next(t, calls)
	}
}

func TestRingWakesAnIdleDeliverer(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	d := h.run(t, Config{Lease: time.Hour})
	next(t, h.claims) // it looked and went to sleep

	h.say(t, "wake up", hook)
	d.Ring()
	next(t, calls)
	next(t, h.noted)
	next(t, h.claims) // looked for more
	if n := len(h.claims); n != 0 {
		t.Errorf("the store was asked %d more times", n)
	}
}

func TestDeliveryIsMadeAgainAfterACrash(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "first", hook)
	h.say(t, "second", hook)

	start := time.Now()
	claimed, err := h.Store.ClaimDeliveries(t.Context(), "a", start, 30*time.Second, 10, 10)
	if err != nil || len(claimed) != 1 { // and now its claimer dies
		t.Fatalf("%v, %d claimed", err, len(claimed))
	}
	var ahead atomic.Int64
	d := h.run(t, Config{Now: func() time.Time { return start.Add(time.Duration(ahead.Load())) }})
	next(t, h.claims) // within the lease there is nothing to do
	ahead.Store(int64(31 * time.Second))
	d.Ring()
	for _, want := range []string{"first", "second"} {
		if got := next(t, calls).Body; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		next(t, h.noted)
	}
	if d, err := h.Delivery(t.Context(), claimed[0].ID); err != nil || d.State != chat.DeliveryDone || d.Attempts != 2 {
		t.Errorf("%v, %+v", err, d)
	}
}

func TestStoppingCutsCallsOffAndLeavesThemDue(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "x", hook)
	_, stop := h.start(t, Config{FirstRetry: time.Hour})
	next(t, calls)
	stop()
	if n := next(t, h.noted); n.State != chat.DeliveryPending {
		t.Fatalf("noted %+v", n)
	}
	if claimed, err := h.Store.ClaimDeliveries(t.Context(), "a", time.Now(), time.Second, 1, 1); err != nil || len(claimed) != 1 {
		t.Errorf("%v, %d due", err, len(claimed))
	}
}

func TestDeliveryIsSignedAsTheInstallation(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	inst := h.installation(t, "tides")
	to, calls := receive(t, nil)
	hook := h.hook(t, chat.Webhook{URL: to + "/hook?a=1", InstallationID: inst.ID, JWT: true})
	for _, headerOnly := range []bool{false, true} {
		t.Run(fmt.Sprintf("header only %v", headerOnly), func(t *testing.T) {
			h.say(t, "x", hook)
			_, stop := h.start(t, Config{HeaderOnly: headerOnly})
			defer stop()
			got := next(t, calls)
			next(t, h.noted)
			token, ok := strings.CutPrefix(got.Authorization, "JWT ")
			if !ok {
				t.Fatalf("Authorization: %q", got.Authorization)
			}
			want := "/hook?a=1"
			if !headerOnly {
				want += "&signed_request=" + token
			}
			if got.URI != want {
				t.Errorf("called %s", got.URI)
			}
			checkToken(t, token, "secret-"+strconv.FormatInt(inst.ID, 10), strconv.FormatInt(h.admin.ID, 10), h.room.ID)
		})
	}
}

// checkToken reads the token as a receiver does.
func checkToken(t *testing.T, token, secret, actor string, roomID int64) {
	t.Helper()
	var claims struct {
		jwt.RegisteredClaims
		Prn     string `json:"prn"`
		Context struct {
			RoomID int64 `json:"room_id"`
		} `json:"context"`
	}
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer("client"), jwt.WithIssuedAt(), jwt.WithExpirationRequired(), jwt.WithSubject(actor))
	if err != nil {
		t.Fatal(err)
	}
	if claims.Prn != actor || claims.Context.RoomID != roomID || len(claims.ID) != 20 || claims.ExpiresAt.Sub(claims.IssuedAt.Time) != time.Hour {
		t.Errorf("claims %+v", claims)
	}
	if _, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return []byte("other"), nil }); err == nil {
		t.Error("the token is good for another secret")
	}
}

func TestAnswersWithAMessageArePostedOnce(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		posted     bool
	}{
		{"notification", `{"message":"High water at 9","color":"green"}`, 200, true},
		{"created", `{"message":"x"}`, 201, true},
		{"empty", ``, 200, false},
		{"no content", ``, 204, false},
		{"empty object", `{}`, 200, false},
		{"no message", `{"color":"green"}`, 200, false},
		{"empty message", `{"message":""}`, 200, false},
		{"message is no string", `{"message":{"a":1}}`, 200, true},
		{"text", `OK`, 200, false},
		{"array", `["message"]`, 200, false},
		{"too large", `{"message":"` + strings.Repeat("x", maxAnswer) + `"}`, 200, false},
		{"gone", `{"message":"x"}`, 410, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, storetest.SQLite(t))
			to, calls := receive(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				if _, err := w.Write([]byte(c.body)); err != nil && c.body != "" {
					t.Logf("answer cut off: %v", err)
				}
			})
			hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
			h.say(t, "x", hook)
			posted := make(chan string, 10)
			_, stop := h.start(t, Config{Answer: func(_ context.Context, w chat.Webhook, d chat.Delivery, n []byte) error {
				if w.ID != hook.ID || d.RoomID != h.room.ID {
					t.Errorf("answer to webhook %d in room %d", w.ID, d.RoomID)
				}
				posted <- string(n)
				return errors.New("the room is archived") // must not repeat the delivery
			}})
			next(t, calls)
			want := chat.DeliveryDone
			if c.status == 410 {
				want = chat.DeliveryHeld
			}
			if n := next(t, h.noted); n.State != want {
				t.Errorf("noted %+v", n)
			}
			stop()
			close(posted)
			var got []string
			for p := range posted {
				got = append(got, p)
			}
			if c.posted != (len(got) == 1 && got[0] == c.body) || !c.posted && len(got) > 0 {
				t.Errorf("posted %q", got)
			}
			if len(calls) != 0 {
				t.Error("delivered again")
			}
		})
	}
}
