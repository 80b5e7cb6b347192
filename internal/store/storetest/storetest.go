// Package storetest opens stores for tests, on SQLite and on a PostgreSQL that it starts for the test binary.
package storetest

import (
	"path/filepath"
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

// SQLite answers the URL of a file that does not exist yet and goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite://" + filepath.Join(t.TempDir(), "stoa.db")
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
