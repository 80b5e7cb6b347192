package store

import (
	"path/filepath"
	"testing"
)

func TestConnectionsToSQLiteKeepNoMorePagesThanTheLimitSays(t *testing.T) {
	t.Parallel()
	p, err := openSQLite(filepath.Join(t.TempDir(), "stoa.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.write.Close()
	defer p.read.Close()
	pages := func(q querier) (n int64) {
		if err := q.QueryRowContext(t.Context(), `PRAGMA cache_size`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n <= 0 {
			t.Fatalf("%d is no number of pages", n)
		}
		return n
	}
	connections := int64(p.read.Stats().MaxOpenConnections)
	if got, want := (pages(p.write)+connections*pages(p.read))*pageCost, (sqliteDialect{}).cacheLimit(); got != want {
		t.Errorf("connections may keep %d bytes, and the limit says %d", got, want)
	}
}
