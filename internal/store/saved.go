package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

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
		saved, err = scanSaved(tx.QueryRowContext(ctx, `INSERT INTO saved (user_id, conversation_id, event_id, at, done, remind, reminded)
			SELECT $1, conversation_id, id, $4, $5, $6, FALSE FROM event WHERE conversation_id = $2 AND id = $3 AND NOT deleted
			ON CONFLICT (event_id, user_id) DO UPDATE SET done = excluded.done,
				remind = CASE WHEN excluded.done OR excluded.remind > 0 THEN excluded.remind ELSE saved.remind END,
				reminded = saved.reminded AND NOT excluded.done AND excluded.remind = 0
			RETURNING `+savedColumns, userID, m.ConversationID, m.EventID, micros(m.At), m.Done, micros(m.Remind)))
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

// DropReminder takes the reminder away from a message that a person has saved.
func (s *Store) DropReminder(ctx context.Context, userID, conversationID int64, eventID string) (chat.Saved, error) {
	m, err := scanSaved(s.write.QueryRowContext(ctx, `UPDATE saved SET remind = 0, reminded = FALSE
		WHERE user_id = $1 AND conversation_id = $2 AND event_id = $3 RETURNING `+savedColumns, userID, conversationID, eventID))
	return m, s.explain("drop reminder", err)
}

// TakeReminders answers reminders whose time has come, each to one caller alone. What they are about stands first among what
// its person has saved from then on.
func (s *Store) TakeReminders(ctx context.Context, now time.Time) (all []chat.Reminder, err error) {
	due, err := collect(ctx, s.read, scanID, `SELECT id FROM saved WHERE remind > 0 AND NOT reminded AND remind <= $1 ORDER BY remind LIMIT $2`, micros(now), maxClaimed)
	for _, id := range due {
		r, failed := s.takeReminder(ctx, id, now)
		switch {
		case failed == nil:
			all = append(all, r)
		case !errors.Is(failed, sql.ErrNoRows): // another node was there first, or it was put off
			return all, s.explain("take reminders", failed)
		}
	}
	return all, s.explain("take reminders", err)
}

func (s *Store) takeReminder(ctx context.Context, id int64, now time.Time) (r chat.Reminder, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		r, err = scanReminder(tx.QueryRowContext(ctx, `DELETE FROM saved WHERE id = $1 AND NOT reminded AND remind > 0 AND remind <= $2
			RETURNING user_id, `+savedColumns, id, micros(now)))
		if err != nil {
			return err
		}
		r, err = scanReminder(tx.QueryRowContext(ctx, `INSERT INTO saved (user_id, conversation_id, event_id, at, done, remind, reminded)
			VALUES ($1, $2, $3, $4, FALSE, $5, TRUE) RETURNING user_id, `+savedColumns, r.UserID, r.ConversationID, r.EventID, micros(r.At), micros(r.Remind)))
		return err
	})
	return r, err
}

// NextReminder answers when somebody is to be reminded next; chat.ErrNotFound: nobody is.
func (s *Store) NextReminder(ctx context.Context) (time.Time, error) {
	at, err := scanID(s.read.QueryRowContext(ctx, `SELECT remind FROM saved WHERE remind > 0 AND NOT reminded ORDER BY remind LIMIT 1`))
	return fromMicros(at), s.explain("next reminder", err)
}

const savedColumns = `id, conversation_id, event_id, at, done, remind, reminded`

func scanReminder(s scanner) (r chat.Reminder, err error) {
	var at, remind int64
	err = s.Scan(&r.UserID, &r.ID, &r.ConversationID, &r.EventID, &at, &r.Done, &remind, &r.Reminded)
	r.At, r.Remind = fromMicros(at), fromMicros(remind)
	return r, err
}

func scanSaved(s scanner) (m chat.Saved, err error) {
	var at, remind int64
	err = s.Scan(&m.ID, &m.ConversationID, &m.EventID, &at, &m.Done, &remind, &m.Reminded)
	m.At, m.Remind = fromMicros(at), fromMicros(remind)
	return m, err
}
