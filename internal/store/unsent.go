package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

func scanUnsent(s scanner) (chat.Unsent, error) {
	var u chat.Unsent
	var updated int64
	err := s.Scan(&u.ConversationID, &u.Body, &updated)
	u.Updated = fromMicros(updated)
	return u, err
}

// Unsent answers what a person is writing, the newest first.
func (s *Store) Unsent(ctx context.Context, userID int64) ([]chat.Unsent, error) {
	list, err := collect(ctx, s.read, scanUnsent, `SELECT conversation_id, body, updated FROM unsent
		WHERE user_id = $1 ORDER BY updated DESC, conversation_id`, userID)
	return list, s.explain("unsent", err)
}

// KeepUnsent keeps what a person is writing in a conversation, in place of what was kept of it before. Of more than
// limit conversations it forgets the oldest.
func (s *Store) KeepUnsent(ctx context.Context, userID int64, u chat.Unsent, limit int) error {
	return s.explain("keep unsent", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO unsent (user_id, conversation_id, body, updated) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id, conversation_id) DO UPDATE SET body = excluded.body, updated = excluded.updated`,
			userID, u.ConversationID, u.Body, micros(u.Updated))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM unsent WHERE user_id = $1 AND conversation_id NOT IN (
			SELECT conversation_id FROM unsent WHERE user_id = $1 ORDER BY updated DESC, conversation_id LIMIT $2)`, userID, limit)
		return err
	}))
}

// DropUnsent forgets what a person was writing in a conversation, if they were.
func (s *Store) DropUnsent(ctx context.Context, userID, conversationID int64) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM unsent WHERE user_id = $1 AND conversation_id = $2`, userID, conversationID)
	return s.explain("drop unsent", err)
}
