package store_test

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAGuestWhoIsGoneLeavesTheirNameToTheNext(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx, now := storetest.Open(t, url), t.Context(), time.Now()
		room := mustRoom(t, s, "Ops", 0)
		enter := func(session byte, came time.Time) chat.User {
			t.Helper()
			u, err := s.CreateUser(ctx, chat.User{Name: "Eve (guest)", MentionName: "guest.Eve", Guest: true, Created: came}, "")
			if err != nil {
				t.Fatal(err)
			}
			if session != 0 {
				v := chat.Session{Hash: hash(session), UserID: u.ID, RoomID: room.ID, Expires: now.Add(time.Hour)}
				if err := s.CreateSession(ctx, v); err != nil {
					t.Fatal(err)
				}
			}
			return u
		}
		gone := func(what string, u chat.User) {
			t.Helper()
			if now, err := s.User(ctx, u.ID); err != nil || !now.Deleted || now.Name != "Eve (guest)" {
				t.Errorf("%s: %+v, %v", what, now, err)
			}
		}
		first := enter(1, now)
		if err := s.EndGuest(ctx, first.ID); err != nil {
			t.Fatal(err)
		}
		gone("who has left", first)
		second := enter(2, now)
		if ids, err := s.EndGuests(ctx, room.ID); err != nil || len(ids) != 1 || ids[0] != second.ID {
			t.Errorf("the room's guests were %v, %v", ids, err)
		}
		gone("who was put out", second)
		stray := enter(0, now.Add(-time.Hour))
		if err := s.DeleteExpired(ctx, now); err != nil {
			t.Fatal(err)
		}
		gone("whose session has ended", stray)
		coming := enter(0, now)
		if err := s.DeleteExpired(ctx, now); err != nil {
			t.Fatal(err)
		}
		if u, err := s.User(ctx, coming.ID); err != nil || u.Deleted {
			t.Errorf("who is just coming in: %+v, %v", u, err)
		}
	})
}
