package store

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// DatabaseFacts answers what kind of database this is, and how large.
func (s *Store) DatabaseFacts(ctx context.Context) (chat.DatabaseFacts, error) {
	var f chat.DatabaseFacts
	var query string
	f.Kind, query = s.dialect.facts()
	err := s.read.QueryRowContext(ctx, query).Scan(&f.Version, &f.Size)
	if err == nil {
		err = s.read.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&f.Schema)
	}
	if err == nil {
		f.Waiting, err = lacking(ctx, s.read, s.migrations, f.Schema)
	}
	return f, s.explain("database facts", err)
}

// QueueFacts answers what the server owes to webhooks, and what it has still to remove.
func (s *Store) QueueFacts(ctx context.Context) (chat.QueueFacts, error) {
	var f chat.QueueFacts
	var oldest int64
	err := s.read.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM delivery WHERE state = 'pending'),
		(SELECT count(*) FROM delivery WHERE state = 'held'),
		(SELECT coalesce(min(created), 0) FROM delivery WHERE state = 'pending'),
		(SELECT count(*) FROM webhook WHERE paused <> '' AND NOT ended),
		(SELECT count(*) FROM leftover WHERE kind <> '`+leftHeld+`')`).Scan(&f.Pending, &f.Held, &oldest, &f.Paused, &f.Leftover)
	f.Oldest = fromMicros(oldest)
	return f, s.explain("queue facts", err)
}

// FileFacts answers how much has been shared.
func (s *Store) FileFacts(ctx context.Context) (chat.FileFacts, error) {
	var f chat.FileFacts
	err := s.read.QueryRowContext(ctx, `SELECT count(*), CAST(coalesce(sum(size), 0) AS bigint) FROM file WHERE type <> ''`).Scan(&f.Files, &f.Bytes)
	return f, s.explain("file facts", err)
}
