package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestDatabaseSaysWhatItIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		f, err := s.DatabaseFacts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		kind := "SQLite"
		if strings.HasPrefix(url, "postgres") {
			kind = "PostgreSQL"
		}
		if f.Kind != kind || f.Version == "" || f.Size < 4096 || f.Schema < 30 {
			t.Errorf("%+v", f)
		}
		queues, err := s.QueueFacts(ctx)
		if want := (chat.QueueFacts{}); err != nil || queues != want {
			t.Errorf("%+v, %v", queues, err)
		}
		files, err := s.FileFacts(ctx)
		if want := (chat.FileFacts{}); err != nil || files != want {
			t.Errorf("%+v, %v", files, err)
		}
	})
}

func TestQueuesTellTheOldestThatIsOwed(t *testing.T) {
	eachQueues(t, func(t *testing.T, q *queues) {
		hook := mustWebhook(t, q.Store, chat.Webhook{RoomID: q.room.ID})
		q.owe(hook)
		q.owe(hook)
		f, err := q.QueueFacts(context.Background())
		if err != nil || f.Pending != 2 || f.Held != 0 || f.Paused != 0 || f.Oldest.IsZero() {
			t.Fatalf("%+v, %v", f, err)
		}
		if _, err := q.PauseWebhook(context.Background(), hook.ID, "it is down", q.now); err != nil {
			t.Fatal(err)
		}
		f, err = q.QueueFacts(context.Background())
		if err != nil || f.Pending != 0 || f.Held != 2 || f.Paused != 1 || !f.Oldest.IsZero() {
			t.Errorf("%+v, %v", f, err)
		}
	})
}
