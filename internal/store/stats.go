package store

import (
	"context"
	"database/sql"
)

// Queued is how many appends wait for the writer.
func (s *Store) Queued() int { return len(s.writer.queue) }

// Pools answers how the connections to the database are used, by what for.
func (s *Store) Pools() map[string]sql.DBStats {
	pools := map[string]sql.DBStats{"read": s.read.Stats()}
	if s.write != s.read {
		pools["write"] = s.write.Stats()
	}
	if s.appends != s.write {
		pools["append"] = s.appends.Stats()
	}
	return pools
}

// Memory is what databases that are in this process take of its memory, outside Go's heap. Pages are of all that it has
// open, but for the limit, which is what those of one file may take.
type Memory struct {
	Held   int64 // bytes that their allocator has from the system; 0: the program was built without the tag memory.counters
	Pieces int64 // that are given out of it

	Pages, PagesPeak, PagesLimit int64 // bytes
}

// Memory answers it; false: the database is elsewhere.
func (s *Store) Memory() (Memory, bool) { return s.dialect.memory() }

// CountMailNotices answers how many things somebody may have to be told by mail.
func (s *Store) CountMailNotices(ctx context.Context) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM mail_notice`).Scan(&n)
	return n, s.explain("count mail notices", err)
}
