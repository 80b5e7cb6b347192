package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/stoachat/stoa/internal/chat"
)

// Preferences answers what a person has set; what they have not is as it is by default.
func (s *Store) Preferences(ctx context.Context, userID int64) (chat.Preferences, error) {
	p, err := scanPreferences(s.read.QueryRowContext(ctx, `SELECT value FROM preference WHERE user_id = $1`, userID))
	if errors.Is(err, sql.ErrNoRows) {
		return chat.DefaultPreferences(), nil
	}
	return p, s.explain("preferences", err)
}

func scanPreferences(s scanner) (chat.Preferences, error) {
	p := chat.DefaultPreferences()
	var value []byte
	if err := s.Scan(&value); err != nil {
		return p, err
	}
	return p, json.Unmarshal(value, &p)
}

// ChangePreferences has change work on what a person has set and keeps what comes out.
func (s *Store) ChangePreferences(ctx context.Context, userID int64, change func(*chat.Preferences) error) (p chat.Preferences, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		// Written first, so that it is held while it is changed.
		p, err = scanPreferences(tx.QueryRowContext(ctx, `INSERT INTO preference (user_id, value) VALUES ($1, '{}')
			ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id RETURNING value`, userID))
		if err != nil {
			return err
		}
		if err := change(&p); err != nil {
			return err
		}
		value, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE preference SET value = $2 WHERE user_id = $1`, userID, string(value))
		return err
	})
	return p, s.explain("change preferences", err)
}

// Loudness answers how loud conversations are for a person, where it is not as they usually have it.
func (s *Store) Loudness(ctx context.Context, userID int64) (map[int64]chat.Loudness, error) {
	type row struct {
		conversation int64
		level        chat.Loudness
	}
	rows, err := collect(ctx, s.read, func(s scanner) (r row, err error) {
		err = s.Scan(&r.conversation, &r.level)
		return r, err
	}, `SELECT conversation_id, level FROM loudness WHERE user_id = $1`, userID)
	all := make(map[int64]chat.Loudness, len(rows))
	for _, r := range rows {
		all[r.conversation] = r.level
	}
	return all, s.explain("loudness", err)
}

// SetLoudness sets how loud a conversation is for a person; empty is as they usually have it.
func (s *Store) SetLoudness(ctx context.Context, userID, conversationID int64, l chat.Loudness) error {
	if l == "" {
		_, err := s.write.ExecContext(ctx, `DELETE FROM loudness WHERE user_id = $1 AND conversation_id = $2`, userID, conversationID)
		return s.explain("set loudness", err)
	}
	_, err := s.write.ExecContext(ctx, `INSERT INTO loudness (user_id, conversation_id, level) VALUES ($1, $2, $3)
		ON CONFLICT (user_id, conversation_id) DO UPDATE SET level = excluded.level`, userID, conversationID, string(l))
	return s.explain("set loudness", err)
}
