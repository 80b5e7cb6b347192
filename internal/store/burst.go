package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// CountBursts counts what came too quickly, all of it in one commit.
func (s *Store) CountBursts(ctx context.Context, all []chat.Surplus, now time.Time) error {
	return s.explain("count bursts", tx(ctx, s.write, func(tx *sql.Tx) error {
		for _, one := range all {
			if err := countBurst(ctx, tx, one, now); err != nil {
				return err
			}
		}
		return nil
	}))
}

// countBurst begins the burst, or adds to the one that goes on. The first statement locks its row.
func countBurst(ctx context.Context, tx *sql.Tx, one chat.Surplus, now time.Time) error {
	var n int64
	for _, line := range one.Lines {
		n += line.Times
	}
	var text string
	var lines []chat.BurstLine
	err := tx.QueryRowContext(ctx, `INSERT INTO burst (token_id, conversation_id, kind, nonce, counted, shown, lines, event_id, began, latest, due, done)
		VALUES ($1, $2, $3, $4, $5, 0, '[]', '', $6, $6, 0, 0)
		ON CONFLICT (token_id, conversation_id, kind) DO UPDATE SET latest = excluded.latest, done = 0,
			counted = excluded.counted + CASE WHEN burst.done = 1 THEN 0 ELSE burst.counted END,
			shown = CASE WHEN burst.done = 1 THEN 0 ELSE burst.shown END,
			nonce = CASE WHEN burst.done = 1 THEN excluded.nonce ELSE burst.nonce END,
			lines = CASE WHEN burst.done = 1 THEN excluded.lines ELSE burst.lines END,
			event_id = CASE WHEN burst.done = 1 THEN '' ELSE burst.event_id END,
			began = CASE WHEN burst.done = 1 THEN excluded.began ELSE burst.began END,
			due = CASE WHEN burst.done = 1 THEN 0 ELSE burst.due END
		RETURNING lines`, one.TokenID, one.ConversationID, one.Kind, rand.Text(), n, micros(now)).Scan(&text)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		return fmt.Errorf("lines: %w", err)
	}
	b, err := json.Marshal(chat.Gather(lines, one.Lines))
	if err != nil || string(b) == text {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE burst SET lines = $4 WHERE token_id = $1 AND conversation_id = $2 AND kind = $3`,
		one.TokenID, one.ConversationID, one.Kind, string(b))
	return err
}

const maxClaimed = 50 // at once

// ClaimBursts answers the bursts whose message does not say all, and those that are over: nothing came since quiet, or they
// began before old. They are the caller's until the moment given.
func (s *Store) ClaimBursts(ctx context.Context, now, until, quiet, old time.Time) (mine []chat.Burst, err error) {
	due, err := collect(ctx, s.read, scanBurst, `SELECT token_id, conversation_id, kind, nonce, counted, shown, lines, event_id, began, latest, due
		FROM burst WHERE done = 0 AND due <= $1 AND (counted > shown OR latest <= $2 OR began <= $3) ORDER BY due LIMIT $4`,
		micros(now), micros(quiet), micros(old), maxClaimed)
	for _, b := range due {
		n, failed := exec(ctx, s.write, `UPDATE burst SET due = $4 WHERE token_id = $1 AND conversation_id = $2 AND kind = $3 AND due = $5 AND nonce = $6 AND done = 0`,
			b.TokenID, b.ConversationID, b.Kind, micros(until), micros(b.Due), b.Nonce)
		if failed != nil {
			err = failed
			break
		}
		if n > 0 {
			b.Due = until
			mine = append(mine, b)
		}
	}
	return mine, s.explain("claim bursts", err)
}

func scanBurst(row scanner) (b chat.Burst, err error) {
	var lines string
	var began, latest, due int64
	err = row.Scan(&b.TokenID, &b.ConversationID, &b.Kind, &b.Nonce, &b.Counted, &b.Shown, &lines, &b.EventID, &began, &latest, &due)
	if err == nil {
		err = json.Unmarshal([]byte(lines), &b.Lines)
	}
	b.Began, b.Latest, b.Due = fromMicros(began), fromMicros(latest), fromMicros(due)
	return b, err
}

// TellBurst notes what has been told of a burst that the caller has claimed, and when the next one may. A burst is done only
// where nothing has come meanwhile.
func (s *Store) TellBurst(ctx context.Context, b chat.Burst, next time.Time) error {
	done := 0
	if b.Done {
		done = 1
	}
	_, err := exec(ctx, s.write, `UPDATE burst SET shown = $4, event_id = $5, due = $6, done = CASE WHEN counted = $4 THEN $7 ELSE 0 END
		WHERE token_id = $1 AND conversation_id = $2 AND kind = $3 AND nonce = $8 AND due = $9`,
		b.TokenID, b.ConversationID, b.Kind, b.Shown, b.EventID, micros(next), done, b.Nonce, micros(b.Due))
	return s.explain("tell burst", err)
}

// RenewBurst has a burst's next message be another one than the one that is gone.
func (s *Store) RenewBurst(ctx context.Context, b chat.Burst) error {
	_, err := exec(ctx, s.write, `UPDATE burst SET shown = 0, event_id = '', due = 0, nonce = $4
		WHERE token_id = $1 AND conversation_id = $2 AND kind = $3 AND nonce = $5`, b.TokenID, b.ConversationID, b.Kind, rand.Text(), b.Nonce)
	return s.explain("renew burst", err)
}

// DeleteBursts forgets the bursts that nothing was added to since a moment.
func (s *Store) DeleteBursts(ctx context.Context, before time.Time) error {
	_, err := exec(ctx, s.write, `DELETE FROM burst WHERE latest < $1`, micros(before))
	return s.explain("delete bursts", err)
}
