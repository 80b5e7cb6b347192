package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/stoachat/stoa/internal/chat"
)

func scanSource(s scanner) (chat.Source, error) {
	var v chat.Source
	var value string
	err := s.Scan(&v.Key, &v.Kind, &v.Position, &value, &v.SealedSecret)
	v.Value = json.RawMessage(value)
	return v, err
}

// Sources answers who vouches for people from outside, in their order.
func (s *Store) Sources(ctx context.Context) ([]chat.Source, error) {
	all, err := collect(ctx, s.read, scanSource, `SELECT key, kind, position, value, sealed_secret FROM source ORDER BY kind, position, key`)
	return all, s.explain("sources", err)
}

// SetSource adds a source, or replaces the one with the same key.
func (s *Store) SetSource(ctx context.Context, v chat.Source) error {
	if v.SealedSecret == nil {
		v.SealedSecret = []byte{}
	}
	return s.explain("set source", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO source (key, kind, position, value, sealed_secret) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, position = excluded.position, value = excluded.value,
			sealed_secret = excluded.sealed_secret`, v.Key, v.Kind, v.Position, string(v.Value), v.SealedSecret)
		return err
	}))
}

// DeleteSource removes a source. Whom it vouched for keep their accounts.
func (s *Store) DeleteSource(ctx context.Context, key string) error {
	return s.explain("delete source", tx(ctx, s.write, func(tx *sql.Tx) error {
		return execOne(ctx, tx, `DELETE FROM source WHERE key = $1`, key)
	}))
}
