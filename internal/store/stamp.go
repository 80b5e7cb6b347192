package store

import (
	"context"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// AddStamp keeps a stamp under the first free moment from its own on, and answers it.
func (s *Store) AddStamp(ctx context.Context, v chat.Stamp) (chat.Stamp, error) {
	for v.At = v.At.UTC().Truncate(time.Microsecond); ; v.At = v.At.Add(time.Microsecond) {
		done, err := s.write.ExecContext(ctx, `INSERT INTO stamp (conversation_id, at, event_id, token_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT DO NOTHING`, v.ConversationID, micros(v.At), v.EventID, v.TokenID)
		if err != nil {
			return v, s.explain("add stamp", err)
		}
		if n, err := done.RowsAffected(); err != nil || n == 1 {
			return v, s.explain("add stamp", err)
		}
	}
}

// Stamp answers what was said at a moment.
func (s *Store) Stamp(ctx context.Context, conversationID int64, at time.Time) (chat.Stamp, error) {
	v := chat.Stamp{ConversationID: conversationID, At: at}
	err := s.read.QueryRowContext(ctx, `SELECT event_id, token_id FROM stamp WHERE conversation_id = $1 AND at = $2`,
		conversationID, micros(at)).Scan(&v.EventID, &v.TokenID)
	return v, s.explain("stamp", err)
}

// DeleteStamps forgets those of before a moment, in parts.
func (s *Store) DeleteStamps(ctx context.Context, before time.Time) error {
	return s.explain("delete stamps", s.deleteInParts(ctx, `DELETE FROM stamp WHERE (conversation_id, at) IN
		(SELECT conversation_id, at FROM stamp WHERE at < $1 LIMIT $2)`, before))
}
