package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// statesOf answers the states of what a webhook was owed, the newest first.
func statesOf(t *testing.T, s *store.Store, webhookID int64) (states []chat.DeliveryState) {
	t.Helper()
	list, err := s.Deliveries(t.Context(), chat.DeliveryFilter{WebhookID: webhookID, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		states = append(states, d.State)
	}
	return states
}

func TestWhatADisabledInstallationIsOwedIsHeld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx, now := storetest.Open(t, url), t.Context(), time.Now()
		room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
		in := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "1", Active: true})
		other := mustInstallation(t, s, chat.Installation{Key: "o", Name: "O", OAuthID: "2", Active: true})
		live := mustWebhook(t, s, chat.Webhook{InstallationID: in.ID, Event: "room_message", URL: "http://a.test/"})
		paused := mustWebhook(t, s, chat.Webhook{InstallationID: in.ID, Event: "room_message", URL: "http://b.test/"})
		others := mustWebhook(t, s, chat.Webhook{InstallationID: other.ID, Event: "room_message", URL: "http://a.test/"})
		owe(t, s, room.ConversationID, live.ID, paused.ID, others.ID)
		if _, err := s.PauseWebhook(ctx, paused.ID, "because", now); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			disabled     bool
			live, paused chat.DeliveryState
		}{
			{true, chat.DeliveryHeld, chat.DeliveryHeld},
			{false, chat.DeliveryPending, chat.DeliveryHeld},
		} {
			if err := s.DisableInstallation(ctx, in.ID, step.disabled, now); err != nil {
				t.Fatal(err)
			}
			got := [][]chat.DeliveryState{statesOf(t, s, live.ID), statesOf(t, s, paused.ID), statesOf(t, s, others.ID)}
			want := [][]chat.DeliveryState{{step.live}, {step.paused}, {chat.DeliveryPending}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("disabled: %v (-want +got):\n%s", step.disabled, diff)
			}
		}
	})
}

func TestDeclaredWebhooksThatStayGoOverToWhatReplacesTheirInstallation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
		old := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "old-client", Active: true})
		declared := chat.Webhook{InstallationID: old.ID, Event: "room_message", URL: "http://a.test/", Declared: true}
		stays := mustWebhook(t, s, declared)
		goes := mustWebhook(t, s, chat.Webhook{InstallationID: old.ID, Event: "room_exit", URL: "http://a.test/", Declared: true})
		made := mustWebhook(t, s, chat.Webhook{InstallationID: old.ID, Event: "room_message", URL: "http://a.test/made"})
		a := said(room.ConversationID, 1, "hook me")
		a.Owed = []chat.Delivery{{WebhookID: stays.ID, InstallationID: old.ID, Payload: []byte(`{"event":"room_message","oauth_client_id":"old-client","webhook_id":1}`)}}
		mustAppend(t, s, a)
		heir := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "new-client", Replaces: old.ID})
		if err := s.ActivateInstallation(ctx, heir.ID, []chat.Webhook{declared}, nil); err != nil {
			t.Fatal(err)
		}
		got, err := s.Webhook(ctx, stays.ID)
		if err != nil || got.InstallationID != heir.ID || string(got.SealedSecret) != string(stays.SealedSecret) {
			t.Errorf("%+v, %v", got, err)
		}
		all, err := s.Webhooks(ctx, chat.WebhookFilter{})
		if err != nil || len(all) != 1 {
			t.Errorf("beside %d and %d there are %+v, %v", goes.ID, made.ID, all, err)
		}
		owed, err := s.ClaimDeliveries(ctx, "a", time.Now().Add(time.Hour), time.Minute, 10, 10)
		if err != nil || len(owed) != 1 {
			t.Fatalf("%+v, %v", owed, err)
		}
		if d := owed[0]; d.InstallationID != heir.ID || d.Queue != got.Queue || string(d.Payload) != `{"event":"room_message","oauth_client_id":"new-client","webhook_id":1}` {
			t.Errorf("%+v %s", d, d.Payload)
		}
	})
}

// What is owed goes over in several pieces, held or not.
func TestAllThatADeclaredWebhookIsOwedGoesOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
		old := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "old-client", Active: true})
		declared := chat.Webhook{InstallationID: old.ID, Event: "room_message", URL: "http://a.test/", Declared: true}
		stays := mustWebhook(t, s, declared)
		const owed = 2*store.InheritedAtOnce + 1
		a := said(room.ConversationID, 1, "hook me")
		for i := range owed {
			a.Owed = append(a.Owed, chat.Delivery{WebhookID: stays.ID, InstallationID: old.ID, Payload: fmt.Appendf(nil, `{"oauth_client_id":"old-client","n":%d}`, i)})
		}
		mustAppend(t, s, a)
		if err := s.Fill(ctx, `UPDATE delivery SET state = 'held' WHERE id % 2 = 0`); err != nil {
			t.Fatal(err)
		}
		heir := mustInstallation(t, s, chat.Installation{Key: "k", Name: "K", OAuthID: "new-client", Replaces: old.ID})
		if err := s.ActivateInstallation(ctx, heir.ID, []chat.Webhook{declared}, nil); err != nil {
			t.Fatal(err)
		}
		list, err := s.Deliveries(ctx, chat.DeliveryFilter{WebhookID: stays.ID, Limit: owed + 1})
		if err != nil || len(list) != owed {
			t.Fatalf("%d of %d, %v", len(list), owed, err)
		}
		for i, d := range list { // the newest first
			if want := fmt.Sprintf(`{"oauth_client_id":"new-client","n":%d}`, owed-1-i); d.InstallationID != heir.ID || string(d.Payload) != want {
				t.Fatalf("%s of installation %d, not %s of %d", d.Payload, d.InstallationID, want, heir.ID)
			}
		}
	})
}
