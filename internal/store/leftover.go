package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
)

// The kinds of what is done piece by piece.
const (
	leftLog     = "log"     // of a conversation that is gone: nobody finds it any more
	leftHeld    = "held"    // for a webhook that is sent what it is owed again
	leftWebhook = "webhook" // one that has ended and is to be sent nothing more, with its deliveries
)

// leftWebhooks are those whose deliveries are only there to be removed.
const leftWebhooks = `(SELECT id FROM leftover WHERE kind = '` + leftWebhook + `')`

// leftover is something that has rows of which not all have been done.
type leftover struct {
	kind string
	id   int64
}

func scanLeftover(s scanner) (l leftover, err error) {
	err = s.Scan(&l.kind, &l.id)
	return l, err
}

// leaveLog has a log go piece by piece whose conversation is deleted in the same transaction, and the ended webhooks of
// its room that are owed nothing.
func leaveLog(ctx context.Context, tx *sql.Tx, conversationID, roomID int64) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO leftover (kind, id) VALUES ($1, $2)`, leftLog, conversationID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO leftover (kind, id) SELECT CAST($1 AS text), id FROM webhook WHERE room_id = $2 AND ended
		AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.webhook_id = webhook.id AND delivery.state = 'pending')
		AND id NOT IN `+releasedWebhooks+`
		ON CONFLICT DO NOTHING`, leftWebhook, roomID)
	return err
}

// leaveWebhooks deletes webhooks with all that they were sent and are owed, as far as anybody can tell; the rows go piece by
// piece. which is a condition with one argument.
func leaveWebhooks(ctx context.Context, tx *sql.Tx, which string, arg any) (n int64, err error) {
	n, err = exec(ctx, tx, `UPDATE webhook SET ended = TRUE WHERE id NOT IN `+leftWebhooks+` AND `+which, arg)
	if err != nil || n == 0 {
		return n, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO leftover (kind, id) SELECT '`+leftWebhook+`', id FROM webhook WHERE `+which+` ON CONFLICT DO NOTHING`, arg)
	return n, err
}

const nextLeftover = `SELECT kind, id FROM leftover ORDER BY kind, id LIMIT 1`

// ClearLeftover removes a piece of what was deleted, or releases one of what was held, and answers whether there may be more.
// What is held goes first: somebody waits for it. Whoever stops in between goes on later where it was, and several may work
// at once.
func (s *Store) ClearLeftover(ctx context.Context) (more bool, err error) {
	if _, err := scanLeftover(s.read.QueryRowContext(ctx, nextLeftover)); errors.Is(err, sql.ErrNoRows) {
		more, err := s.leaveStragglers(ctx)
		return more, s.explain("leave stragglers", err)
	}
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		l, err := scanLeftover(tx.QueryRowContext(ctx, nextLeftover+s.dialect.skipLocked("leftover")))
		if errors.Is(err, sql.ErrNoRows) {
			return nil // another node has it
		}
		if err != nil {
			return err
		}
		more = true
		return s.clearPiece(ctx, tx, l)
	})
	return more && err == nil, s.explain("clear leftover", err)
}

// clearPiece removes a piece of one, and what says that it is left when nothing is.
func (s *Store) clearPiece(ctx context.Context, tx *sql.Tx, l leftover) (err error) {
	if l.kind == leftHeld {
		return s.releaseLeft(ctx, tx, l.id)
	}
	var n int64
	switch l.kind {
	case leftLog:
		n, err = deletePart(ctx, tx, s.dialect.search(), l.id, math.MaxInt64)
	case leftWebhook:
		n, err = deleteDelivered(ctx, tx, l.id)
	default:
		err = fmt.Errorf("nobody knows how to clear a %q", l.kind)
	}
	if err != nil || n == pieceRows {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM leftover WHERE kind = $1 AND id = $2`, l.kind, l.id)
	return err
}

// deleteDelivered removes deliveries of a webhook that has ended, and with the last of them the webhook. What is pending goes
// first, since others may stand behind it in a queue.
func deleteDelivered(ctx context.Context, tx *sql.Tx, webhookID int64) (n int64, err error) {
	for _, which := range []string{` AND state = 'pending'`, ``} {
		some, err := exec(ctx, tx, `DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE webhook_id = $1`+which+` ORDER BY id LIMIT $2)`,
			webhookID, pieceRows-n)
		n += some
		if err != nil || n == pieceRows {
			return n, err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM webhook WHERE id = $1 AND ended`, webhookID)
	return n, err
}
