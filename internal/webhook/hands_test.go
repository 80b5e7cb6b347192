package webhook

import (
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestCallThatLingersGivesItsHandBack(t *testing.T) {
	h := newHands(2, 2)
	want := func(step string, first, again int) {
		t.Helper()
		if f, a := h.free(); f != first || a != again {
			t.Errorf("%s: %d and %d free, want %d and %d", step, f, a, first, again)
		}
	}
	again := chat.Delivery{ID: 1, Attempts: 7}
	one, two := h.begin(chat.Delivery{ID: 1, Attempts: 1}), h.begin(chat.Delivery{ID: 2, Attempts: 1})
	want("two calls", 0, 2)
	h.lingers(one)
	want("one lingers", 1, 1)
	three := h.begin(again)
	want("it is made again before its end is heard of", 1, 0)
	h.lingers(two)
	h.lingers(three)
	want("another lingers, without room", 1, 0)
	h.end(one)
	want("there is room for it now", 2, 0)
	h.end(two)
	h.end(three)
	h.lingers(three)
	want("all are over", 2, 2)
}

// TestMoreHangingReceiversThanHandsDelayNobodyElse lets many more receivers hang than calls are made at the same time.
// What others are owed arrives while all of them hang.
func TestMoreHangingReceiversThanHandsDelayNobodyElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		const most, hanging = 4, 20
		h := newHouse(t, url)
		var inside atomic.Int32
		free := make(chan struct{})
		hangs, hung := receive(t, func(http.ResponseWriter, *http.Request) {
			inside.Add(1)
			defer inside.Add(-1)
			<-free
		})
		t.Cleanup(func() { close(free) })
		answers, calls := receive(t, nil)
		person := func(to string) chat.Webhook { return h.hook(t, chat.Webhook{URL: to, UserID: h.admin.ID}) }
		for range hanging {
			h.say(t, "x", person(hangs))
		}
		good := person(answers)
		h.say(t, "0", good)
		d := h.run(t, Config{InFlight: most, Linger: time.Millisecond, Lingering: hanging, Timeout: time.Minute, Lease: time.Hour, Trusted: anybody})
		for range hanging {
			next(t, hung)
		}
		for i := range 5 {
			if got := next(t, calls).Body; got != strconv.Itoa(i) {
				t.Errorf("got %s, want %d", got, i)
			}
			h.say(t, strconv.Itoa(i+1), good)
			d.Ring()
		}
		if n := inside.Load(); n != hanging {
			t.Errorf("%d receivers hang", n)
		}
	})
}

// TestRepeatedCallsLeaveTheHandsToFirstOnes keeps all calls that are repeated waiting.
func TestRepeatedCallsLeaveTheHandsToFirstOnes(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	free := make(chan struct{})
	const bad = 6
	var before sync.Map
	fails, failed := receive(t, func(w http.ResponseWriter, r *http.Request) {
		if _, again := before.LoadOrStore(r.URL.Path, true); again {
			<-free
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	t.Cleanup(func() { close(free) })
	answers, calls := receive(t, nil)
	for i := range bad {
		h.say(t, "x", h.hook(t, chat.Webhook{URL: fails + "/" + strconv.Itoa(i), UserID: h.admin.ID}))
	}
	d := h.run(t, Config{InFlight: 2, Linger: time.Hour, Lingering: 3, Timeout: time.Minute, Lease: time.Hour, FirstRetry: time.Millisecond, Trusted: anybody})
	for range bad + 3 { // as many repeated ones as may be
		next(t, failed)
	}
	good := h.hook(t, chat.Webhook{URL: answers, UserID: h.admin.ID})
	for range 3 {
		h.say(t, "x", good)
		d.Ring()
		next(t, calls)
	}
	if len(failed) != 0 {
		t.Error("more calls were repeated at the same time than may be")
	}
}
