package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// Save keeps a message for a person, or notes whether they are done with it. Of what they have not done there may be limit:
// over it the error is chat.ErrLimit. Of what they have done the oldest over it are forgotten.
func (s *Store) Save(ctx context.Context, userID int64, m chat.Saved, limit int) (saved chat.Saved, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if !m.Done {
			n, err := scanID(tx.QueryRowContext(ctx, `SELECT count(*) FROM saved WHERE user_id = $1 AND NOT done AND event_id <> $2`, userID, m.EventID))
			if err != nil {
				return err
			}
			if n >= int64(limit) {
				return chat.ErrLimit
			}
		}
		saved, err = scanSaved(tx.QueryRowContext(ctx, `INSERT INTO saved (user_id, conversation_id, event_id, at, done)
			SELECT $1, conversation_id, id, $4, $5 FROM event WHERE conversation_id = $2 AND id = $3 AND NOT deleted
			ON CONFLICT (event_id, user_id) DO UPDATE SET done = excluded.done
			RETURNING `+savedColumns, userID, m.ConversationID, m.EventID, micros(m.At), m.Done))
		if err != nil || !m.Done {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM saved WHERE user_id = $1 AND done
			AND id NOT IN (SELECT id FROM saved WHERE user_id = $1 AND done ORDER BY id DESC LIMIT $2)`, userID, limit)
		return err
	})
	return saved, s.explain("save", err)
}

// DropSaved forgets that a person has saved a message, if they have.
func (s *Store) DropSaved(ctx context.Context, userID, conversationID int64, eventID string) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM saved WHERE user_id = $1 AND conversation_id = $2 AND event_id = $3`, userID, conversationID, eventID)
	return s.explain("drop saved", err)
}

// Saved answers what a person has saved and may still read, the newest first.
func (s *Store) Saved(ctx context.Context, f chat.SavedFilter) ([]chat.Saved, error) {
	p := params{f.Reader.UserID, f.Done}
	where := `user_id = $1 AND done = $2 AND ` + readable(&p, "saved.conversation_id", f.Reader)
	if f.Before != 0 {
		where += ` AND id < ` + p.add(f.Before)
	}
	all, err := collect(ctx, s.read, scanSaved, `SELECT `+savedColumns+` FROM saved WHERE `+where+`
		AND EXISTS (SELECT 1 FROM event WHERE event.id = saved.event_id AND NOT event.deleted)
		ORDER BY id DESC LIMIT `+p.add(max(0, f.Limit)), p...)
	return all, s.explain("saved", err)
}

// SavedBy answers who has saved something in a conversation.
func (s *Store) SavedBy(ctx context.Context, conversationID int64) ([]int64, error) {
	ids, err := collect(ctx, s.read, scanID, `SELECT DISTINCT user_id FROM saved WHERE conversation_id = $1`, conversationID)
	return ids, s.explain("saved by", err)
}

// forgetSaved forgets who saved a message that has been deleted.
func forgetSaved(ctx context.Context, tx *sql.Tx, eventID string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM saved WHERE event_id = $1`, eventID)
	return err
}

const savedColumns = `id, conversation_id, event_id, at, done`

func scanSaved(s scanner) (m chat.Saved, err error) {
	var at int64
	err = s.Scan(&m.ID, &m.ConversationID, &m.EventID, &at, &m.Done)
	m.At = fromMicros(at)
	return m, err
}
