package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/stoachat/stoa/internal/chat"
)

// dialect is what SQLite and PostgreSQL do differently.
type dialect interface {
	migration() (goose.Dialect, []goose.ProviderOption)
	spelling() []string // pairs for the words in braces of the migration files

	// older tells whether a server whose program does not know the schema has the database.
	older(ctx context.Context, tx *sql.Tx, schema int64) (bool, error)
	impatient(ctx context.Context, tx *sql.Tx) error // has the transaction's statements give up when others are in their way
	busy(err error) bool                             // err says that they gave up
	shareRow() string                                // the end of a SELECT that waits for who is about to change its row

	facts() (kind, query string)  // what the database is, and what answers its version and its size in bytes
	memory() (m Memory, any bool) // what it keeps of itself in this process

	unique(err error) (index string, ok bool) // the unique index that err is about, as in the migration files
	missing(err error) bool                   // err says that a referenced row is not there
	away(err error) bool                      // the database cannot be used now, whatever is asked of it
	mayHang() bool                            // it is a process of its own, which may stop answering
	refused(err error) bool                   // err is about the rows that were written, not about the database's health

	clock() string // an expression: the database's time in microseconds

	contains(bytes, part string) string // a condition: the column of bytes has the part in it
	skipLocked(table string) string     // the end of a SELECT that locks table's rows and passes over locked ones

	// settle notes how attempts ended, see SettleDeliveries. No delivery is in it twice.
	settle(ctx context.Context, tx *sql.Tx, ended []chat.Settlement) error

	search() searchIndex

	addCalls(ctx context.Context, db *sql.DB, calls []callRow) error // all or none
	reusing(tx *sql.Tx) querier                                      // the transaction, for statements that are run many times in it

	copying
	// alone makes sure that no server uses the database, and answers the way to it.
	alone(ctx context.Context, beside pools, url string) (pools, error)

	// prepare makes ready what appends need on the writer's pool.
	prepare(ctx context.Context, log *sql.DB) (logStatements, error)
}

// logStatements are the statements of one append transaction.
type logStatements interface {
	// heads locks the conversations against other writers, in order of id, and reads them. ids are sorted.
	heads(ctx context.Context, tx *sql.Tx, ids []int64) (map[int64]*head, error)
	// repeats finds the events that the keys already name.
	repeats(ctx context.Context, tx *sql.Tx, keys []clientKey) (map[clientKey]chat.Event, error)
	insertEvents(ctx context.Context, tx *sql.Tx, rows []*request) error
	// insertOwed leaves out deliveries whose webhook is gone.
	insertOwed(ctx context.Context, tx *sql.Tx, owed []chat.Delivery) error
	advance(ctx context.Context, tx *sql.Tx, heads []*head) error
	close() error
}

// field answers what a unique index keeps unique, in the words of chat.DuplicateError.
func field(index string) string {
	switch index {
	case "user_email_key":
		return "email"
	case "user_mention_key":
		return "mention_name"
	case "room_name_key":
		return "name"
	}
	_, column, _ := strings.Cut(index, "_")
	return column
}

// explain turns what the database answered into the package's errors, with the operation's name in front.
func (s *Store) explain(op string, err error) error {
	if err == nil {
		return nil
	}
	if index, ok := s.dialect.unique(err); ok {
		return fmt.Errorf("%s: %w", op, &chat.DuplicateError{Field: field(index)})
	}
	if errors.Is(err, sql.ErrNoRows) || s.dialect.missing(err) {
		return fmt.Errorf("%s: %w", op, chat.ErrNotFound)
	}
	if s.dialect.away(err) {
		return fmt.Errorf("%s: %w: %w", op, chat.ErrAway, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}
