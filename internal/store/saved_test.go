package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// keeper is somebody who saves messages.
type keeper struct {
	t  *testing.T
	s  *store.Store
	id int64
}

func (k keeper) save(e chat.Event, done bool, limit int) error {
	m := chat.Saved{ConversationID: e.ConversationID, EventID: e.ID, At: time.Now(), Done: done}
	_, err := k.s.Save(k.t.Context(), k.id, m, limit)
	return err
}

func (k keeper) mustSave(events ...chat.Event) {
	k.t.Helper()
	for _, e := range events {
		if err := k.save(e, false, 100); err != nil {
			k.t.Fatal(err)
		}
	}
}

// list answers the ids of what they have saved.
func (k keeper) list(done bool) (ids []string) {
	k.t.Helper()
	all, err := k.s.Saved(k.t.Context(), chat.SavedFilter{Reader: chat.Reader{UserID: k.id}, Done: done, Limit: 100})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, m := range all {
		ids = append(ids, m.EventID)
	}
	return ids
}

func (k keeper) want(what string, done bool, events ...chat.Event) {
	k.t.Helper()
	var ids []string
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	if diff := cmp.Diff(ids, k.list(done)); diff != "" {
		k.t.Errorf("%s: %s", what, diff)
	}
}

func TestWhatPeopleSaveIsKeptOnceForEachUntilTheyAreDone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room, other := mustRoom(t, s, "Ops", 0), mustRoom(t, s, "Other", 0)
		ada, bob := keeper{t, s, mustUser(t, s, "ada").ID}, keeper{t, s, mustUser(t, s, "bob").ID}
		one := mustAppend(t, s, said(room.ConversationID, 1, "one"))
		two := mustAppend(t, s, said(other.ConversationID, 2, "two"))
		three := mustAppend(t, s, said(room.ConversationID, 3, "three"))
		ada.mustSave(three, one, one, two)
		bob.mustSave(one)
		ada.want("saved", false, two, one, three)
		bob.want("of somebody else", false, one)

		wantErr(t, "one too many", ada.save(mustAppend(t, s, said(room.ConversationID, 4, "four")), false, 3), chat.ErrLimit)
		if err := ada.save(one, false, 3); err != nil {
			t.Error("the same again:", err)
		}
		elsewhere := one
		elsewhere.ConversationID = other.ConversationID
		wantErr(t, "in another conversation", ada.save(elsewhere, false, 9), chat.ErrNotFound)

		page, err := s.Saved(t.Context(), chat.SavedFilter{Reader: chat.Reader{UserID: ada.id}, Limit: 2})
		if err != nil || len(page) != 2 {
			t.Fatal(page, err)
		}
		rest, err := s.Saved(t.Context(), chat.SavedFilter{Reader: chat.Reader{UserID: ada.id}, Before: page[1].ID, Limit: 2})
		if err != nil || len(rest) != 1 || rest[0].EventID != three.ID {
			t.Errorf("the rest is %+v, %v", rest, err)
		}

		for _, e := range []chat.Event{one, two, three} {
			if err := ada.save(e, true, 2); err != nil {
				t.Fatal(err)
			}
		}
		ada.want("nothing left", false)
		ada.want("the last two that are done", true, two, one)
		bob.want("of somebody else", false, one)
		ada.mustSave(one)
		ada.want("undone", false, one)
		for range 2 {
			if err := s.DropSaved(t.Context(), ada.id, one.ConversationID, one.ID); err != nil {
				t.Error(err)
			}
		}
		ada.want("taken back", false)
	})
}

func TestWhatIsGoneOrMayNotBeReadIsNotSavedAnyMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		ada := keeper{t, s, mustUser(t, s, "ada").ID}
		bob := mustUser(t, s, "bob")
		open, doomed := mustRoom(t, s, "Open", 0), mustRoom(t, s, "Doomed", 0)
		hidden, err := s.CreateRoom(ctx, chat.Room{Name: "Hidden", OwnerID: bob.ID, Private: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddMember(ctx, hidden.ID, ada.id, chat.RoleMember); err != nil {
			t.Fatal(err)
		}
		direct, err := s.DirectChat(ctx, ada.id, bob.ID)
		if err != nil {
			t.Fatal(err)
		}
		old := mustAppend(t, s, said(open.ConversationID, 1, "old"))
		deleted := mustAppend(t, s, said(open.ConversationID, 2, "deleted"))
		secret := mustAppend(t, s, said(hidden.ConversationID, 3, "secret"))
		gone := mustAppend(t, s, said(doomed.ConversationID, 4, "gone"))
		between := mustAppend(t, s, said(direct, 5, "between us"))
		ada.mustSave(old, deleted, secret, gone, between)
		ada.want("all", false, between, gone, secret, deleted, old)

		mustAppend(t, s, deletes(deleted))
		ada.want("deleted", false, between, gone, secret, old)
		if left := rowsLeft(t, s, "saved")["saved"]; left != "4" {
			t.Errorf("%s rows are left of what was deleted and 4 others", left)
		}
		wantErr(t, "save what is deleted", ada.save(deleted, false, 9), chat.ErrNotFound)
		if err := s.RemoveMember(ctx, hidden.ID, ada.id); err != nil {
			t.Fatal(err)
		}
		ada.want("not a member any more", false, between, gone, old)
		if err := s.DeleteRoom(ctx, doomed.ID, nil); err != nil {
			t.Fatal(err)
		}
		ada.want("of a room that is gone", false, between, old)
		wantErr(t, "save what is gone", ada.save(gone, false, 9), chat.ErrNotFound)
		if _, err := s.DeleteHistory(ctx, old.Time.Add(time.Second/2), chat.Logs{RoomID: open.ID}); err != nil {
			t.Fatal(err)
		}
		ada.want("too old to be kept", false, between)
		if err := s.AddMember(ctx, hidden.ID, ada.id, chat.RoleMember); err != nil {
			t.Fatal(err)
		}
		ada.want("a member again", false, between, secret)
		if left := rowsLeft(t, s, "saved")["saved"]; left != "2" {
			t.Errorf("%s rows are left", left)
		}
	})
}

func TestNothingOfWhatAGuestSavedIsLeftWhenTheyAreGone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room, err := s.CreateRoom(t.Context(), chat.Room{Name: "Visits", Private: true, GuestAccess: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		u, err := s.CreateUser(t.Context(), chat.User{Name: "Eve (guest)", MentionName: "guest.Eve", Guest: true}, "")
		if err != nil {
			t.Fatal(err)
		}
		eve := keeper{t, s, u.ID}
		eve.mustSave(mustAppend(t, s, said(room.ConversationID, 1, "welcome")))
		for room, want := range map[int64]int{room.ID: 1, room.ID + 1: 0} {
			got, err := s.Saved(t.Context(), chat.SavedFilter{Reader: chat.Reader{UserID: u.ID, Guest: true, RoomID: room}, Limit: 9})
			if err != nil || len(got) != want {
				t.Errorf("in room %d: %+v, %v", room, got, err)
			}
		}
		if err := s.EndGuest(t.Context(), u.ID); err != nil {
			t.Fatal(err)
		}
		if left := rowsLeft(t, s, "saved")["saved"]; left != "0" {
			t.Errorf("%s rows are left", left)
		}
	})
}
