package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestReopeningKeepsEverything(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx := context.Background()
		s, err := store.Open(ctx, store.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		ada := mustUser(t, s, "ada")
		room, hook := mustRoom(t, s, "Ops", ada.ID), mustWebhook(t, s, chat.Webhook{})
		a := said(room.ConversationID, ada.ID, "before")
		a.Event.ClientID = "c1"
		first := mustAppend(t, s, a)
		owe(t, s, room.ConversationID, hook.ID)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Append(ctx, said(room.ConversationID, ada.ID, "too late")); err == nil {
			t.Error("a closed store took an event")
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}

		s = storetest.Open(t, url)
		if e := mustAppend(t, s, a); e.ID != first.ID || e.Seq != 1 {
			t.Errorf("the repeat was stored as %s seq %d", e.ID, e.Seq)
		}
		if e := mustAppend(t, s, said(room.ConversationID, ada.ID, "after")); e.Seq != 3 {
			t.Errorf("the next seq is %d, want 3", e.Seq)
		}
		if joined, err := s.Joined(ctx, room.ID); len(joined) != 1 || err != nil {
			t.Errorf("joined %v, %v", joined, err)
		}
		if owed, err := s.Deliveries(ctx, chat.DeliveryFilter{WebhookID: hook.ID, Limit: 10}); len(owed) != 1 || err != nil {
			t.Errorf("owed %v, %v", owed, err)
		}
	})
}

func TestCloseFinishesWhatIsQueued(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		held, release := make(chan struct{}), make(chan struct{})
		var hold sync.Once
		s, err := store.Open(context.Background(), store.Config{URL: url, Announce: func([]chat.Append) {
			hold.Do(func() { close(held); <-release })
		}})
		if err != nil {
			t.Fatal(err)
		}
		room := mustRoom(t, s, "Ops", 0)
		var wg sync.WaitGroup
		send := func() {
			if _, err := s.Append(context.Background(), said(room.ConversationID, 1, "x")); err != nil {
				t.Error(err)
			}
		}
		wg.Go(send)
		<-held
		for range 20 {
			wg.Go(send)
		}
		s.WaitQueued(20)
		closed := make(chan error)
		go func() { closed <- s.Close() }()
		close(release)
		if err := <-closed; err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		events, err := storetest.Open(t, url).EventsAfter(t.Context(), room.ConversationID, 0, 100)
		if len(events) != 21 || err != nil {
			t.Errorf("%d events in the log, %v", len(events), err)
		}
	})
}

func TestManyCanOpenAnEmptyDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				s, err := store.Open(context.Background(), store.Config{URL: url})
				if err != nil {
					t.Error(err)
					return
				}
				mustRoom(t, s, fmt.Sprint("room ", i), 0)
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestMemoryDatabaseServesManyAndGoesAway(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := storetest.Open(t, "sqlite::memory:")
	room := mustRoom(t, s, "Ops", 0)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if _, err := s.Append(ctx, said(room.ConversationID, 1, "x")); err != nil {
					t.Error(err)
				}
				if _, err := s.EventsBefore(ctx, room.ConversationID, 0, 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	_, err := storetest.Open(t, "sqlite::memory:").Room(ctx, room.ID)
	wantErr(t, "another memory", err, chat.ErrNotFound)
}

func TestUnusableURLIsRefusedWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "sqlite:", "sqlite://", "mysql://stoa:hunter2@db/stoa", "postgres://stoa:hunter2@127.0.0.1:1x/stoa",
		"postgres://stoa:hunter2@127.0.0.1:1/stoa", "sqlite:///no/such/folder/stoa.db"} {
		s, err := store.Open(t.Context(), store.Config{URL: url})
		if err == nil {
			t.Errorf("%s was opened", url)
			s.Close()
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
}

func TestPathMayHoldAnyCharacter(t *testing.T) {
	t.Parallel()
	url := "sqlite://" + t.TempDir() + "/a b?c#d%20e.db"
	s := storetest.Open(t, url)
	mustRoom(t, s, "Ops", 0)
	if _, err := storetest.Open(t, url).RoomByName(t.Context(), "ops"); err != nil {
		t.Error(err)
	}
}
