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
		query := chat.SearchQuery{Reader: chat.Reader{UserID: ada.ID, All: true}, Parts: []chat.SearchPart{word(false, "x")}}
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

// TestAWebhookIsGoneAtOnceAndRemovedPieceByPiece stops in the middle, as a kill does.
func TestAWebhookIsGoneAtOnceAndRemovedPieceByPiece(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		rings := 0
		s, err := store.Open(t.Context(), store.Config{URL: url, Left: func() { rings++ }})
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		room := mustRoom(t, s, "Ops", 0)
		fillRoom(t, s, room) // what is over
		gone := mustWebhook(t, s, chat.Webhook{RoomID: room.ID, InstallationID: 7, URL: "https://addon.test/a"})
		kept := mustWebhook(t, s, chat.Webhook{RoomID: room.ID, InstallationID: 7, URL: "https://addon.test/b"})
		for range manyOf {
			owe(t, s, room.ConversationID, gone.ID)
		}
		owe(t, s, room.ConversationID, kept.ID) // behind the others in one queue
		for _, id := range []int64{gone.ID - 1, gone.ID} {
			if err := s.DeleteWebhook(ctx, id); err != nil {
				t.Fatal(err)
			}
			wantErr(t, "once more", s.DeleteWebhook(ctx, id), chat.ErrNotFound)
			_, err = s.Webhook(ctx, id)
			wantErr(t, "the webhook", err, chat.ErrNotFound)
		}
		if rings != 4 {
			t.Errorf("%d rings", rings)
		}
		if left := rowsLeft(t, s, "delivery", "leftover"); left["delivery"] != fmt.Sprint(2*manyOf+1) || left["leftover"] != "2" {
			t.Errorf("removed at once: %v", left)
		}
		if list, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 10}); err != nil || len(list) != 1 || list[0].WebhookID != kept.ID {
			t.Errorf("shown: %+v, %v", list, err)
		}
		if owed, err := s.ClaimDeliveries(ctx, "", time.Now(), time.Minute, 10, 10); err != nil || len(owed) != 0 {
			t.Errorf("claimed %+v, %v", owed, err)
		}
		owe(t, s, room.ConversationID, gone.ID) // by somebody who had not heard of it
		if more, err := s.ClearLeftover(ctx); !more || err != nil {
			t.Fatalf("a piece: %t, %v", more, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = storetest.Open(t, url)
		if left := rowsLeft(t, s, "delivery"); left["delivery"] != fmt.Sprint(2*manyOf+2-100) {
			t.Errorf("after a piece: %v", left)
		}
		if err := clearAll(ctx, s); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"delivery": "1", "webhook": "1", "leftover": "0"}, rowsLeft(t, s, "delivery", "webhook", "leftover")); diff != "" {
			t.Error(diff)
		}
		if owed, err := s.ClaimDeliveries(ctx, "", time.Now(), time.Minute, 10, 10); err != nil || len(owed) != 1 || owed[0].WebhookID != kept.ID {
			t.Errorf("then claimed %+v, %v", owed, err)
		}
	})
}

// TestWhatOthersWaitForIsRemovedFirst looks at a queue that a deleted webhook shares.
func TestWhatOthersWaitForIsRemovedFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room := mustRoom(t, s, "Ops", 0)
		fillRoom(t, s, room)
		hooks, err := s.Webhooks(t.Context(), chat.WebhookFilter{RoomID: &room.ID})
		if err != nil || len(hooks) != 1 {
			t.Fatalf("%+v, %v", hooks, err)
		}
		owe(t, s, room.ConversationID, hooks[0].ID)
		if err := s.DeleteWebhook(t.Context(), hooks[0].ID); err != nil {
			t.Fatal(err)
		}
		if more, err := s.ClearLeftover(t.Context()); !more || err != nil {
			t.Fatalf("a piece: %t, %v", more, err)
		}
		if f, err := s.QueueFacts(t.Context()); err != nil || f.Pending != 0 || f.Leftover != 1 {
			t.Errorf("%+v, %v", f, err)
		}
	})
}
