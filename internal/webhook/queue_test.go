package webhook

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestPayloadThatIsAlwaysRefusedDoesNotHoldBackItsQueue(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Webhook-Id") == "uid-poison" {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
	})
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "poison", hook)
	h.say(t, "good", hook)
	h.run(t, Config{FirstRetry: time.Millisecond})
	for range refusalsBeforeAside {
		if got := next(t, calls).Body; got != "poison" {
			t.Fatalf("got %s before the first was set aside", got)
		}
	}
	for { // the good one comes at once, and the other goes on being tried
		if next(t, calls).Body == "good" {
			return
		}
	}
}

// An hour's claim would be waited for if the end of the first call were given up.
func TestAnEndThatTheStoreDidNotTakeIsNotedWhenItDoes(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "first", hook)
	h.say(t, "second", hook)
	h.broken.Store(2)
	h.run(t, Config{Lease: time.Hour})
	for _, want := range []string{"first", "second"} {
		if got := next(t, calls).Body; got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func TestWhichAnswersSetADeliveryAside(t *testing.T) {
	for status, after := range map[int]int{
		400: refusalsBeforeAside, 401: refusalsBeforeAside, 404: refusalsBeforeAside, 413: refusalsBeforeAside, 422: refusalsBeforeAside,
		500: faultsBeforeAside, 501: faultsBeforeAside,
		0: 0, 301: 0, 408: 0, 409: 0, 425: 0, 429: 0, 502: 0, 503: 0, 504: 0, 507: 0,
	} {
		if after > 0 && (aside(status, after-1) || !aside(status, after)) || after == 0 && aside(status, 100) {
			t.Errorf("%d", status)
		}
	}
}

func TestReceiverThatIsGoneIsPausedAndItsOwnerToldOnce(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	var gone atomic.Bool
	gone.Store(true)
	to, calls := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		if gone.Load() {
			w.WriteHeader(http.StatusGone)
		}
	})
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	h.say(t, "first", hook)
	told := make(chan string, 10)
	d := h.run(t, Config{Paused: func(_ context.Context, w chat.Webhook) error { told <- w.Paused; return nil }})
	next(t, calls)
	if n := next(t, h.noted); n.State != chat.DeliveryHeld || n.Status != http.StatusGone {
		t.Errorf("noted %+v", n)
	}
	if why := next(t, told); !strings.Contains(why, "410") {
		t.Errorf("told %q", why)
	}
	h.say(t, "second", hook)
	d.Ring()
	gone.Store(false)
	if err := h.ResumeWebhook(t.Context(), hook.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	d.Ring()
	for _, want := range []string{"first", "second"} {
		if got := next(t, calls).Body; got != want {
			t.Errorf("after the pause: %s, want %s", got, want)
		}
	}
	if len(told) != 0 {
		t.Error("told again")
	}
}

func TestLastingFailurePausesAWebhook(t *testing.T) {
	for _, c := range []struct {
		name   string
		taken  bool // one delivery was taken while the other failed
		paused bool
	}{{"nothing is taken", false, true}, {"others are taken", true, false}} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, storetest.SQLite(t))
			to, calls := receive(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
			hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
			h.say(t, "x", hook)
			if c.taken {
				h.say(t, "taken", hook)
				done := []chat.Settlement{{DeliveryID: 2, State: chat.DeliveryDone, At: time.Now()}}
				if err := h.Store.SettleDeliveries(t.Context(), done); err != nil {
					t.Fatal(err)
				}
			}
			_, stop := h.start(t, Config{Now: func() time.Time { return time.Now().Add(25 * time.Hour) }})
			next(t, calls)
			if n := next(t, h.noted); n.State != chat.DeliveryFailed {
				t.Errorf("noted %+v", n)
			}
			stop()
			if got, err := h.Webhook(t.Context(), hook.ID); err != nil || (got.Paused != "") != c.paused {
				t.Errorf("paused: %q, %v", got.Paused, err)
			}
		})
	}
}

func TestReceiverThatRefusesEverythingIsPaused(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	forbids := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(forbids.Close)
	hook := h.hook(t, chat.Webhook{URL: forbids.URL, InstallationID: h.installation(t, "tides").ID})
	for i := range maxAside + 5 {
		h.say(t, strconv.Itoa(i), hook)
	}
	told := make(chan string, 10)
	h.run(t, Config{FirstRetry: time.Microsecond, Paused: func(_ context.Context, w chat.Webhook) error { told <- w.Paused; return nil }})
	for {
		select {
		case why := <-told:
			if !strings.Contains(why, "403") {
				t.Errorf("told %q", why)
			}
			return
		case <-h.noted:
		}
	}
}

func TestTenThousandReplayedDeliveriesKeepTheirOrderAndLiveOnesPass(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand deliveries")
	}
	const many = manyReplayed
	h := newHouse(t, storetest.SQLite(t))
	h.noted = make(chan noted, 2*many)
	replayed, live := 0, make(chan int, 1)
	var d *Deliverer
	hook := chat.Webhook{}
	var mu sync.Mutex // both queues call
	url := listen(t, func(body string) {
		mu.Lock()
		defer mu.Unlock()
		if body == "live" {
			live <- replayed
			return
		}
		if body != strconv.Itoa(replayed) {
			t.Errorf("got %s, want %d", body, replayed)
		}
		replayed++
		if replayed == 100 {
			h.say(t, "live", hook)
			d.Ring()
		}
	})
	hook = h.hook(t, chat.Webhook{URL: url, InstallationID: h.installation(t, "tides").ID})
	h.sayMany(t, many, hook)
	if n, err := h.QueueAgain(t.Context(), chat.DeliveryFilter{WebhookID: hook.ID}, time.Now()); n != many || err != nil {
		t.Fatalf("%d queued again, %v", n, err)
	}
	mu.Lock()
	d = h.run(t, Config{})
	mu.Unlock()
	passed := next(t, live)
	if passed > 300 {
		t.Errorf("the live delivery came after %d replayed ones, when it was caused after 100", passed)
	}
	for range many + 1 {
		if n := next(t, h.noted); n.State != chat.DeliveryDone {
			t.Fatalf("noted %+v", n)
		}
	}
}

// listen starts a receiver that takes everything and hands f the bodies.
func listen(t *testing.T, f func(body string)) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("read delivery: %v", err)
		}
		f(string(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestDeliveriesAreSignedWithTheRegistrationsOwnSecrets(t *testing.T) {
	first, second := NewSecret(), NewSecret()
	h := newHouseWith(t, store.Config{URL: storetest.SQLite(t), WebhookSecret: func() []byte { return []byte(first) }})
	headers := make(chan http.Header, 10)
	to, calls := receive(t, func(_ http.ResponseWriter, r *http.Request) { headers <- r.Header })
	hook := h.hook(t, chat.Webhook{URL: to, InstallationID: h.installation(t, "tides").ID})
	if err := h.RotateWebhookSecret(t.Context(), hook.ID, []byte(second), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	h.say(t, `{"a":1}`, hook)
	h.run(t, Config{Open: func(b []byte) (string, error) { return string(b), nil }})
	body, got := next(t, calls).Body, next(t, headers)
	if got.Get("Webhook-Id") != `uid-{"a":1}` {
		t.Errorf("id %q", got.Get("Webhook-Id"))
	}
	for _, secret := range []string{first, second} {
		verify(t, secret, got, body)
	}
}

func TestAttemptsAreTracedWithoutSecrets(t *testing.T) {
	const planted = "pl4nted-s3cret"
	h := newHouseWith(t, store.Config{URL: storetest.SQLite(t), WebhookSecret: func() []byte { return []byte(NewSecret()) }})
	to, calls := receive(t, func(w http.ResponseWriter, r *http.Request) { // it repeats all that it was sent
		w.Header().Set("X-Echo", r.RequestURI)
		w.Header().Set("Set-Cookie", "session="+planted)
		w.WriteHeader(http.StatusTeapot)
		_, _ = w.Write([]byte(r.Header.Get("Authorization") + " " + r.RequestURI + " " + strings.Repeat("x", maxTracedBody)))
	})
	hook := h.hook(t, chat.Webhook{URL: to + "/hook?token=" + planted, InstallationID: h.installation(t, "tides").ID, JWT: true})
	h.say(t, "x", hook)
	h.run(t, Config{FirstRetry: time.Hour, Open: func(b []byte) (string, error) { return string(b), nil }})
	token := strings.TrimPrefix(next(t, calls).Authorization, "JWT ")
	next(t, h.noted)
	list, err := h.Attempts(t.Context(), 1)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	a := list[0]
	if a.Status != http.StatusTeapot || a.Took <= 0 || len(a.ResponseBody) > maxTracedBody || a.ResponseHeader.Get("X-Echo") == "" {
		t.Errorf("%+v", a)
	}
	want := http.Header{"Authorization": {"JWT [masked]"}, "Content-Type": {"application/json"}, "Webhook-Id": {"uid-x"},
		"Webhook-Timestamp": a.RequestHeader["Webhook-Timestamp"], "Webhook-Signature": {"[masked]"}}
	if diff := cmp.Diff(want, a.RequestHeader); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{a.URL, a.ResponseBody, a.ResponseHeader.Get("X-Echo"), a.ResponseHeader.Get("Set-Cookie"), a.Error} {
		for _, secret := range []string{planted, token, "whsec_", base64.StdEncoding.EncodeToString([]byte(token))} {
			if strings.Contains(text, secret) {
				t.Errorf("%s stands in %s", secret, text)
			}
		}
	}
}
