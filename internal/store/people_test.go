package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestARoomKnowsHowMuchWasSaidInIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		room, other := mustRoom(t, s, "Ops", 0), mustRoom(t, s, "Other", 0)
		var wg sync.WaitGroup
		for i, kind := range []chat.Kind{chat.KindMessage, chat.KindNotification, chat.KindTopic, chat.KindEnter, chat.KindExit} {
			for n := range 4 {
				a := said(room.ConversationID, 1, "x")
				a.Event.Kind, a.Event.ClientID = kind, fmt.Sprint(i, n/2) // every second one is a repeat
				wg.Go(func() { mustAppend(t, s, a) })
			}
		}
		wg.Wait()
		for id, want := range map[int64]int64{room.ID: 4, other.ID: 0} {
			if r, err := s.Room(t.Context(), id); r.MessagesSent != want || err != nil {
				t.Errorf("room %d: %d messages, %v, want %d", id, r.MessagesSent, err, want)
			}
		}
	})
}

// The first version did not count: its logs are counted once.
func TestAnOlderDatabaseIsCountedWhenItIsOpened(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "stoa.db")
	firstVersion(t, file,
		`INSERT INTO "user" VALUES (1, 'Ada', 'ada', 'ada', '', '', '', 'UTC', FALSE, FALSE, FALSE, FALSE, '', 1, 0, 'V')`,
		`INSERT INTO conversation VALUES (1, 3, 0)`,
		`INSERT INTO room VALUES (1, 1, 'Ops', 'ops', '', FALSE, FALSE, FALSE, 1, 'ops', 1, 'V')`,
		`INSERT INTO event VALUES (1, 1, 'a', 1, 'message', 1, '', '', 'x', '{}'), (1, 2, 'b', 2, 'enter', 1, '', '', '', '{}'),
			(1, 3, 'c', 3, 'notification', 0, '', '', 'x', '{}')`,
	)
	s := storetest.Open(t, "sqlite://"+file)
	if r, err := s.Room(t.Context(), 1); r.MessagesSent != 2 || r.DelegateVisible != nil || err != nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if u, err := s.User(t.Context(), 1); u.Name != "Ada" || u.MentionName != "ada" || err != nil {
		t.Errorf("got %+v, %v", u, err)
	}
}

// firstVersion makes a database as the first version left it, with what the statements add.
func firstVersion(t *testing.T, path string, statements ...string) {
	t.Helper()
	schema, err := os.ReadFile("migration/0001_first.sql")
	if err != nil {
		t.Fatal(err)
	}
	spell := strings.NewReplacer("{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{bytes}", "blob", "{clustered}", " WITHOUT ROWID", "{now}", "1")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first := goose.NewGoMigration(1, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, spell.Replace(string(schema)))
		return err
	}}, nil)
	p, err := goose.NewProvider(goose.DialectSQLite3, db, nil, goose.WithDisableGlobalRegistry(true), goose.WithGoMigrations(first))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestDelegatedAdministratorsSeeTheRoomsThatAreShownToThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		bo := mustUser(t, s, "bo")
		for name, visible := range map[string]*bool{"shown": ptr(true), "kept": ptr(false), "default": nil} {
			if _, err := s.CreateRoom(ctx, chat.Room{Name: name, Private: true, DelegateVisible: visible}, nil); err != nil {
				t.Fatal(err)
			}
		}
		names := func(f chat.RoomFilter) (all []string) {
			rooms, err := s.Rooms(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rooms {
				all = append(all, r.Name)
			}
			return all
		}
		if diff := cmp.Diff([]string{"shown"}, names(chat.RoomFilter{VisibleTo: bo.ID, Delegate: true})); diff != "" {
			t.Errorf("a delegate (-want +got):\n%s", diff)
		}
		if got := names(chat.RoomFilter{VisibleTo: bo.ID}); got != nil {
			t.Errorf("a plain user sees %v", got)
		}
		shown, err := s.RoomByName(ctx, "shown")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []*bool{ptr(false), nil, ptr(true)} {
			got, err := s.UpdateRoom(ctx, shown.ID, chat.RoomPatch{DelegateVisible: &want}, nil)
			if diff := cmp.Diff(want, got.DelegateVisible); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		if kept, err := s.UpdateRoom(ctx, shown.ID, chat.RoomPatch{Topic: ptr("t")}, nil); err != nil || kept.DelegateVisible == nil {
			t.Errorf("a change of something else: %+v, %v", kept, err)
		}
	})
}

func TestRoomsAreSelectedByWhoJoinedThem(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		ada, bo := mustUser(t, s, "ada"), mustUser(t, s, "bo")
		ops, _ := mustRoom(t, s, "Ops", ada.ID), mustRoom(t, s, "Other", ada.ID)
		if _, err := s.JoinRoom(ctx, ops.ID, bo.ID); err != nil {
			t.Fatal(err)
		}
		rooms, err := s.Rooms(ctx, chat.RoomFilter{JoinedBy: bo.ID})
		if err != nil || len(rooms) != 1 || rooms[0].ID != ops.ID {
			t.Errorf("got %+v, %v", rooms, err)
		}
		people, err := s.People(ctx, ops.ID)
		if diff := cmp.Diff([]chat.User{ada, bo}, people); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestTheOwnerIsFoundAndPeopleAreCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		_, err := s.Owner(ctx)
		wantErr(t, "no owner", err, chat.ErrNotFound)
		for _, u := range []chat.User{{Name: "a"}, {Name: "b", Owner: true}, {Name: "c", Guest: true}, {Name: "d", Deleted: true}} {
			if _, err := s.CreateUser(ctx, u, ""); err != nil {
				t.Fatal(err)
			}
		}
		if u, err := s.Owner(ctx); u.Name != "b" || err != nil {
			t.Errorf("owner %+v, %v", u, err)
		}
		if n, err := s.CountPeople(ctx); n != 2 || err != nil {
			t.Errorf("%d people, %v", n, err)
		}
	})
}
