package webhook

import (
	"log/slog"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestWhatNobodyListensToCostsNoAllocation(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.hook(t, chat.Webhook{Pattern: "^/tide"}) // of another room than the event's
	l := NewLedger(NewRegistry(h.Store, slog.New(slog.DiscardHandler)), nil)
	elsewhere := chat.Room{ID: h.room.ID + 1}
	e := chat.Event{Kind: chat.KindNotification, Body: "an ordinary text"}
	allocations := testing.AllocsPerRun(100, func() {
		if owed, err := l.Owed(t.Context(), elsewhere, e); len(owed) != 0 || err != nil {
			t.Errorf("owed %v, %v", owed, err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}
