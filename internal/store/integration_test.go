package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func mustInstallation(t *testing.T, s *store.Store, i chat.Installation) chat.Installation {
	t.Helper()
	i, err := s.CreateInstallation(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func mustWebhook(t testing.TB, s *store.Store, w chat.Webhook) chat.Webhook {
	t.Helper()
	w, err := s.CreateWebhook(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// owe appends an event for which each webhook is owed a delivery, and answers the event.
func owe(t *testing.T, s *store.Store, conversation int64, webhooks ...int64) chat.Event {
	t.Helper()
	a := said(conversation, 1, "hook me")
	for _, id := range webhooks {
		a.Owed = append(a.Owed, chat.Delivery{WebhookID: id, Payload: []byte(`{"event":"room_message"}`)})
	}
	return mustAppend(t, s, a)
}

func TestInstallationIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		want := chat.Installation{Key: "com.example.ci", Name: "CI", RoomID: 7, OAuthID: "client", SealedSecret: []byte{0, 1, 255},
			Scopes: []string{"send_notification"}, FromName: "Builds", CallbackURL: "https://ci.example.org/installed",
			DescriptorURL: "https://ci.example.org/descriptor", Descriptor: []byte(`{ "key": "com.example.ci" }`),
			InstalledBy: 3, Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		got := mustInstallation(t, s, want)
		want.ID = got.ID
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("created (-want +got):\n%s", diff)
		}
		if err := s.ActivateInstallation(ctx, want.ID, nil, nil); err != nil {
			t.Fatal(err)
		}
		want.Active = true
		got, err := s.InstallationByOAuthID(ctx, "client")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("by OAuth id: %v (-want +got):\n%s", err, diff)
		}
		for _, c := range []struct {
			filter chat.InstallationFilter
			want   int
		}{
			{chat.InstallationFilter{}, 1},
			{chat.InstallationFilter{RoomID: ptr(int64(7)), Key: "com.example.ci"}, 1},
			{chat.InstallationFilter{RoomID: ptr(int64(0))}, 0},
			{chat.InstallationFilter{Key: "another"}, 0},
		} {
			if list, err := s.Installations(ctx, c.filter); len(list) != c.want || err != nil {
				t.Errorf("%+v: %d, %v", c.filter, len(list), err)
			}
		}
		_, err = s.Installation(ctx, 99)
		wantErr(t, "no such installation", err, chat.ErrNotFound)
	})
}

func TestOneActiveInstallationOfAKeyInARoom(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		install := func(oauthID string, room int64) int64 {
			return mustInstallation(t, s, chat.Installation{Key: "ci", OAuthID: oauthID, RoomID: room}).ID
		}
		first, second, elsewhere := install("1", 7), install("2", 7), install("3", 0)
		for _, id := range []int64{first, elsewhere, first} {
			if err := s.ActivateInstallation(ctx, id, nil, nil); err != nil {
				t.Errorf("activate %d: %v", id, err)
			}
		}
		wantTaken(t, "a second one", s.ActivateInstallation(ctx, second, nil, nil), "key")
		_, err := s.CreateInstallation(ctx, chat.Installation{Key: "other", OAuthID: "1"})
		wantTaken(t, "an OAuth id", err, "oauth_id")
		wantErr(t, "activate nothing", s.ActivateInstallation(ctx, 99, nil, nil), chat.ErrNotFound)
	})
}

func TestActivationReplacesDeclaredWebhooks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		i := mustInstallation(t, s, chat.Installation{Key: "ci", OAuthID: "1", RoomID: 7})
		mustWebhook(t, s, chat.Webhook{InstallationID: i.ID, RoomID: 7, Name: "by REST"})
		for _, name := range []string{"old", "new"} {
			if err := s.ActivateInstallation(ctx, i.ID, []chat.Webhook{{RoomID: 7, Name: name}}, nil); err != nil {
				t.Fatal(err)
			}
		}
		hooks, err := s.Webhooks(ctx, chat.WebhookFilter{InstallationID: i.ID})
		if err != nil || len(hooks) != 2 || hooks[0].Name != "by REST" || hooks[1].Name != "new" || !hooks[1].Declared {
			t.Errorf("webhooks: %+v, %v", hooks, err)
		}
	})
}

func TestWebhookIsReadAsItWasCreated(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		want := chat.Webhook{RoomID: 7, InstallationID: 2, UserID: 3, TokenID: 4, Key: "k", Name: "n", Event: "room_message",
			Pattern: `^/deploy\s`, URL: "https://example.org/hook", Queue: "i2 example.org", JWT: true, Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
		want.ID = mustWebhook(t, s, want).ID
		got, err := s.Webhook(ctx, want.ID)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		mustWebhook(t, s, chat.Webhook{UserID: 3})
		for _, c := range []struct {
			filter chat.WebhookFilter
			want   int
		}{
			{chat.WebhookFilter{}, 2},
			{chat.WebhookFilter{RoomID: ptr(int64(0))}, 1},
			{chat.WebhookFilter{RoomID: ptr(int64(7))}, 1},
			{chat.WebhookFilter{UserID: 3}, 2},
			{chat.WebhookFilter{UserID: 3, InstallationID: 2}, 1},
		} {
			if list, err := s.Webhooks(ctx, c.filter); len(list) != c.want || err != nil {
				t.Errorf("%+v: %d, %v", c.filter, len(list), err)
			}
		}
		if err := s.DeleteWebhook(ctx, want.ID); err != nil {
			t.Fatal(err)
		}
		_, err = s.Webhook(ctx, want.ID)
		wantErr(t, "a deleted one", err, chat.ErrNotFound)
		wantErr(t, "delete twice", s.DeleteWebhook(ctx, want.ID), chat.ErrNotFound)
	})
}

func TestDeletingAnInstallationTakesAllThatIsIts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		room := mustRoom(t, s, "Ops", 0)
		i := mustInstallation(t, s, chat.Installation{Key: "ci", OAuthID: "1"})
		token, err := s.CreateToken(ctx, chat.Token{Hash: hash(1), Kind: chat.TokenAddon, InstallationID: i.ID})
		if err != nil {
			t.Fatal(err)
		}
		its, another := mustWebhook(t, s, chat.Webhook{InstallationID: i.ID}), mustWebhook(t, s, chat.Webhook{})
		owe(t, s, room.ConversationID, its.ID, another.ID)
		if err := s.DeleteInstallation(ctx, i.ID); err != nil {
			t.Fatal(err)
		}
		_, err = s.Token(ctx, token.ID)
		wantErr(t, "its token", err, chat.ErrNotFound)
		_, err = s.Webhook(ctx, its.ID)
		wantErr(t, "its webhook", err, chat.ErrNotFound)
		owe(t, s, room.ConversationID, its.ID) // matched just before the deletion
		left, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 10})
		if err != nil || len(left) != 1 || left[0].WebhookID != another.ID {
			t.Errorf("deliveries left: %+v, %v", left, err)
		}
		wantErr(t, "delete twice", s.DeleteInstallation(ctx, i.ID), chat.ErrNotFound)
	})
}

func TestDeletingARoomTakesAllThatIsIts(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada := mustUser(t, s, "ada")
		room, other := mustRoom(t, s, "Ops", ada.ID), mustRoom(t, s, "Dev", ada.ID)
		i := mustInstallation(t, s, chat.Installation{Key: "ci", OAuthID: "1", RoomID: room.ID}) // not agreed to yet
		token, err := s.CreateToken(ctx, chat.Token{Hash: hash(1), Kind: chat.TokenRoom, RoomID: room.ID})
		if err != nil {
			t.Fatal(err)
		}
		hook := mustWebhook(t, s, chat.Webhook{RoomID: room.ID})
		gone, kept := owe(t, s, room.ConversationID, hook.ID), owe(t, s, other.ConversationID)
		if err := settled(s, 1, chat.DeliveryDone, 204, "", time.Time{}); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteRoom(ctx, room.ID, nil); err != nil {
			t.Fatal(err)
		}
		for what, find := range map[string]func() error{
			"the room":         func() error { _, err := s.Room(ctx, room.ID); return err },
			"its member":       func() error { _, err := s.Member(ctx, room.ID, ada.ID); return err },
			"its reader":       func() error { _, err := s.Conversation(ctx, ada.ID, room.ConversationID); return err },
			"its installation": func() error { _, err := s.Installation(ctx, i.ID); return err },
			"its token":        func() error { _, err := s.Token(ctx, token.ID); return err },
			"an append":        func() error { _, err := s.Append(ctx, said(room.ConversationID, 1, "x")); return err },
			"deleting twice":   func() error { return s.DeleteRoom(ctx, room.ID, nil) },
		} {
			wantErr(t, what, find(), chat.ErrNotFound)
		}
		if hooks, err := s.Webhooks(ctx, chat.WebhookFilter{}); len(hooks) != 0 || err != nil {
			t.Errorf("webhooks that still listen: %+v, %v", hooks, err)
		}
		if err := clearAll(ctx, s); err != nil {
			t.Fatal(err)
		}
		_, err = s.EventByID(ctx, room.ConversationID, gone.ID)
		wantErr(t, "its log", err, chat.ErrNotFound)
		_, err = s.Webhook(ctx, hook.ID)
		wantErr(t, "its webhook", err, chat.ErrNotFound)
		if owed, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 10}); len(owed) != 0 || err != nil {
			t.Errorf("deliveries left: %+v, %v", owed, err)
		}
		if _, err := s.EventByID(ctx, other.ConversationID, kept.ID); err != nil {
			t.Errorf("the other room's log: %v", err)
		}
		if again := mustRoom(t, s, "Ops", 0); again.ID == room.ID {
			t.Error("the id was given twice")
		}
	})
}
