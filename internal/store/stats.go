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

// Caches are the bytes of memory, outside Go's heap, that pages of databases take in this process.
type Caches struct {
	Now, Peak int64 // of all databases that the process has open
	Limit     int64 // that those of one file come to
}

// Caches answers them; false: the database is elsewhere.
func (s *Store) Caches() (Caches, bool) { return s.dialect.caches() }

// CountMailNotices answers how many things somebody may have to be told by mail.
func (s *Store) CountMailNotices(ctx context.Context) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM mail_notice`).Scan(&n)
	return n, s.explain("count mail notices", err)
}
