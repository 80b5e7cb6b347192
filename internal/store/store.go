package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
)

// Config says where the state is and who listens to the log.
type Config struct {
	// URL is "sqlite:///absolute/file.db", "sqlite://relative/file.db", "sqlite::memory:" (gone when the store is
	// closed) or "postgres://user:password@host/database".
	URL string

	// Announce is called by the writer after each commit with what was committed, Event.Seq set, in the order of
	// the commits and before any Append of that commit returns. The next commit waits for it, so it must not block
	// and must not append; the slice is good until it returns. It may be nil.
	Announce func([]chat.Append)

	// Committed is told of each transaction of the log: how many events, and what it took. It must not block; it may be nil.
	Committed func(events int, took time.Duration, err error)

	// Owed is called after a commit that may have written deliveries without an event. It must not block; it may be
	// nil.
	Owed func()

	// Left is called after a commit that may have left something for ClearLeftover. It must not block; it may be nil.
	Left func()

	// WebhookSecret makes the sealed secret of a new webhook. nil: they have none.
	WebhookSecret func() []byte

	// Hold keeps others from the database, from before its schema is looked at until Close. Regained is called when
	// the hold was lost and has been taken again: others may have been here. It may be nil.
	Hold     Hold
	HoldWait time.Duration // for who holds it and may be about to go; 0: 5 s
	Regained func()

	Log *slog.Logger // nil: slog.Default

	files     fs.FS         // migrations; nil: this program's
	hangLimit time.Duration // 0: the constant
}

// Store is Stoa's state. Its methods may be called from many goroutines.
type Store struct {
	pools
	dialect dialect
	guard   *guard // nil: nothing is held
	writer  *writer
	owed    func()
	left    func()
	log     *slog.Logger

	migrations []migration
	schema     int64 // the newest migration that this program knows

	mu       sync.Mutex
	waiting  []int64 // migrations that older servers hold up
	outdated error   // the database needs a newer program

	seenUsers    *cache.Asker[touch[int64], struct{}]
	seenSessions *cache.Asker[touch[string], struct{}]
	roomsOf      *cache.Asker[int64, *chat.Room] // by conversation

	webhookSecret func() []byte
}

var _ chat.Store = (*Store)(nil)

// pools are the ways to the database; some may be the same.
type pools struct {
	read    *sql.DB // queries outside transactions
	write   *sql.DB // everything that writes, except for the log
	appends *sql.DB // the writer's own
}

// Open opens or creates the database, brings its schema up to date and starts the writer.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{owed: c.Owed, left: c.Left, log: c.Log, webhookSecret: c.WebhookSecret}
	s.seenUsers, s.seenSessions = cache.NewAsker(s.touchUsers), cache.NewAsker(s.touchSessions)
	s.roomsOf = cache.NewAsker(s.byConversation)
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.owed == nil {
		s.owed = func() {}
	}
	if s.left == nil {
		s.left = func() {}
	}
	if s.webhookSecret == nil {
		s.webhookSecret = func() []byte { return nil }
	}
	if err := s.connect(c.URL); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := s.begin(ctx, c); err != nil {
		return nil, errors.Join(err, s.guard.close(), s.pools.close())
	}
	return s, nil
}

// begin takes the database and makes it ready for work.
func (s *Store) begin(ctx context.Context, c Config) error {
	files := c.files
	if files == nil {
		files = migrationFiles
	}
	var err error
	if s.migrations, err = migrations(files); err != nil {
		return err
	}
	s.schema = newest(s.migrations)
	h, err := hold(c, s.schema)
	if err != nil {
		return err
	}
	if h != nil {
		again := func(ctx context.Context) { s.regained(ctx, c.Regained) }
		if s.guard, err = startGuard(ctx, h, cmp.Or(c.HoldWait, holdWait), again); err != nil {
			return err
		}
	}
	if s.waiting, err = migrate(ctx, s.write, s.dialect, s.migrations); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	if err := s.refuseOutdated(ctx); err != nil {
		return err
	}
	if err := refuseUnfinished(ctx, s.read); err != nil {
		return err
	}
	statements, err := s.dialect.prepare(ctx, s.appends)
	if err != nil {
		return fmt.Errorf("prepare statements: %w", err)
	}
	s.writer = startWriter(s, statements, c)
	return nil
}

// hold answers what keeps others from the database, and tells them the schema of the program that has it; nil when nothing need.
func hold(c Config, schema int64) (holder, error) {
	if c.Hold == HoldNothing {
		return nil, nil
	}
	if path, ok := strings.CutPrefix(c.URL, "sqlite:"); ok {
		return holdSQLite(strings.TrimPrefix(path, "//")), nil
	}
	return holdPostgres(c.URL, c.Hold == HoldShared, schema)
}

func (s *Store) connect(url string) (err error) {
	switch scheme, rest, _ := strings.Cut(url, ":"); {
	case scheme == "sqlite" && rest == ":memory:":
		s.dialect = sqliteDialect{}
		s.pools, err = openSQLite(rest)
	case scheme == "sqlite" && len(rest) > 2 && strings.HasPrefix(rest, "//"):
		s.dialect = sqliteDialect{}
		s.pools, err = openSQLite(rest[2:])
	case scheme == "postgres", scheme == "postgresql":
		s.dialect = postgresDialect{}
		s.pools, err = openPostgres(url)
	default: // the URL may hold a password: it is not repeated
		err = errors.New(`the URL must begin with "sqlite://" or "postgres://" and name a database`)
	}
	return err
}

// Close commits what is queued, answers those who wait for it, and closes the database. Later appends fail.
func (s *Store) Close() error {
	if err := errors.Join(s.writer.close(), s.pools.close(), s.guard.close()); err != nil {
		return fmt.Errorf("close database: %w", err)
	}
	return nil
}

func (p pools) close() error {
	var errs []error
	closed := make(map[*sql.DB]bool)
	for _, db := range []*sql.DB{p.read, p.appends, p.write} { // write last: SQLite then tidies its WAL away
		if !closed[db] {
			errs = append(errs, db.Close())
		}
		closed[db] = true
	}
	return errors.Join(errs...)
}

// tx runs f in a transaction that is committed when f returns nil, with the audit entry that the context carries. On
// SQLite it holds the write lock from its start.
func tx(ctx context.Context, db *sql.DB, f func(tx *sql.Tx) error) error {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback() // does nothing after the commit; also frees the connection when f panics
	if err := f(t); err != nil {
		return err
	}
	committed, err := audited(ctx, t)
	if err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return err
	}
	committed()
	return nil
}
