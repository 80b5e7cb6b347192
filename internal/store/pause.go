package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// ownQueue is the queue of a webhook w.
const ownQueue = `CASE WHEN w.queue = '' THEN 'w' || w.id ELSE w.queue END`

// againAtOnce bounds the rows of one transaction: others wait for it.
const againAtOnce = 1000

// PauseWebhook stops what is sent to a webhook and holds what it is owed. first is false when it was paused already. What
// is owed may be much, and is held piece by piece after the pause: who has claimed some of it looks once more before the call.
func (s *Store) PauseWebhook(ctx context.Context, id int64, why string, at time.Time) (first bool, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE webhook SET paused = $2, paused_at = $3 WHERE id = $1 AND paused = ''`, id, why, micros(at))
		first = n > 0
		return err
	})
	if err == nil {
		err = s.holdPaused(ctx, id)
	}
	return first, s.explain("pause webhook", err)
}

func (s *Store) holdPaused(ctx context.Context, id int64) error {
	return s.hold(ctx, `SELECT 1 FROM webhook WHERE id = $1 AND paused <> ''`, `webhook_id`+thisOne, id)
}

// hold holds what is pending of which, piece by piece, while a row says that it is to be: it may be resumed meanwhile.
// PostgreSQL looks at a row that it had to wait for once more, but at no list of ids: the state is asked for twice, so that
// what arrives in that moment is not held, and sent again; here as below in a form that no index answers, or SQLite would
// go through all that is pending for each piece.
func (s *Store) hold(ctx context.Context, while, which string, id int64) error {
	_, err := s.inPieces(ctx, func(tx *sql.Tx) (n int64, more bool, err error) {
		var one int
		err = tx.QueryRowContext(ctx, while+s.dialect.shareRow(), id).Scan(&one)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, false, nil
		}
		if err != nil {
			return 0, false, err
		}
		n, err = holdPiece(ctx, tx, which, id)
		return n, n > 0, err
	})
	return err
}

func holdPiece(ctx context.Context, tx *sql.Tx, which string, id int64) (int64, error) {
	return exec(ctx, tx, `UPDATE delivery SET state = 'held' WHERE state || '' = 'pending' AND id IN
		(SELECT id FROM delivery WHERE state = 'pending' AND `+which+` ORDER BY webhook_id, id LIMIT $2)`, id, againAtOnce)
}

// inPieces runs transactions that touch up to againAtOnce rows each until one says that there are no more, and answers how many
// rows they touched. One that touches fewer, or none, need not be the last: what has changed since it was selected is left out.
// Between two of them others have their turn.
func (s *Store) inPieces(ctx context.Context, piece func(tx *sql.Tx) (n int64, more bool, err error)) (n int64, err error) {
	for {
		var some int64
		var more bool
		began := time.Now()
		err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
			some, more, err = piece(tx)
			return err
		})
		if err != nil {
			return n, err
		}
		if n += some; !more {
			return n, nil
		}
		if !pause(ctx, time.Since(began)) {
			return n, ctx.Err()
		}
	}
}

// SkipDeliveries gives up what a webhook is owed at this moment, all of it or the oldest alone, and answers how many that
// were.
func (s *Store) SkipDeliveries(ctx context.Context, webhookID int64, all bool, why string, at time.Time) (int64, error) {
	const (
		skip = `UPDATE delivery SET state = 'failed', last_error = $2, finished = $3 WHERE state || '' IN ('pending', 'held') AND id IN (`
		owed = ` FROM delivery WHERE webhook_id = $1 AND state IN ('pending', 'held')`
	)
	if !all {
		n, err := exec(ctx, s.write, skip+`SELECT min(id)`+owed+`)`, webhookID, why, micros(at))
		return n, s.explain("skip delivery", err)
	}
	newest, err := scanID(s.read.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM delivery WHERE webhook_id = $1`, webhookID))
	if err != nil {
		return 0, s.explain("skip deliveries", err)
	}
	var last int64 // from which a piece goes on: it would go through what others have skipped
	n, err := s.inPieces(ctx, func(tx *sql.Tx) (n int64, more bool, err error) {
		end, err := scanID(tx.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM (SELECT id`+owed+` AND id > $2 AND id <= $3 ORDER BY id LIMIT $4) piece`,
			webhookID, last, newest, againAtOnce))
		if err != nil || end == 0 {
			return 0, false, err
		}
		n, err = exec(ctx, tx, skip+`SELECT id`+owed+` AND id > $4 AND id <= $5)`, webhookID, why, micros(at), last, end)
		last = end
		return n, true, err
	})
	return n, s.explain("skip deliveries", err)
}

// again queues what is over once more, behind nothing that is live: in a queue beside the webhook's own. What belongs to
// a paused webhook is held.
const again = `UPDATE delivery SET attempts = 0, since = $1, next_attempt = $1, finished = 0,
	state = (SELECT CASE WHEN w.paused = '' THEN 'pending' ELSE 'held' END FROM webhook w WHERE w.id = delivery.webhook_id),
	queue = (SELECT ` + ownQueue + ` || ' again' FROM webhook w WHERE w.id = delivery.webhook_id)`

// QueueAgain queues the deliveries that the filter selects, that are there now and that are over, once more. It answers
// how many there are.
func (s *Store) QueueAgain(ctx context.Context, f chat.DeliveryFilter, at time.Time) (n int64, err error) {
	newest, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 1})
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	var last int64 // from which a piece goes on: it would go through what has been queued
	n, err = s.inPieces(ctx, func(tx *sql.Tx) (int64, bool, error) {
		selected := func(p *params) string {
			return ` FROM delivery d` + conditions(append(s.selecting(p, f), `d.state IN ('done', 'failed')`, `d.id > `+p.add(last), `d.id <= `+p.add(newest[0].ID),
				`EXISTS (SELECT 1 FROM webhook w WHERE w.id = d.webhook_id AND NOT w.ended)`))
		}
		p := params{}
		var end int64 // of the piece: what somebody else changes meanwhile is left out, and does not end the pieces
		query := `SELECT COALESCE(max(id), 0) FROM (SELECT d.id` + selected(&p) + ` ORDER BY d.id LIMIT ` + p.add(againAtOnce) + `) piece`
		if err := tx.QueryRowContext(ctx, query, p...).Scan(&end); err != nil || end == 0 {
			return 0, false, err
		}
		p = params{micros(at)}
		n, err := exec(ctx, tx, again+` WHERE state || '' IN ('done', 'failed') AND id IN (SELECT d.id`+selected(&p)+` AND d.id <= `+p.add(end)+`)`, p...)
		last = end
		return n, true, err
	})
	return n, s.explain("queue again", err)
}

// QueueOneAgain is QueueAgain for one delivery; chat.ErrNotFound when it is not over yet.
func (s *Store) QueueOneAgain(ctx context.Context, id int64, at time.Time) error {
	return s.explain("queue one again", s.exec(ctx, again+` WHERE id = $2 AND state IN ('done', 'failed')`, micros(at), id))
}

// RotateWebhookSecret gives a webhook another secret. The one that it had signs as well until the time.
func (s *Store) RotateWebhookSecret(ctx context.Context, id int64, sealed []byte, formerUntil time.Time) error {
	return s.explain("rotate webhook secret", s.exec(ctx, `UPDATE webhook
		SET sealed_former = sealed_secret, former_until = $3, sealed_secret = $2 WHERE id = $1`, id, sealed, micros(formerUntil)))
}

// FillWebhookSecrets gives each webhook that has no secret yet one.
func (s *Store) FillWebhookSecrets(ctx context.Context, sealed func() []byte) error {
	return s.explain("fill webhook secrets", tx(ctx, s.write, func(tx *sql.Tx) error {
		ids, err := collect(ctx, tx, scanID, `SELECT id FROM webhook WHERE sealed_secret IS NULL`)
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `UPDATE webhook SET sealed_secret = $2 WHERE id = $1 AND sealed_secret IS NULL`, id, sealed()); err != nil {
				return err
			}
		}
		return err
	}))
}
