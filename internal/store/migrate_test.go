package store_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// What a made-up program of one release has, and what the next one adds: it keeps a greeting's words in another column.
const (
	made   = "-- expand\nCREATE TABLE greeting (id bigint PRIMARY KEY, said text NOT NULL);"                                       // 9001
	expand = "-- expand\nALTER TABLE greeting ADD COLUMN words text NOT NULL DEFAULT '';"                                          // 9002
	shrink = "-- contract: needs 9002\nUPDATE greeting SET words = said WHERE words = '';\nALTER TABLE greeting DROP COLUMN said;" // 9003
	behind = "-- expand\nCREATE TABLE farewell (id bigint PRIMARY KEY);"                                                           // 9004
)

func before(t *testing.T) store.Config { return program(t, made) }
func next(t *testing.T) store.Config   { return program(t, made, expand, shrink, behind) }

// open opens a database as a server does, and closes it with the test unless that was done before.
func open(t *testing.T, url string, hold store.Hold, c store.Config) *store.Store {
	t.Helper()
	c.URL, c.Hold = url, hold
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// refused opens a database that does not want the program, and answers why.
func refused(t *testing.T, url string, hold store.Hold, c store.Config) string {
	t.Helper()
	c.URL, c.Hold = url, hold
	s, err := store.Open(t.Context(), c)
	if err == nil {
		_ = s.Close()
		t.Fatal("it was opened")
	}
	return err.Error()
}

func run(t *testing.T, s *store.Store, statements ...string) {
	t.Helper()
	if err := s.Fill(t.Context(), statements...); err != nil {
		t.Error(err)
	}
}

func contract(t *testing.T, s *store.Store, stillWaiting ...int64) {
	t.Helper()
	if err := s.Contract(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.Waiting(); !slices.Equal(got, stillWaiting) {
		t.Fatalf("%v wait, want %v", got, stillWaiting)
	}
}

func TestServersOfTwoReleasesWorkSideBySide(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	first := open(t, url, store.HoldShared, before(t))
	run(t, first, `INSERT INTO greeting (id, said) VALUES (1, 'hello')`)

	second := open(t, url, store.HoldShared, next(t))
	contract(t, second, 9003)
	run(t, first, `INSERT INTO greeting (id, said) VALUES (2, 'good day')`)
	run(t, second, `INSERT INTO greeting (id, said, words) VALUES (3, 'hi', 'hi')`, `INSERT INTO farewell (id) VALUES (1)`)

	third := open(t, url, store.HoldShared, before(t)) // one of the old ones is started again
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	contract(t, second, 9003)
	if err := third.Close(); err != nil {
		t.Fatal(err)
	}
	fourth := open(t, url, store.HoldShared, next(t)) // whoever comes when all are new does what was left
	if got := fourth.Waiting(); got != nil {
		t.Errorf("%v wait for nobody", got)
	}
	contract(t, second)
	run(t, second, `INSERT INTO greeting (id, words) VALUES (4, 'hey')`)
	if got := greetings(t, second); got != "hello good day hi hey" {
		t.Errorf("the greetings are %q", got)
	}

	why := refused(t, url, store.HoldShared, before(t))
	if want := "the database was changed by a newer Stoa: it needs one that knows schema 9002, and this one knows 9001"; why != want {
		t.Errorf("an old server is told %q", why)
	}
}

func greetings(t *testing.T, s *store.Store) string {
	t.Helper()
	words, err := s.Texts(t.Context(), `SELECT words FROM greeting ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(words, " ")
}

func TestARefusedServerIsToldWhoIsNewEnough(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	s := open(t, url, store.HoldShared, next(t))
	run(t, s, `INSERT INTO node (id, name, version, address, schema, started, seen) VALUES
		('a', '', '0.1.9', '', 9001, 0, 0), ('b', '', '0.2.1', '', 9004, 0, 0), ('c', '', '0.2.0', '', 9002, 0, 0), ('d', '', '0.2.0', '', 9002, 0, 0)`)
	if why := refused(t, url, store.HoldShared, before(t)); !strings.Contains(why, "schema 9002, as Stoa 0.2.0 and 0.2.1 does, and this one knows 9001") {
		t.Error(why)
	}
}

func TestAServerThatIsAloneContractsAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := open(t, url, store.HoldAlone, before(t))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, url, store.HoldAlone, next(t))
		contract(t, s)
		run(t, s, `INSERT INTO greeting (id, words) VALUES (1, 'hey')`)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if why := refused(t, url, store.HoldAlone, before(t)); !strings.Contains(why, "it needs one that knows schema 9002") {
			t.Error(why)
		}
		open(t, url, store.HoldAlone, program(t, made, expand)) // it lacks what was taken away, and can do without
	})
}

// A server may be killed between expansions and contraction, or in the middle of one.
func TestAContractionThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		broken := program(t, made, expand, shrink+"\nINSERT INTO farewell (id) VALUES (1);", behind) // the table is made later
		if why := refused(t, url, store.HoldAlone, broken); !strings.Contains(why, "9003") {
			t.Error(why)
		}
		s := open(t, url, store.HoldAlone, program(t, made, expand))
		run(t, s, `INSERT INTO greeting (id, said) VALUES (1, 'hello')`)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, url, store.HoldAlone, before(t)) // older ones may still come: nothing was taken away
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open(t, url, store.HoldAlone, next(t))
		contract(t, s)
		if got := greetings(t, s); got != "hello" {
			t.Errorf("the greetings are %q", got)
		}
	})
}

// A backup reads for as long as it takes. A contraction behind it would hold up everybody who comes after.
func TestAContractionDoesNotStandInTheWayOfWhoReads(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	first := open(t, url, store.HoldShared, before(t))
	second := open(t, url, store.HoldShared, next(t))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	reader := connect(t, url)
	for _, text := range []string{`BEGIN`, `SELECT count(*) FROM greeting`} {
		if _, err := reader.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	contract(t, second, 9003)
	if _, err := reader.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	contract(t, second)
}

// A server that has lost its connection to the database is not seen to be there.
func TestAnOldServerThatWasNotSeenIsNotReadyAfterwards(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	first := open(t, url, store.HoldShared, before(t))
	end := first.KeepFromLooking()
	if _, err := connect(t, url).Exec(t.Context(), `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
		WHERE application_name = 'stoa guard' AND datname = current_database()`); err != nil {
		t.Fatal(err)
	}
	second := open(t, url, store.HoldShared, next(t))
	contract(t, second)
	end()
	for first.Held() == nil {
		first.LookAtGuard(t.Context())
	}
	if err := first.Held(); !strings.Contains(err.Error(), "it needs one that knows schema 9002") {
		t.Error(err)
	}
}

func TestABackupFromTheMiddleOfAnUpgradeIsRestored(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s := open(t, url, store.HoldAlone, store.Config{})
		run(t, s, `ALTER TABLE room DROP COLUMN keep_days`, `DELETE FROM goose_db_version WHERE version_id = 38`)
		d, err := store.OpenDump(t.Context(), url, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if !slices.Equal(d.Lacking, []int64{38}) {
			t.Errorf("it lacks %v", d.Lacking)
		}
		into := storetest.SQLite(t)
		l, err := store.OpenLoad(t.Context(), into, d.Schema, d.Lacking, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range d.Tables() {
			if _, err := l.Fill(t.Context(), table, d.Rows(t.Context(), table)); err != nil {
				t.Error(err)
			}
		}
		if err := l.Commit(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		mustRoom(t, storetest.Open(t, into), "Ops", 0)
	})
}
