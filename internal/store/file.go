package store

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const fileColumns = `key, conversation_id, event_id, user_id, name, size, type, width, height, thumb, created`

func scanFile(s scanner) (chat.StoredFile, error) {
	var f chat.StoredFile
	var created int64
	err := s.Scan(&f.Key, &f.ConversationID, &f.EventID, &f.UserID, &f.Name, &f.Size, &f.Type, &f.Width, &f.Height, &f.Thumb, &created)
	f.Created = fromMicros(created)
	return f, err
}

// AddFile writes down a file that is about to be stored.
func (s *Store) AddFile(ctx context.Context, f chat.StoredFile) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.Key, f.ConversationID, f.EventID, f.UserID, f.Name, f.Size, f.Type, f.Width, f.Height, f.Thumb, micros(orNow(f.Created)))
	return s.explain("add file", err)
}

// FinishFile notes what a file turned out to be.
func (s *Store) FinishFile(ctx context.Context, f chat.File) error {
	return s.explain("finish file", execOne(ctx, s.write,
		`UPDATE file SET name = $2, size = $3, type = $4, width = $5, height = $6, thumb = $7 WHERE key = $1`,
		f.Key, f.Name, f.Size, f.Type, f.Width, f.Height, f.Thumb))
}

// File answers what is known of a file.
func (s *Store) File(ctx context.Context, key string) (chat.StoredFile, error) {
	f, err := scanFile(s.read.QueryRowContext(ctx, `SELECT `+fileColumns+` FROM file WHERE key = $1`, key))
	return f, s.explain("file", err)
}

// Orphans answers up to limit files that no event shows: those that came before a moment by which their event must be
// there if it ever will, those whose event has been deleted, and those of conversations that are gone.
func (s *Store) Orphans(ctx context.Context, before time.Time, limit int) ([]chat.StoredFile, error) {
	files, err := collect(ctx, s.read, scanFile, `SELECT `+fileColumns+` FROM file
		WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.id = file.event_id AND NOT event.deleted)
		AND (created < $1 OR EXISTS (SELECT 1 FROM event WHERE event.id = file.event_id AND event.deleted) OR NOT EXISTS (SELECT 1 FROM conversation WHERE conversation.id = file.conversation_id))
		ORDER BY created LIMIT $2`, micros(before), limit)
	return files, s.explain("orphans", err)
}

// DeleteFile forgets a file whose bytes are gone.
func (s *Store) DeleteFile(ctx context.Context, key string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM file WHERE key = $1`, key)
	return s.explain("delete file", err)
}
