package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

func scanUnsent(s scanner) (chat.Unsent, error) {
	var u chat.Unsent
	var updated int64
	err := s.Scan(&u.ConversationID, &u.Thread, &u.Body, &updated)
	u.Updated = fromMicros(updated)
	return u, err
}

// Unsent answers what a person is writing, the newest first.
func (s *Store) Unsent(ctx context.Context, userID int64) ([]chat.Unsent, error) {
	list, err := collect(ctx, s.read, scanUnsent, `SELECT conversation_id, thread, body, updated FROM unsent
		WHERE user_id = $1 ORDER BY updated DESC, conversation_id, thread`, userID)
	return list, s.explain("unsent", err)
}

// KeepUnsent keeps what a person is writing in a conversation or a thread, in place of what was kept of it before. Of more
// than limit of them it forgets the oldest.
func (s *Store) KeepUnsent(ctx context.Context, userID int64, u chat.Unsent, limit int) error {
	return s.explain("keep unsent", tx(ctx, s.write, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO unsent (user_id, conversation_id, thread, body, updated) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (user_id, conversation_id, thread) DO UPDATE SET body = excluded.body, updated = excluded.updated`,
			userID, u.ConversationID, u.Thread, u.Body, micros(u.Updated))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM unsent WHERE user_id = $1 AND (conversation_id, thread) NOT IN (
			SELECT conversation_id, thread FROM unsent WHERE user_id = $1 ORDER BY updated DESC, conversation_id, thread LIMIT $2)`, userID, limit)
		return err
	}))
}

// DropUnsent forgets what a person was writing in a conversation, or in a thread of it, if they were.
func (s *Store) DropUnsent(ctx context.Context, userID, conversationID int64, thread string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM unsent WHERE user_id = $1 AND conversation_id = $2 AND thread = $3`, userID, conversationID, thread)
	return s.explain("drop unsent", err)
}
