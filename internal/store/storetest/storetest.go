// Package storetest opens stores for tests, on SQLite and on a PostgreSQL that it starts for the test binary.
//
// Each test has a database of its own, with the newest schema and nothing in it: a copy of one that is made once, since
// under the race detector all migrations take longer than most tests.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stoachat/stoa/internal/store"
)

// Each runs f as a subtest on each database, with the URL of an empty one. Without PostgreSQL's programs on the
// machine that subtest is skipped.
func Each(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { f(t, PostgreSQL(t)) })
}

// SQLite answers the URL of a file that goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	model, err := sqliteModel()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "stoa.db")
	if err := os.WriteFile(file, model, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite://" + file
}

// sqliteModel is what is in the file of a new database.
var sqliteModel = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "stoa-sqlite")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "model.db")
	if err := migrate("sqlite://" + file); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// migrate opens the database once, which brings it to the newest schema.
func migrate(url string) error {
	s, err := store.Open(context.Background(), store.Config{URL: url})
	if err != nil {
		return fmt.Errorf("make the model of a database: %w", err)
	}
	return s.Close()
}

// Open opens a store that is closed with the test.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	return OpenWith(t, store.Config{URL: url})
}

// OpenWith is Open for a whole configuration.
func OpenWith(t testing.TB, c store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
