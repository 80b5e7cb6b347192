package store_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func mustModule(t *testing.T, s *store.Store, m chat.Module) chat.Module {
	t.Helper()
	m, err := s.PutModule(t.Context(), m, 10)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestModulesAreReplacedInTheirPlaceAndCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		first := mustModule(t, s, chat.Module{InstallationID: in.ID, RoomID: 7, Kind: "glance", Key: "k", Body: []byte(`{"a":1}`)})
		mustModule(t, s, chat.Module{InstallationID: in.ID, Kind: "glance", Key: "k", Body: []byte(`{}`)}) // another place
		mustModule(t, s, chat.Module{InstallationID: in.ID, RoomID: 7, Kind: "dialog", Key: "k", Body: []byte(`{}`)})
		again := mustModule(t, s, chat.Module{InstallationID: in.ID, RoomID: 7, Kind: "glance", Key: "k", Body: []byte(`{"a":2}`)})
		if again.ID != first.ID || string(again.Body) != `{"a":2}` || !again.Created.Equal(first.Created) {
			t.Errorf("replaced: %+v", again)
		}
		for _, c := range []struct {
			f    chat.ModuleFilter
			want int
		}{
			{chat.ModuleFilter{}, 3},
			{chat.ModuleFilter{RoomIDs: []int64{7}}, 2},
			{chat.ModuleFilter{RoomIDs: []int64{0, 7}, Kind: "glance"}, 2},
			{chat.ModuleFilter{InstallationID: in.ID, RoomIDs: []int64{0}, Kind: "glance", Key: "k"}, 1},
			{chat.ModuleFilter{InstallationID: in.ID + 1}, 0},
		} {
			if list, err := s.Modules(ctx, c.f); len(list) != c.want || err != nil {
				t.Errorf("%+v: %d, %v", c.f, len(list), err)
			}
		}
		// At the limit a module can be replaced, but none added.
		put := func(key string) error {
			_, err := s.PutModule(ctx, chat.Module{InstallationID: in.ID, RoomID: 7, Kind: "glance", Key: key, Body: []byte(`{}`)}, 1)
			return err
		}
		if err := put("k"); err != nil {
			t.Error(err)
		}
		wantErr(t, "one too many", put("other"), chat.ErrLimit)
		_, err := s.PutModule(ctx, chat.Module{InstallationID: 99, Kind: "glance", Key: "k", Body: []byte(`{}`)}, 10)
		wantErr(t, "of no installation", err, chat.ErrNotFound)
	})
}

// Many at once do not get past the limit.
func TestTheLimitOfModulesHoldsForRequestsAtTheSameTime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, _ = s.PutModule(ctx, chat.Module{InstallationID: in.ID, Kind: "glance", Key: strconv.Itoa(i), Body: []byte(`{}`)}, 3)
				_, _ = s.PutWebhook(ctx, chat.Webhook{InstallationID: in.ID, Key: strconv.Itoa(i)}, 3)
			})
		}
		all.Wait()
		modules, err := s.Modules(ctx, chat.ModuleFilter{})
		hooks, err2 := s.Webhooks(ctx, chat.WebhookFilter{})
		if len(modules) != 3 || len(hooks) != 3 || err != nil || err2 != nil {
			t.Errorf("%d modules, %d webhooks; %v, %v", len(modules), len(hooks), err, err2)
		}
	})
}

func TestDeclaredModulesComeWithActivationAndStay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		made := mustModule(t, s, chat.Module{InstallationID: in.ID, Kind: "dialog", Key: "made", Body: []byte(`{}`)})
		for _, key := range []string{"old", "new"} {
			if err := s.ActivateInstallation(ctx, in.ID, nil, []chat.Module{{Kind: "glance", Key: key, Body: []byte(`{}`)}}); err != nil {
				t.Fatal(err)
			}
		}
		declared, err := s.Modules(ctx, chat.ModuleFilter{Kind: "glance"})
		if err != nil || len(declared) != 1 || declared[0].Key != "new" || !declared[0].Declared {
			t.Errorf("declared: %+v, %v", declared, err)
		}
		_, err = s.PutModule(ctx, chat.Module{InstallationID: in.ID, Kind: "glance", Key: "new", Body: []byte(`{}`)}, 10)
		wantTaken(t, "a declared one", err, "installation_id")
		if err := s.DeleteModule(ctx, made.ID); err != nil {
			t.Error(err)
		}
		wantErr(t, "twice", s.DeleteModule(ctx, made.ID), chat.ErrNotFound)
		if err := s.DeleteInstallation(ctx, in.ID); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Modules(ctx, chat.ModuleFilter{}); len(left) != 0 || err != nil {
			t.Errorf("left: %v, %v", left, err)
		}
	})
}

func TestAKeyedWebhookKeepsItsIDWhenItIsReplaced(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		put := func(w chat.Webhook) chat.Webhook {
			t.Helper()
			w.InstallationID, w.Key = in.ID, "k"
			w, err := s.PutWebhook(ctx, w, 1)
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		first := put(chat.Webhook{RoomID: 7, URL: "https://a.test/1", Event: "room_enter"})
		elsewhere := put(chat.Webhook{URL: "https://a.test/2", Event: "room_enter"})
		again := put(chat.Webhook{RoomID: 7, URL: "https://a.test/3", Event: "room_message", Name: "n", Pattern: "x", JWT: true})
		want := first
		want.URL, want.Event, want.Name, want.Pattern, want.JWT = "https://a.test/3", "room_message", "n", "x", true
		if diff := cmp.Diff(want, again); diff != "" || elsewhere.ID == first.ID {
			t.Errorf("(-want +got):\n%s", diff)
		}
		_, err := s.PutWebhook(ctx, chat.Webhook{InstallationID: in.ID, RoomID: 7, Key: "other"}, 1)
		wantErr(t, "one too many", err, chat.ErrLimit)
	})
}

func TestWhatAnAddonSaysOfAGlanceIsKeptPerAudience(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		room := mustRoom(t, s, "Ops", mustUser(t, s, "ada").ID)
		m := mustModule(t, s, chat.Module{InstallationID: in.ID, Kind: "glance", Key: "k", Body: []byte(`{}`)})
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		said := func(roomID, userID int64, content string) chat.GlanceContent {
			return chat.GlanceContent{InstallationID: in.ID, Key: "k", RoomID: roomID, UserID: userID, Content: []byte(content), Updated: at}
		}
		all := []chat.GlanceContent{said(0, 0, `1`), said(0, 5, `2`), said(room.ID, 0, `3`), said(room.ID, 5, `4`), said(room.ID, 6, `5`), said(room.ID+1, 0, `6`)}
		if err := s.PutGlances(ctx, append(all, said(0, 0, `0`))); err != nil { // the last word counts
			t.Fatal(err)
		}
		all[0].Content = []byte(`0`)
		got, err := s.Glances(ctx, room.ID, 5)
		if diff := cmp.Diff(all[:4], got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if err := s.DeleteRoom(ctx, room.ID, nil); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Glances(ctx, room.ID, 5); len(left) != 2 || err != nil {
			t.Errorf("without the room: %v, %v", left, err)
		}
		if err := s.DeleteModule(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Glances(ctx, room.ID+1, 5); len(left) != 0 || err != nil {
			t.Errorf("without the glance: %v, %v", left, err)
		}
	})
}

func TestGrantsAreTakenOnceAndExpire(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		in := mustInstallation(t, s, chat.Installation{Key: "a", OAuthID: "a"})
		now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		code := chat.AuthorizationCode{Hash: []byte("c"), InstallationID: in.ID, UserID: 3, RedirectURI: "https://a.test/cb", Scopes: []string{"view_room"}, Expires: now}
		once := chat.Installable{Hash: []byte("i"), InstallationID: in.ID, AddonKey: "a", OAuthID: "a", Sealed: []byte{1}, Expires: now}
		for range 2 { // taken and made again
			if err := s.CreateCode(ctx, code); err != nil {
				t.Fatal(err)
			}
			if err := s.CreateInstallable(ctx, once); err != nil {
				t.Fatal(err)
			}
			gotCode, err := s.TakeCode(ctx, code.Hash)
			gotOnce, err2 := s.TakeInstallable(ctx, once.Hash)
			if diff := cmp.Diff(code, gotCode) + cmp.Diff(once, gotOnce); diff != "" || err != nil || err2 != nil {
				t.Errorf("%v, %v\n%s", err, err2, diff)
			}
			_, err = s.TakeCode(ctx, code.Hash)
			wantErr(t, "a code twice", err, chat.ErrNotFound)
			_, err = s.TakeInstallable(ctx, once.Hash)
			wantErr(t, "an installable twice", err, chat.ErrNotFound)
		}

		link := func(hash string, created, expires time.Time) (chat.Link, error) {
			return s.CreateLink(ctx, chat.Link{Hash: []byte(hash), InstallationID: in.ID, Target: "https://a.test/l", Created: created, Expires: expires}, 1)
		}
		first, err := link("1", now, now.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		_, err = link("2", now.Add(time.Second), now.Add(time.Hour))
		wantErr(t, "one too many", err, chat.ErrLimit)
		if got, err := s.LinkByHash(ctx, []byte("1")); !cmp.Equal(first, got) || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err = link("2", now.Add(time.Minute), now.Add(time.Hour)); err != nil {
			t.Errorf("after the first one's time: %v", err)
		}
		if err := s.CreateCode(ctx, code); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteExpired(ctx, now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		_, err = s.LinkByHash(ctx, []byte("2"))
		wantErr(t, "an expired link", err, chat.ErrNotFound)
		_, err = s.TakeCode(ctx, code.Hash)
		wantErr(t, "an expired code", err, chat.ErrNotFound)
	})
}
