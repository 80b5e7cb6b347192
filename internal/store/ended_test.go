package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// owing answers one delivery for each webhook and remembers what it was shown.
func owing(seen *[2]chat.Room, webhooks ...int64) chat.Owe {
	return func(before, after chat.Room) ([]chat.Delivery, error) {
		*seen = [2]chat.Room{before, after}
		var owed []chat.Delivery
		for _, id := range webhooks {
			owed = append(owed, chat.Delivery{WebhookID: id, RoomID: before.ID + after.ID, Chain: []int64{id, 7}, State: chat.DeliveryPending,
				Payload: []byte("{}"), Created: time.Unix(1, 0).UTC(), NextAttempt: time.Unix(1, 0).UTC()})
		}
		return owed, nil
	}
}

func TestWhatAChangeOfARoomOwesIsCommittedWithIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		rings := 0
		s, err := store.Open(context.Background(), store.Config{URL: url, Owed: func() { rings++ }})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		ctx := t.Context()
		global := mustWebhook(t, s, chat.Webhook{Event: "room_created"})
		var seen [2]chat.Room
		room, err := s.CreateRoom(ctx, chat.Room{Name: "Ops"}, owing(&seen, global.ID, 99))
		if diff := cmp.Diff([2]chat.Room{{}, room}, seen); diff != "" || err != nil {
			t.Errorf("created: %v (-want +seen):\n%s", err, diff)
		}
		archived, err := s.UpdateRoom(ctx, room.ID, chat.RoomPatch{Archived: ptr(true)}, owing(&seen, global.ID))
		if diff := cmp.Diff(archived, seen[1]); diff != "" || err != nil || seen[0].Archived {
			t.Errorf("archived: %v, before %v (-want +seen):\n%s", err, seen[0], diff)
		}
		refuse := func(chat.Room, chat.Room) ([]chat.Delivery, error) { return nil, errors.New("no payload") }
		if _, err := s.UpdateRoom(ctx, room.ID, chat.RoomPatch{Archived: ptr(false)}, refuse); err == nil {
			t.Error("a change whose deliveries could not be made was committed")
		}
		if now, err := s.Room(ctx, room.ID); err != nil || !now.Archived {
			t.Errorf("the room is %+v, %v", now, err)
		}
		if err := s.DeleteRoom(ctx, room.ID, owing(&seen, global.ID)); err != nil || seen[1].ID != 0 || seen[0].ID != room.ID {
			t.Errorf("deleted: %v, seen %+v", err, seen)
		}
		owed, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 10})
		if err != nil || len(owed) != 3 || rings < 3 {
			t.Fatalf("owed %+v after %d rings, %v", owed, rings, err)
		}
		if diff := cmp.Diff([]int64{global.ID, 7}, owed[0].Chain); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWebhooksOfADeletedRoomGetWhatTheyAreOwed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		room := mustRoom(t, s, "Ops", 0)
		in := mustInstallation(t, s, chat.Installation{Key: "ci", OAuthID: "1", RoomID: room.ID, Active: true})
		token, err := s.CreateToken(ctx, chat.Token{Hash: hash(1), Kind: chat.TokenAddon, InstallationID: in.ID})
		if err != nil {
			t.Fatal(err)
		}
		addons := mustWebhook(t, s, chat.Webhook{RoomID: room.ID, InstallationID: in.ID})
		persons := mustWebhook(t, s, chat.Webhook{RoomID: room.ID, UserID: 5})
		owe(t, s, room.ConversationID, addons.ID)
		var seen [2]chat.Room
		if err := s.DeleteRoom(ctx, room.ID, owing(&seen, addons.ID, persons.ID)); err != nil {
			t.Fatal(err)
		}
		_, err = s.Token(ctx, token.ID)
		wantErr(t, "the add-on's token", err, chat.ErrNotFound)
		_, err = s.InstallationByOAuthID(ctx, "1")
		wantErr(t, "the add-on's client", err, chat.ErrNotFound)
		for _, id := range []int64{addons.ID, persons.ID} {
			if w, err := s.Webhook(ctx, id); err != nil || !w.Ended {
				t.Errorf("webhook %d: %+v, %v", id, w, err)
			}
		}
		if live, err := s.Webhooks(ctx, chat.WebhookFilter{}); len(live) != 0 || err != nil {
			t.Errorf("webhooks that still listen: %+v, %v", live, err)
		}
		if live, err := s.Installations(ctx, chat.InstallationFilter{}); len(live) != 0 || err != nil {
			t.Errorf("installations that still live: %+v, %v", live, err)
		}
		leaving := func(want int) {
			t.Helper()
			if list, err := s.Leaving(ctx); len(list) != want || err != nil {
				t.Errorf("leaving: %+v, %v; want %d", list, err, want)
			}
		}
		now := time.Now().Add(time.Minute)
		for _, want := range [][]int64{{1, 3}, {2}} { // the message first, then the end
			leaving(0)
			got := claimIDs(t, s, now, 10)
			if !slices.Equal(got, want) {
				t.Fatalf("claimed %v, want %v", got, want)
			}
			for _, id := range got {
				if err := settled(s, id, chat.DeliveryDone, 204, "", now); err != nil {
					t.Fatal(err)
				}
			}
		}
		leaving(1)
		if err := s.DeleteInstallation(ctx, in.ID); err != nil {
			t.Fatal(err)
		}
		leaving(0)
		if err := s.DeleteDeliveries(ctx, now, now); err != nil {
			t.Fatal(err)
		}
		_, err = s.Webhook(ctx, persons.ID)
		wantErr(t, "the person's webhook after its deliveries", err, chat.ErrNotFound)
	})
}
