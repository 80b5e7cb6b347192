package push_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/push"
)

// away is a database that does not answer.
type away struct {
	push.Store
	asked int
}

func (a *away) CountPushSubscriptions(context.Context) (int, error) { return 0, errors.New("away") }

func (a *away) EventsAfter(context.Context, int64, int64, int) ([]chat.Event, error) {
	a.asked++
	return nil, errors.New("away")
}

func TestADatabaseThatIsAwayAtTheStartEndsNoPushes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var store away
		b := bus.New()
		p := push.New(push.Config{Store: &store, Bus: b, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { p.Run(ctx); close(ended) }()
		synctest.Wait()
		b.Publish(bus.Ring{ConversationID: 7, Seq: 1})
		synctest.Wait()
		if store.asked == 0 {
			t.Error("nobody looks at what is said")
		}
		stop()
		<-ended
	})
}
