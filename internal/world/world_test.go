package world_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/backup"
	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/internal/world"
)

// made makes a small world in a database and a data directory.
func made(t *testing.T, database, data string) world.Made {
	t.Helper()
	ctx := t.Context()
	hash, err := auth.NewPasswords(nil, auth.Cheap, time.Now).Hash(ctx, stoatest.AdminPassword)
	if err != nil {
		t.Fatal(err)
	}
	m, err := world.Make(ctx, world.Config{
		Database: database, Blobs: blobs(t, data), Size: world.Size{People: 12, Rooms: 20, Chats: 15, Messages: 6000, Files: 60, Years: 4}, Seed: 7, Now: time.Now(),
		Email: stoatest.AdminEmail, PasswordHash: hash,
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func blobs(t *testing.T, data string) *blob.Store {
	t.Helper()
	b, err := app.Place{Data: data}.Blobs()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestAWorldHasWhatItsSizeSaysAndItsLogsHaveNoGaps(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, database string) {
		m, ctx := made(t, database, t.TempDir()), t.Context()
		s := storetest.Open(t, database)
		rooms, err := s.Rooms(ctx, chat.RoomFilter{IncludeArchived: true})
		if err != nil {
			t.Fatal(err)
		}
		people, err := s.Users(ctx, chat.UserFilter{IncludeDeleted: true})
		if err != nil {
			t.Fatal(err)
		}
		said, files, edits := 0, 0, 0
		for conversation := int64(1); conversation <= int64(m.Size.Rooms+m.Size.Chats); conversation++ {
			events := log(t, s, conversation)
			for i, e := range events {
				if e.Seq != int64(i+1) || i > 0 && e.Time.Before(events[i-1].Time) {
					t.Fatalf("conversation %d: event %d stands at %d, at %v", conversation, i+1, e.Seq, e.Time)
				}
				switch {
				case e.Kind == chat.KindChange:
					if edits++; e.Target != events[i-1].ID || !events[i-1].Edited.Equal(e.Time) {
						t.Fatalf("%+v does not change %+v", e, events[i-1])
					}
				default:
					said++
				}
				if e.File != nil {
					files++
				}
				if v := hipchat.CheckCard(e.Card); len(e.Card) > 0 && v != nil {
					t.Fatalf("%s: %v", e.Card, v)
				}
			}
		}
		if said != m.Size.Messages || files != m.Size.Files || edits == 0 || int64(said+edits) != m.Events {
			t.Errorf("%d messages, %d files, %d edits of %+v", said, files, edits, m)
		}
		if len(rooms) != m.Size.Rooms || len(people) != m.Size.People || rooms[0].MessagesSent != int64(m.Biggest.Messages) {
			t.Errorf("%d rooms, %d people, %d messages in the biggest room of %+v", len(rooms), len(people), rooms[0].MessagesSent, m)
		}
		if last := rooms[len(rooms)-1].MessagesSent; last == 0 || last*2 > rooms[0].MessagesSent {
			t.Errorf("the smallest room has %d messages, the biggest %d", last, rooms[0].MessagesSent)
		}
	})
}

// log reads a whole one.
func log(t *testing.T, s *store.Store, conversation int64) (all []chat.Event) {
	t.Helper()
	for after := int64(0); ; after = all[len(all)-1].Seq {
		events, err := s.EventsAfter(t.Context(), conversation, after, 5000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			return all
		}
		all = append(all, events...)
	}
}

func TestAServerOnAWorldReadsSearchesPostsAndIsBackedUp(t *testing.T) {
	t.Parallel()
	database, data := storetest.SQLite(t), t.TempDir()
	m := made(t, database, data)
	var err error
	server, ctx := stoatest.Start(t, stoatest.WithDatabase(database), func(c *app.Config) { c.Data = data }), t.Context()
	room, seen := hipchat.IDOf(m.Biggest.Room), 0
	for msg, err := range server.Client(m.Busy).RoomMessages(ctx, room, hipchat.HistoryQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; msg.File != nil {
			file := server.Call("", http.MethodGet, strings.TrimPrefix(msg.File.URL, server.URL), nil)
			if file.Status != http.StatusOK || int64(len(file.Body)) != msg.File.Size {
				t.Fatalf("%s answers %d with %d bytes", msg.File.URL, file.Status, len(file.Body))
			}
		}
	}
	if seen != m.Biggest.Messages {
		t.Errorf("%d of %d messages are in the history", seen, m.Biggest.Messages)
	}
	for behind := int64(1); behind > 0; {
		if behind, err = server.Remote.SearchBehind(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if found := server.Call(m.Busy, http.MethodGet, "/api/search?q="+world.Word(0), nil); !strings.Contains(found.Body, `"seq"`) {
		t.Errorf("the most frequent word is not found: %d %s", found.Status, found.Body)
	}
	if err := server.Client(m.Notifier).SendRoomNotification(ctx, room, hipchat.NotificationRequest{Message: "one more"}); err != nil {
		t.Error(err)
	}
	sum, err := backup.Make(ctx, backup.Source{Database: database, Blobs: blobs(t, data), Version: "test"}, io.Discard)
	if err != nil || sum.Files != int64(m.Size.Files) || sum.Missing != 0 || sum.Tables["event"] != m.Events+1 {
		t.Errorf("%+v, %v", sum, err)
	}
}

func TestASizeThatIsNoWorldIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world.Size){
		"nobody to talk to":        func(s *world.Size) { s.People = 1 },
		"more chats than pairs":    func(s *world.Size) { s.Chats = s.People * s.People },
		"rooms without messages":   func(s *world.Size) { s.Messages = s.Rooms },
		"more files than messages": func(s *world.Size) { s.Files = s.Messages },
	} {
		size := world.Documented()
		change(&size)
		if _, err := world.Make(context.Background(), world.Config{Size: size}); err == nil {
			t.Errorf("%s: %+v was taken", name, size)
		}
	}
}
