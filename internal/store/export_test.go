package store

import (
	"context"
	"io/fs"
	"runtime"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// WaitQueued returns when n appends wait for the writer.
func (s *Store) WaitQueued(n int) {
	for len(s.writer.queue) < n {
		runtime.Gosched()
	}
}

// InheritedAtOnce is how much of what a webhook is owed is in memory together while it goes over.
const InheritedAtOnce = inheritedAtOnce

// AgainAtOnce bounds the deliveries of one transaction.
const AgainAtOnce = againAtOnce

// MaxBatch bounds the events of one transaction.
const MaxBatch = maxBatch

// GuardKey is the advisory lock that servers hold.
const GuardKey = guardKey

// LookAtGuard looks at once what became of the hold.
func (s *Store) LookAtGuard(ctx context.Context) { s.guard.look(ctx) }

// HoldPaused holds what a webhook is owed, as PauseWebhook does after the pause.
func (s *Store) HoldPaused(ctx context.Context, id int64) error { return s.holdPaused(ctx, id) }

// InHistory is the condition of the index that history is read along.
const InHistory = inHistory

// ExplainHistory answers SQLite's plan for a page of history.
func (s *Store) ExplainHistory(ctx context.Context, q chat.HistoryQuery) (string, error) {
	where, p := historyWhere(q)
	return s.explainQuery(ctx, `SELECT `+eventColumns+` FROM event`+where+newestFirst+`100`, p)
}

// ExplainByIDs answers SQLite's plan for events of a conversation that are known by their ids.
func (s *Store) ExplainByIDs(ctx context.Context, conversationID int64, ids []string) (string, error) {
	p := params{conversationID}
	return s.explainQuery(ctx, selectByIDs+in(&p, "id", ids), p)
}

// ExplainTokens answers SQLite's plan for a list of tokens.
func (s *Store) ExplainTokens(ctx context.Context, f chat.TokenFilter) (string, error) {
	query, p := tokenQuery(f)
	return s.explainQuery(ctx, query, p)
}

// ExplainCalls answers SQLite's plan for a list of calls.
func (s *Store) ExplainCalls(ctx context.Context, f chat.CallFilter) (string, error) {
	query, p := callQuery(f)
	return s.explainQuery(ctx, query, p)
}

// ExplainPushTargets answers SQLite's plan for the browsers that an event may be pushed to.
func (s *Store) ExplainPushTargets(ctx context.Context, conversationID int64, also []int64) (string, error) {
	query, p := pushTargetQuery(conversationID, also, true)
	return s.explainQuery(ctx, query, p)
}

func (s *Store) explainQuery(ctx context.Context, query string, p params) (string, error) {
	steps, err := collect(ctx, s.read, func(row scanner) (detail string, err error) {
		var id, parent, unused int64
		err = row.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, `EXPLAIN QUERY PLAN `+query, p...)
	return strings.Join(steps, "; "), err
}

// Fill runs statements against the database, each in the order given.
func (s *Store) Fill(ctx context.Context, statements ...string) error {
	for _, text := range statements {
		if _, err := s.write.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// SealedInSchema answers the columns of SQLite's schema whose names say that they are sealed, as table.column.
func (s *Store) SealedInSchema(ctx context.Context) ([]string, error) {
	return collect(ctx, s.read, func(row scanner) (name string, err error) {
		err = row.Scan(&name)
		return name, err
	}, `SELECT t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c
		WHERE t.type = 'table' AND c.name LIKE 'sealed%'`)
}

// SealedColumns are those that Reseal knows, as table.column.
func SealedColumns() map[string]bool {
	known := make(map[string]bool)
	for _, c := range sealedColumns() {
		known[c.table+"."+c.column] = true
	}
	return known
}

// ForgetSealed are the statements with which a restore goes on without the key.
func ForgetSealed() []string { return forgetSealed() }

// WithMigrations is a program with other migrations.
func (c Config) WithMigrations(files fs.FS) Config {
	c.files = files
	return c
}

// WithHangLimit is a program that waits for so long for a database that hangs.
func (c Config) WithHangLimit(d time.Duration) Config {
	c.hangLimit = d
	return c
}

// ReadMigrations reads migration files and answers what each needs, by its number.
func ReadMigrations(files fs.FS) (map[int64]int64, error) {
	all, err := migrations(files)
	needs := make(map[int64]int64)
	for _, m := range all {
		needs[m.version] = m.needs
	}
	return needs, err
}

// MigrationFiles are this program's.
func MigrationFiles() fs.FS { return migrationFiles }

// Texts answers a column of text.
func (s *Store) Texts(ctx context.Context, query string) ([]string, error) {
	return collect(ctx, s.read, func(row scanner) (text string, err error) {
		err = row.Scan(&text)
		return text, err
	}, query)
}

// KeepFromLooking has the guard notice nothing until end is called.
func (s *Store) KeepFromLooking() (end func()) {
	s.guard.looking.Lock()
	return s.guard.looking.Unlock
}

// PostgresAway tells whether an error says that PostgreSQL cannot be used now.
func PostgresAway(err error) bool { return postgresDialect{}.away(err) }
