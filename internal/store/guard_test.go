package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestASecondServerIsKeptFromADatabase(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		first, second store.Hold
		postgres      bool
		why           string
	}{
		{"SQLite", store.HoldAlone, store.HoldAlone, false, "process " + strconv.Itoa(os.Getpid()) + " has "},
		{"SQLite is never shared", store.HoldShared, store.HoldShared, false, "process " + strconv.Itoa(os.Getpid()) + " has "},
		{"two without a bus", store.HoldAlone, store.HoldAlone, true, "give each the same --bus"},
		{"the second without a bus", store.HoldShared, store.HoldAlone, true, "give each the same --bus"},
		{"the first without a bus", store.HoldAlone, store.HoldShared, true, "has no bus"},
		{"both with a bus", store.HoldShared, store.HoldShared, true, ""},
		{"one that only looks", store.HoldAlone, store.HoldNothing, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			url := "sqlite://" + filepath.Join(t.TempDir(), "stoa.db")
			if tt.postgres {
				url = storetest.PostgreSQL(t)
			}
			first := storetest.OpenWith(t, store.Config{URL: url, Hold: tt.first})
			if err := first.Held(); err != nil {
				t.Error(err)
			}
			second, err := store.Open(t.Context(), store.Config{URL: url, Hold: tt.second, HoldWait: time.Nanosecond})
			if tt.why == "" {
				if err != nil {
					t.Fatal(err)
				}
				if err := second.Close(); err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, store.ErrHeld) || !strings.Contains(err.Error(), tt.why) {
				t.Fatalf("got %v", err)
			}
			if err := first.Close(); err != nil {
				t.Fatal(err)
			}
			storetest.OpenWith(t, store.Config{URL: url, Hold: tt.second})
		})
	}
}

func TestAHoldThatWasLostIsTakenAgain(t *testing.T) {
	t.Parallel()
	url := storetest.PostgreSQL(t)
	regained := make(chan struct{}, 1)
	s := storetest.OpenWith(t, store.Config{URL: url, Hold: store.HoldAlone, Regained: func() { regained <- struct{}{} }})
	admin, other := connect(t, url), connect(t, url)
	kill := func() {
		t.Helper()
		_, err := admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'stoa guard' AND datname = current_database()`)
		if err != nil {
			t.Fatal(err)
		}
	}
	kill()
	for s.Held() != nil || len(regained) == 0 { // whoever held it is gone a moment later
		s.LookAtGuard(t.Context())
	}
	<-regained

	// Somebody else waits for it and has it next.
	taken := make(chan error, 1)
	go func() {
		_, err := other.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, store.GuardKey)
		taken <- err
	}()
	somebodyWaits(t, admin)
	kill()
	if err := <-taken; err != nil {
		t.Fatal(err)
	}
	s.LookAtGuard(t.Context())
	if err := s.Held(); !errors.Is(err, store.ErrHeld) {
		t.Errorf("held: %v", err)
	}
	if _, err := other.Exec(t.Context(), `SELECT pg_advisory_unlock_all()`); err != nil {
		t.Fatal(err)
	}
	s.LookAtGuard(t.Context())
	if err := s.Held(); err != nil {
		t.Error(err)
	}
	<-regained
}

// somebodyWaits waits until somebody waits for a lock in this database: others of the cluster belong to other tests.
func somebodyWaits(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	const waiters = `SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_get_activity(NULL)
		WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database()))`
	for waiting := 0; waiting == 0; {
		if err := conn.QueryRow(t.Context(), waiters).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
}

// connect is a connection of a test's own.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
