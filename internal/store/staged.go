package store

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const stagedColumns = `id, secret, token_id, key, name, size, received, created`

func scanStaged(s scanner) (chat.StagedFile, error) {
	var f chat.StagedFile
	var created int64
	err := s.Scan(&f.ID, &f.Secret, &f.TokenID, &f.Key, &f.Name, &f.Size, &f.Received, &created)
	f.Created = fromMicros(created)
	return f, err
}

// AddStaged writes down a file that somebody is about to send.
func (s *Store) AddStaged(ctx context.Context, f chat.StagedFile) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO staged_file (`+stagedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		f.ID, f.Secret, f.TokenID, f.Key, f.Name, f.Size, f.Received, micros(orNow(f.Created)))
	return s.explain("add staged file", err)
}

// Staged answers a staged file by its id.
func (s *Store) Staged(ctx context.Context, id string) (chat.StagedFile, error) {
	f, err := scanStaged(s.read.QueryRowContext(ctx, `SELECT `+stagedColumns+` FROM staged_file WHERE id = $1`, id))
	return f, s.explain("staged file", err)
}

// StagedBySecret answers a staged file by the secret of its address.
func (s *Store) StagedBySecret(ctx context.Context, secret []byte) (chat.StagedFile, error) {
	f, err := scanStaged(s.read.QueryRowContext(ctx, `SELECT `+stagedColumns+` FROM staged_file WHERE secret = $1`, secret))
	return f, s.explain("staged file by secret", err)
}

// CountStaged tells how many files a token has staged.
func (s *Store) CountStaged(ctx context.Context, tokenID int64) (n int, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT count(*) FROM staged_file WHERE token_id = $1`, tokenID).Scan(&n)
	return n, s.explain("count staged files", err)
}

// StagedReceived notes that a staged file's bytes are there.
func (s *Store) StagedReceived(ctx context.Context, id string) error {
	return s.explain("staged file received", execOne(ctx, s.write, `UPDATE staged_file SET received = $2 WHERE id = $1`, id, true))
}

// StagedBefore answers up to limit files that were staged before a moment.
func (s *Store) StagedBefore(ctx context.Context, before time.Time, limit int) ([]chat.StagedFile, error) {
	all, err := collect(ctx, s.read, scanStaged, `SELECT `+stagedColumns+` FROM staged_file WHERE created < $1 ORDER BY created LIMIT $2`,
		micros(before), limit)
	return all, s.explain("files staged before", err)
}

// DeleteStaged forgets a staged file.
func (s *Store) DeleteStaged(ctx context.Context, id string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM staged_file WHERE id = $1`, id)
	return s.explain("delete staged file", err)
}
