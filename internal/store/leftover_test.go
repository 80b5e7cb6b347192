package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// clearAll removes all that is left of what was deleted.
func clearAll(ctx context.Context, s *store.Store) error {
	for {
		if more, err := s.ClearLeftover(ctx); err != nil || !more {
			return err
		}
	}
}

// rowsLeft counts what there is in tables, by name.
func rowsLeft(t *testing.T, s *store.Store, tables ...string) map[string]string {
	t.Helper()
	counts := map[string]string{}
	for _, table := range tables {
		n, err := s.Texts(t.Context(), `SELECT CAST(count(*) AS text) FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		counts[table] = n[0]
	}
	return counts
}

// manyOf is more than two pieces.
const manyOf = 230

// TestABigRoomIsGoneAtOnceAndRemovedPieceByPiece stops in the middle, as a kill does: each piece is a transaction.
func TestABigRoomIsGoneAtOnceAndRemovedPieceByPiece(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, err := store.Open(t.Context(), store.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		ada := mustUser(t, s, "ada")
		room, other := mustRoom(t, s, "Ops", ada.ID), mustRoom(t, s, "Dev", ada.ID)
		fillRoom(t, s, room)
		if err := s.DeleteRoom(ctx, room.ID, nil); err != nil {
			t.Fatal(err)
		}
		_, err = s.Room(ctx, room.ID)
		wantErr(t, "the room", err, chat.ErrNotFound)
		_, err = s.File(ctx, "file 1")
		wantErr(t, "its file", err, chat.ErrNotFound)
		query := chat.SearchQuery{Reader: chat.SearchReader{UserID: ada.ID, All: true}, Parts: []chat.SearchPart{word(false, "x")}}
		if found := seqs(t, s, query); len(found) != 0 {
			t.Errorf("found %v", found)
		}
		for range 2 {
			if more, err := s.ClearLeftover(ctx); !more || err != nil {
				t.Fatalf("a piece: %t, %v", more, err)
			}
			mustAppend(t, s, said(other.ConversationID, ada.ID, "meanwhile"))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = storetest.Open(t, url)
		if half := rowsLeft(t, s, "event"); half["event"] == "2" || half["event"] == fmt.Sprint(manyOf+2) {
			t.Errorf("after two pieces: %v", half)
		}
		if f, err := s.QueueFacts(ctx); err != nil || f.Leftover != 2 {
			t.Errorf("the log and its webhook are left: %+v, %v", f, err)
		}
		if err := clearAll(ctx, s); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"event": "2", "search_entry": "0", "delivery": "0", "webhook": "0", "leftover": "0"}
		if diff := cmp.Diff(want, rowsLeft(t, s, "event", "search_entry", "delivery", "webhook", "leftover")); diff != "" {
			t.Errorf("left (-want +got):\n%s", diff)
		}
		if orphans, err := s.Orphans(ctx, time.Now().Add(-time.Hour), 2*manyOf); err != nil || len(orphans) != manyOf {
			t.Errorf("%d files are nobody's, %v; want %d", len(orphans), err, manyOf)
		}
	})
}

// fillRoom has a room with many messages that are found, each with a file, and a webhook that was sent all of them.
func fillRoom(t *testing.T, s *store.Store, room chat.Room) {
	t.Helper()
	hook := mustWebhook(t, s, chat.Webhook{RoomID: room.ID})
	var entries []chat.SearchEntry
	for i := range manyOf {
		a := said(room.ConversationID, 1, "x")
		a.Event.File = &chat.File{Key: fmt.Sprint("file ", i), Name: "a.txt", Type: "text/plain", Size: 3}
		if err := s.AddFile(t.Context(), chat.StoredFile{File: *a.Event.File, ConversationID: room.ConversationID, EventID: a.Event.ID, Created: time.Now()}); err != nil {
			t.Fatal(err)
		}
		a.Owed = []chat.Delivery{{WebhookID: hook.ID, State: chat.DeliveryDone, Payload: []byte("{}")}}
		e := mustAppend(t, s, a)
		entries = append(entries, entry(room.ConversationID, e.Seq, i, nil, "x"))
	}
	mustIndex(t, s, room.ConversationID, entries...)
	if _, err := s.SkipDeliveries(t.Context(), hook.ID, true, "over", time.Now()); err != nil {
		t.Fatal(err)
	}
}

func TestAWebhookIsDeletedWithAllThatItWasSent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		fillRoom(t, s, room)
		kept := mustWebhook(t, s, chat.Webhook{RoomID: room.ID})
		owe(t, s, room.ConversationID, kept.ID)
		if err := s.DeleteWebhook(t.Context(), kept.ID-1); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"delivery": "1", "webhook": "1"}, rowsLeft(t, s, "delivery", "webhook")); diff != "" {
			t.Error(diff)
		}
		wantErr(t, "once more", s.DeleteWebhook(t.Context(), kept.ID-1), chat.ErrNotFound)
	})
}
