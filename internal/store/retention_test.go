package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// saidAt appends n events of a moment.
func saidAt(t *testing.T, s *store.Store, conversation int64, at time.Time, n int) {
	t.Helper()
	for i := range n {
		_, err := s.Append(t.Context(), chat.Append{Event: chat.Event{
			ID: fmt.Sprintf("%d-%d-%d", conversation, at.Unix(), i), ConversationID: conversation, Time: at, Kind: chat.KindMessage, Body: "x", Format: chat.FormatText,
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheBeginningOfLogsIsDeletedInParts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		now := time.Now().UTC().Truncate(time.Microsecond)
		old, limit := now.Add(-48*time.Hour), now.Add(-24*time.Hour)
		room, err := s.CreateRoom(t.Context(), chat.Room{Name: "Ops"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var people [2]int64
		for i := range people {
			u, err := s.CreateUser(t.Context(), chat.User{Name: "U", MentionName: fmt.Sprint("u", i), Email: fmt.Sprint(i, "@example.test")}, "")
			if err != nil {
				t.Fatal(err)
			}
			people[i] = u.ID
		}
		direct, err := s.DirectChat(t.Context(), people[0], people[1])
		if err != nil {
			t.Fatal(err)
		}
		saidAt(t, s, room.ConversationID, old, 1100) // more than two parts
		saidAt(t, s, room.ConversationID, now, 2)
		saidAt(t, s, direct, old, 3)
		for of, want := range map[chat.Logs]int64{{}: 1100, {RoomID: room.ID}: 1100, {Direct: true}: 3, {RoomID: room.ID + 1}: 0} {
			if n, err := s.CountHistory(t.Context(), limit, of); err != nil || n != want {
				t.Errorf("counted %d in %+v, %v; want %d", n, of, err, want)
			}
		}
		saidAt(t, s, room.ConversationID, old.Add(time.Second), 1) // out of order: behind what stays
		if n, err := s.DeleteHistory(t.Context(), limit, chat.Logs{}); err != nil || n != 1100 {
			t.Errorf("deleted %d, %v", n, err)
		}
		if n, err := s.DeleteHistory(t.Context(), limit, chat.Logs{}); err != nil || n != 0 {
			t.Errorf("deleted again %d, %v", n, err)
		}
		left, err := s.EventsAfter(t.Context(), room.ConversationID, 0, 10)
		if err != nil || len(left) != 3 || left[0].Seq != 1101 {
			t.Errorf("left: %d events, %v", len(left), err)
		}
		if left, err := s.EventsAfter(t.Context(), direct, 0, 10); err != nil || len(left) != 3 {
			t.Errorf("of a one-to-one chat: %d events, %v", len(left), err)
		}
		if n, err := s.DeleteHistory(t.Context(), limit, chat.Logs{Direct: true}); err != nil || n != 3 {
			t.Errorf("deleted of one-to-one chats: %d, %v", n, err)
		}
		if n, err := s.CountHistory(t.Context(), limit, chat.Logs{Direct: true}); err != nil || n != 0 {
			t.Errorf("counted in an empty log %d, %v", n, err)
		}
		saidAt(t, s, direct, now, 1)
		if left, err := s.EventsAfter(t.Context(), direct, 0, 10); err != nil || len(left) != 1 || left[0].Seq != 4 {
			t.Errorf("an empty log goes on with %+v, %v", left, err)
		}
	})
}

func TestARoomThatIsKeptInItsOwnWayIsLeftAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		now := time.Now().UTC().Truncate(time.Microsecond)
		var rooms []chat.Room
		for _, days := range []*int{nil, ptr(0), ptr(7)} {
			r, err := s.CreateRoom(t.Context(), chat.Room{Name: fmt.Sprint("R", len(rooms))}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r, err = s.UpdateRoom(t.Context(), r.ID, chat.RoomPatch{KeepDays: &days}, nil); err != nil {
				t.Fatal(err)
			}
			saidAt(t, s, r.ConversationID, now.Add(-48*time.Hour), 2)
			rooms = append(rooms, r)
		}
		kept, err := s.KeptRooms(t.Context())
		if err != nil || len(kept) != 1 || kept[0].ID != rooms[2].ID || *kept[0].KeepDays != 7 {
			t.Errorf("kept in their own way: %+v, %v", kept, err)
		}
		for _, step := range []struct {
			which chat.Logs
			want  int64
		}{{chat.Logs{}, 2}, {chat.Logs{RoomID: rooms[2].ID}, 2}, {chat.Logs{RoomID: rooms[1].ID}, 2}} {
			if n, err := s.CountHistory(t.Context(), now, step.which); err != nil || n != step.want {
				t.Errorf("%+v: counted %d, %v", step.which, n, err)
			}
			if n, err := s.DeleteHistory(t.Context(), now, step.which); err != nil || n != step.want {
				t.Errorf("%+v: deleted %d, %v", step.which, n, err)
			}
		}
	})
}
