package store

import (
	"context"
	"runtime"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// WaitQueued returns when n appends wait for the writer.
func (s *Store) WaitQueued(n int) {
	for len(s.writer.queue) < n {
		runtime.Gosched()
	}
}

// InHistory is the condition of the index that history is read along.
const InHistory = inHistory

// ExplainHistory answers SQLite's plan for a page of history.
func (s *Store) ExplainHistory(ctx context.Context, q chat.HistoryQuery) (string, error) {
	where, p := historyWhere(q)
	steps, err := collect(ctx, s.read, func(row scanner) (detail string, err error) {
		var id, parent, unused int64
		err = row.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, `EXPLAIN QUERY PLAN SELECT `+eventColumns+` FROM event`+where+newestFirst+`100`, p...)
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
