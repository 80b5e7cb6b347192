package store

import (
	"database/sql"
	"os"
	process "os/exec"
	"path/filepath"
	"testing"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// aloneWithSQLite is set in a process that has no other databases, whose pages SQLite would count with these.
const aloneWithSQLite = "STOA_TEST_ALONE_WITH_SQLITE"

// besidesPages is what nine connections have for schemas, statements and small things.
const besidesPages = 2 << 20

func TestSQLiteHasWhatItsCachesMayAndLittleBesides(t *testing.T) {
	s := openAlone(t)
	if s == nil {
		return
	}
	readOnAllConnections(t, s)

	m, _ := s.Memory()
	all, _ := sqliteStatus(sqlite3.SQLITE_STATUS_MEMORY_USED)
	pages, _ := sqliteStatus(sqlite3.SQLITE_STATUS_PAGECACHE_OVERFLOW)
	t.Logf("%+v; without what the allocator adds, SQLite has %d bytes, %d of them pages", m, all, pages)
	if m.PagesPeak > m.PagesLimit || m.PagesPeak < m.PagesLimit*9/10 || m.Pages > m.PagesPeak {
		t.Errorf("caches that are full have %+v", m)
	}
	if m.Held > 0 && (m.Held < m.Pages || m.Held > held(m) || m.Pieces < 1000) {
		t.Errorf("the allocator holds %+v", m)
	}
	if all-pages > besidesPages {
		t.Errorf("besides pages SQLite has %d bytes", all-pages)
	}
	if got := costOfPage(t); got != pageCost {
		t.Errorf("a page takes %d bytes", got)
	}
}

// openAlone opens a database in a process of its own, in which it runs the test again; there SQLite counts all of its memory.
// It answers nil where that process was started.
func openAlone(t *testing.T) *Store {
	t.Helper()
	if os.Getenv(aloneWithSQLite) == "" {
		t.Parallel()
		c := process.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
		c.Env = append(os.Environ(), aloneWithSQLite+"=yes")
		out, err := c.CombinedOutput()
		if t.Logf("%s", out); err != nil {
			t.Fatal(err)
		}
		return nil
	}
	countAllOfSQLite(t)
	s, err := Open(t.Context(), Config{URL: "sqlite://" + filepath.Join(t.TempDir(), "stoa.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// held is what the allocator may hold: as much as it keeps for later it has given out at some time, and 4 MiB besides.
func held(m Memory) int64 { return 2*(m.PagesLimit+2*besidesPages) + 4<<20 }

// countAllOfSQLite has SQLite count all of its memory, which has to be said before it is used.
func countAllOfSQLite(t *testing.T) {
	t.Helper()
	tls := libc.NewTLS()
	defer tls.Close()
	on := libc.Xmalloc(tls, 8)
	defer libc.Xfree(tls, on)
	if code := sqlite3.Xsqlite3_config(tls, sqlite3.SQLITE_CONFIG_MEMSTATUS, libc.VaList(on, int32(1))); code != sqlite3.SQLITE_OK {
		t.Fatalf("SQLite does not count: %d", code)
	}
}

// costOfPage is what the allocator gives for a page with SQLite's header and its own.
func costOfPage(t *testing.T) int64 {
	t.Helper()
	_, page := sqliteStatus(sqlite3.SQLITE_STATUS_PAGECACHE_SIZE)
	tls := libc.NewTLS()
	defer tls.Close()
	p := libc.Xmalloc(tls, libc.Tsize_t(page+8))
	defer libc.Xfree(tls, p)
	return int64(libc.UsableSize(p))
}

// readOnAllConnections fills all caches: there is more than they hold, and each connection reads all of it.
func readOnAllConnections(t *testing.T, s *Store) {
	t.Helper()
	for _, text := range []string{
		`CREATE TABLE much (what blob)`,
		`INSERT INTO much WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) SELECT zeroblob(3000) FROM n`,
	} {
		if _, err := s.write.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	var all []*sql.Conn
	open := func(pool *sql.DB, n int) {
		for range n {
			c, err := pool.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
	}
	open(s.write, 1)
	open(s.read, sqliteReaders)
	for _, c := range all {
		defer c.Close()
	}
	for range 2 { // those that come later take from those before them, which then fill again
		for _, c := range all {
			var bytes int64
			if err := c.QueryRowContext(t.Context(), `SELECT sum(length(what)) FROM much`).Scan(&bytes); err != nil || bytes == 0 {
				t.Fatal(bytes, err)
			}
		}
	}
}
