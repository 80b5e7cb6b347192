package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteReaders bounds the connections that read beside the one that writes.
const sqliteReaders = 8

// How many pages each connection may keep in memory. What it does not keep it has from the system's own cache, in a
// microsecond.
const (
	writerPages = 500
	readerPages = 128
)

// sqliteDialect is SQLite, one file in WAL mode. One connection writes, others read what is committed.
type sqliteDialect struct{}

// openSQLite opens the file at path, or a database in memory that lives as long as the store for ":memory:".
func openSQLite(path string) (pools, error) {
	if path == ":memory:" {
		db, err := sql.Open("sqlite", "file::memory:?_txlock=immediate&_pragma=foreign_keys(1)")
		if err != nil {
			return pools{}, err
		}
		db.SetMaxOpenConns(1) // every connection would be a database of its own
		return pools{read: db, write: db, appends: db}, nil
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return pools{}, err
	}
	// The first write after a checkpoint overwrites the WAL file, which syncs faster than appending to it: nothing
	// here truncates it while the server runs. At 32 MB, eight times SQLite's own limit, checkpoints are rare enough to
	// cost the writer little and short enough not to be felt.
	write, err := sql.Open("sqlite", sqliteURI(abs, "_txlock=immediate", "_pragma=busy_timeout(10000)",
		"_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)",
		"_pragma=wal_autocheckpoint(8000)", cacheOf(writerPages)))
	if err != nil {
		return pools{}, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteURI(abs, "_pragma=busy_timeout(10000)", "_pragma=query_only(1)", cacheOf(readerPages)))
	if err != nil {
		return pools{}, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(sqliteReaders)
	read.SetMaxIdleConns(sqliteReaders)
	return pools{read: read, write: write, appends: write}, nil
}

// cacheOf says how many pages a connection keeps. All connections have one list, and take from each other what they need;
// the tree for temporary tables, of which there are none here, would let that list grow by two megabytes more.
func cacheOf(pages int) string {
	return fmt.Sprintf("_pragma=cache_size(%d)&_pragma=temp.cache_size(1)", pages)
}

func sqliteURI(path string, params ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(params, "&")}
	return u.String()
}

func (sqliteDialect) migration() (goose.Dialect, []goose.ProviderOption) {
	return goose.DialectSQLite3, nil
}

func (sqliteDialect) spelling() []string {
	return []string{
		"{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", // an id is never given twice
		"{bytes}", "blob",
		"{clustered}", " WITHOUT ROWID",
		"{rowid}", "INTEGER PRIMARY KEY",
		"{words}", "",
		"{wordindex}", `CREATE VIRTUAL TABLE search_word USING fts5
			(words, tags, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0');`,
		"{wordterms}", `CREATE VIRTUAL TABLE search_term USING fts5vocab (search_word, instance);`,
	}
}

func (sqliteDialect) facts() (kind, query string) {
	return "SQLite", `SELECT sqlite_version(), (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())`
}

func (sqliteDialect) clock() string { return `CAST(unixepoch('subsec') * 1000000 AS INTEGER)` }

func (sqliteDialect) contains(bytes, part string) string {
	return "instr(" + bytes + ", " + part + ") > 0"
}

func (sqliteDialect) skipLocked(string) string { return "" } // the one write connection is the lock

func (sqliteDialect) search() searchIndex { return sqliteSearch{} }

func (sqliteDialect) reusing(tx *sql.Tx) querier {
	return &reused{tx: tx, prepared: make(map[string]*sql.Stmt)}
}

func (sqliteDialect) prepare(ctx context.Context, log *sql.DB) (logStatements, error) {
	return prepareSQLiteLog(ctx, log)
}

// unique reads the columns out of "UNIQUE constraint failed: user.email_key", the only place where they stand.
func (sqliteDialect) unique(err error) (string, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return "", false
	}
	if e.Code() != sqlite3.SQLITE_CONSTRAINT_UNIQUE && e.Code() != sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		return "", false
	}
	_, columns, _ := strings.Cut(e.Error(), "UNIQUE constraint failed: ")
	column := columns[:max(0, strings.IndexAny(columns+" ", ", "))]
	return strings.ReplaceAll(column, ".", "_"), true
}

func (sqliteDialect) missing(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// A disk may hang as well, but nothing stops who waits for it.
func (sqliteDialect) mayHang() bool { return false }

// away is a disk that is full or fails.
func (sqliteDialect) away(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_FULL || primary == sqlite3.SQLITE_IOERR
}

func (sqliteDialect) refused(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff { // the primary code
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG:
		return true
	}
	return false
}
