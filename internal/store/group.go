package store

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// Group answers the one organisation that the server serves.
func (s *Store) Group(ctx context.Context) (chat.Group, error) {
	var g chat.Group
	var created int64
	err := s.read.QueryRowContext(ctx, `SELECT id, name, avatar, created FROM "group" WHERE id = 1`).Scan(&g.ID, &g.Name, &g.Avatar, &created)
	g.Created = fromMicros(created)
	return g, s.explain("group", err)
}

// SetGroupName renames the group.
func (s *Store) SetGroupName(ctx context.Context, name string) error {
	return s.explain("set group name", s.exec(ctx, `UPDATE "group" SET name = $1 WHERE id = 1`, name))
}

// Setting answers what SetSetting has kept under the key, chat.ErrNotFound when nothing has been.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := s.read.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = $1`, key).Scan(&value)
	return value, s.explain("setting", err)
}

// SetSetting keeps a value under the key, in place of an earlier one.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	return s.explain("set setting", s.exec(ctx, `INSERT INTO setting (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value))
}

// ReplaceSetting is SetSetting when the value is still was, and chat.ErrNotFound when it is not. "" is that of none.
func (s *Store) ReplaceSetting(ctx context.Context, key, was, value string) error {
	return s.explain("replace setting", s.exec(ctx, `INSERT INTO setting (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE setting.value = $3`, key, value, was))
}
