package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestAFileThatAnEventShowedIsNobodysOnceTheEventIsGone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		for how, remove := range map[string]func(chat.Room, chat.Event) error{
			"the message is deleted": func(_ chat.Room, e chat.Event) error {
				change := chat.Event{ID: "change of " + e.ID, ConversationID: e.ConversationID, Time: time.Now(), Kind: chat.KindChange, Change: chat.ChangeDelete, Target: e.ID}
				_, err := s.Append(ctx, chat.Append{Event: change, Apply: func(subject *chat.Event) (bool, error) {
					subject.File, subject.Deleted = nil, true
					return true, nil
				}})
				return err
			},
			"the room is deleted": func(r chat.Room, _ chat.Event) error {
				return errors.Join(s.DeleteRoom(ctx, r.ID, nil), clearAll(ctx, s))
			},
			"it is too old": func(r chat.Room, _ chat.Event) error {
				_, err := s.DeleteHistory(ctx, time.Now().Add(time.Hour), chat.Logs{})
				return err
			},
		} {
			room := mustRoom(t, s, how, 0)
			e := chat.Event{ID: how, ConversationID: room.ConversationID, Time: time.Now(), Kind: chat.KindMessage, File: &chat.File{Key: how, Name: "a.txt", Type: "text/plain"}}
			if err := s.AddFile(ctx, chat.StoredFile{File: *e.File, ConversationID: room.ConversationID, EventID: e.ID, Created: time.Now().Add(-2 * time.Hour)}); err != nil {
				t.Fatal(err)
			}
			e = mustAppend(t, s, chat.Append{Event: e})
			nobodys(t, s, how+": before")
			if err := remove(room, e); err != nil {
				t.Fatal(err)
			}
			nobodys(t, s, how+": afterwards", how)
			if err := s.DeleteFile(ctx, how); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// nobodys checks which files no event shows. It looks twice: the second look has what the first one has noted.
func nobodys(t *testing.T, s *store.Store, when string, want ...string) {
	t.Helper()
	for range 2 {
		orphans, err := s.Orphans(t.Context(), time.Now().Add(-time.Hour), 10)
		if err != nil || len(orphans) != len(want) || len(want) == 1 && orphans[0].Key != want[0] {
			t.Fatalf("%s: %+v, %v", when, orphans, err)
		}
	}
}
