package webhook

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// A process that was frozen between its claim and its call does not know whether another has made the call.
func TestACallIsNotBegunLongAfterItsClaim(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	to, calls := receive(t, nil)
	hook := h.hook(t, chat.Webhook{URL: to})
	h.say(t, "x", hook)
	var asked, ahead atomic.Int64
	h.run(t, Config{Trusted: anybody, Now: func() time.Time {
		if asked.Add(1) == 2 { // the claim has been made
			ahead.Store(int64(6 * time.Second))
		}
		return time.Now().Add(time.Duration(ahead.Load()))
	}})
	if n := next(t, h.noted); n.State != chat.DeliveryPending || n.Err != "" {
		t.Errorf("noted %+v", n)
	}
	if got := next(t, calls).Body; got != "x" { // under the next claim
		t.Errorf("got %s", got)
	}
	if n := next(t, h.noted); n.State != chat.DeliveryDone {
		t.Errorf("noted %+v", n)
	}
	if len(calls) > 0 {
		t.Error("it was called under both")
	}
}
