package store

import (
	"runtime"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// SQLite counts the memory of its pages whether or not it counts all of its memory, which would cost each of its
// allocations a lock more and is off. It has one list of pages for all of its connections: what one does not need another
// may have, and all of them together keep no more than the sum.
//
// A page of 4,096 bytes takes twice as much: with its header it is no power of two any more, which is what SQLite's
// allocator gives out.
const (
	pageCost     = 8 << 10 // bytes
	scratchPages = 4       // of each connection, which are no part of its cache: of its file and of its trees
)

func (sqliteDialect) memory() (Memory, bool) {
	allocator := libc.MemStat()
	now, peak := sqliteStatus(sqlite3.SQLITE_STATUS_PAGECACHE_OVERFLOW)
	_, page := sqliteStatus(sqlite3.SQLITE_STATUS_PAGECACHE_SIZE) // with its header
	taken := func(bytes int64) int64 { return (bytes + page - 1) / max(page, 1) * pageCost }
	return Memory{
		Held: int64(allocator.Bytes), Pieces: int64(allocator.Allocs),
		Pages: taken(now), PagesPeak: taken(peak),
		PagesLimit: (writerPages + sqliteReaders*readerPages + (1+sqliteReaders)*scratchPages) * pageCost,
	}, true
}

// sqliteStatus reads a counter of all connections of the process, and the most that it has been.
func sqliteStatus(counter int32) (now, most int64) {
	t := libc.NewTLS()
	defer t.Close()
	var values [2]int64
	var where runtime.Pinner
	where.Pin(&values)
	defer where.Unpin()
	sqlite3.Xsqlite3_status64(t, counter, uintptr(unsafe.Pointer(&values[0])), uintptr(unsafe.Pointer(&values[1])), 0) // it fails for a counter that there is not
	return values[0], values[1]
}
