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

// CacheLimit answers how many bytes of memory the database's pages may take in this process, when all of its connections
// have kept as many as they may. That is outside Go's heap.
func (s *Store) CacheLimit() int64 { return s.dialect.cacheLimit() }

// CountMailNotices answers how many things somebody may have to be told by mail.
func (s *Store) CountMailNotices(ctx context.Context) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM mail_notice`).Scan(&n)
	return n, s.explain("count mail notices", err)
}
