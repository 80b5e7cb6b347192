package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Schedule keeps a message until it is to be sent. A person may have limit of them: over it the error is chat.ErrLimit.
func (s *Store) Schedule(ctx context.Context, m chat.Scheduled, limit int) (kept chat.Scheduled, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		n, err := scanID(tx.QueryRowContext(ctx, `SELECT count(*) FROM scheduled WHERE user_id = $1`, m.UserID))
		if err != nil {
			return err
		}
		if n >= int64(limit) {
			return chat.ErrLimit
		}
		kept, err = scanScheduled(tx.QueryRowContext(ctx, `INSERT INTO scheduled (user_id, conversation_id, thread, to_room, body, nonce, at, created, claimed, problem)
			SELECT $1, id, $3, $4, $5, $6, $7, $8, 0, '' FROM conversation WHERE id = $2 RETURNING `+scheduledColumns,
			m.UserID, m.ConversationID, m.Thread, m.ToRoom, m.Body, m.Nonce, micros(m.At), micros(m.Created)))
		return err
	})
	return kept, s.explain("schedule", err)
}

// Scheduled answers what a person has scheduled, the soonest first.
func (s *Store) Scheduled(ctx context.Context, userID int64) ([]chat.Scheduled, error) {
	all, err := collect(ctx, s.read, scanScheduled, `SELECT `+scheduledColumns+` FROM scheduled WHERE user_id = $1 ORDER BY at, id`, userID)
	return all, s.explain("scheduled", err)
}

// ScheduledByID answers one message of a person's.
func (s *Store) ScheduledByID(ctx context.Context, userID, id int64) (chat.Scheduled, error) {
	m, err := scanScheduled(s.read.QueryRowContext(ctx, `SELECT `+scheduledColumns+` FROM scheduled WHERE id = $1 AND user_id = $2`, id, userID))
	return m, s.explain("scheduled by id", err)
}

// ChangeScheduled changes a message that no node is sending; with a time it waits again when it was not sent.
func (s *Store) ChangeScheduled(ctx context.Context, userID, id int64, p chat.ScheduledPatch) (chat.Scheduled, error) {
	var at *int64
	if p.At != nil {
		n := micros(*p.At)
		at = &n
	}
	m, err := s.unclaimed(ctx, userID, id, func() (chat.Scheduled, error) {
		return scanScheduled(s.write.QueryRowContext(ctx, `UPDATE scheduled SET body = COALESCE($3, body), nonce = COALESCE($4, nonce), at = COALESCE($5, at),
			problem = CASE WHEN CAST($5 AS bigint) IS NULL THEN problem ELSE '' END
			WHERE id = $1 AND user_id = $2 AND claimed = 0 RETURNING `+scheduledColumns, id, userID, p.Body, p.Nonce, at))
	})
	return m, s.explain("change scheduled", err)
}

// DropScheduled forgets a message that no node is sending, and answers what it was.
func (s *Store) DropScheduled(ctx context.Context, userID, id int64) (chat.Scheduled, error) {
	m, err := s.unclaimed(ctx, userID, id, func() (chat.Scheduled, error) {
		return scanScheduled(s.write.QueryRowContext(ctx, `DELETE FROM scheduled WHERE id = $1 AND user_id = $2 AND claimed = 0 RETURNING `+scheduledColumns, id, userID))
	})
	return m, s.explain("drop scheduled", err)
}

// ClaimOwnScheduled gives the caller a message to send at once, whatever its time, until the moment given.
func (s *Store) ClaimOwnScheduled(ctx context.Context, userID, id int64, now, until time.Time) (chat.Scheduled, error) {
	m, err := s.unclaimed(ctx, userID, id, func() (chat.Scheduled, error) {
		return scanScheduled(s.write.QueryRowContext(ctx, `UPDATE scheduled SET claimed = $4, at = $3, problem = ''
			WHERE id = $1 AND user_id = $2 AND claimed = 0 RETURNING `+scheduledColumns, id, userID, micros(now), micros(until)))
	})
	return m, s.explain("claim own scheduled", err)
}

// unclaimed tells what a node is sending from what is not there.
func (s *Store) unclaimed(ctx context.Context, userID, id int64, change func() (chat.Scheduled, error)) (chat.Scheduled, error) {
	m, err := change()
	if !errors.Is(err, sql.ErrNoRows) {
		return m, err
	}
	if _, err := s.ScheduledByID(ctx, userID, id); err != nil {
		return chat.Scheduled{}, err
	}
	return chat.Scheduled{}, chat.ErrClaimed
}

// ClaimScheduled answers messages whose time has come and that no node is sending, or only one that is taken for dead. They are
// the caller's until the moment given, in the order in which they are to be sent.
func (s *Store) ClaimScheduled(ctx context.Context, now, until time.Time) ([]chat.Scheduled, error) {
	const due = `problem = '' AND at <= $1 AND claimed <= $1`
	mine, err := collect(ctx, s.write, scanScheduled, `UPDATE scheduled SET claimed = $2
		WHERE id IN (SELECT id FROM scheduled WHERE `+due+` ORDER BY at, id LIMIT $3) AND `+due+` RETURNING `+scheduledColumns,
		micros(now), micros(until), maxClaimed)
	slices.SortFunc(mine, func(a, b chat.Scheduled) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return mine, s.explain("claim scheduled", err)
}

// EndScheduled forgets a message that the caller has claimed and sent.
func (s *Store) EndScheduled(ctx context.Context, m chat.Scheduled) error {
	_, err := exec(ctx, s.write, `DELETE FROM scheduled WHERE id = $1 AND claimed = $2`, m.ID, micros(m.Claimed))
	return s.explain("end scheduled", err)
}

// PutOffScheduled lets go of a message that the caller has claimed and could not send: with a problem it is its person's again,
// without one it is tried again at the moment given.
func (s *Store) PutOffScheduled(ctx context.Context, m chat.Scheduled, problem string, again time.Time) error {
	claimed := micros(again)
	if problem != "" {
		claimed = 0
	}
	_, err := exec(ctx, s.write, `UPDATE scheduled SET problem = $3, claimed = $4 WHERE id = $1 AND claimed = $2`, m.ID, micros(m.Claimed), problem, claimed)
	return s.explain("put off scheduled", err)
}

// NextScheduled answers when the next message is to be sent; chat.ErrNotFound: none waits.
func (s *Store) NextScheduled(ctx context.Context) (time.Time, error) {
	var next sql.NullInt64
	err := s.read.QueryRowContext(ctx, `SELECT min(CASE WHEN claimed > at THEN claimed ELSE at END) FROM scheduled WHERE problem = ''`).Scan(&next)
	if err == nil && !next.Valid {
		err = sql.ErrNoRows
	}
	return fromMicros(next.Int64), s.explain("next scheduled", err)
}

const scheduledColumns = `id, user_id, conversation_id, thread, to_room, body, nonce, at, created, claimed, problem`

func scanScheduled(row scanner) (m chat.Scheduled, err error) {
	var at, created, claimed int64
	err = row.Scan(&m.ID, &m.UserID, &m.ConversationID, &m.Thread, &m.ToRoom, &m.Body, &m.Nonce, &at, &created, &claimed, &m.Problem)
	m.At, m.Created, m.Claimed = fromMicros(at), fromMicros(created), fromMicros(claimed)
	return m, err
}
