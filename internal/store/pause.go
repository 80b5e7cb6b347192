package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// ownQueue is the queue of a webhook w.
const ownQueue = `CASE WHEN w.queue = '' THEN 'w' || w.id ELSE w.queue END`

// PauseWebhook stops what is sent to a webhook and holds what it is owed. first is false when it was paused already.
func (s *Store) PauseWebhook(ctx context.Context, id int64, why string, at time.Time) (first bool, err error) {
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `UPDATE webhook SET paused = $2, paused_at = $3 WHERE id = $1 AND paused = ''`, id, why, micros(at))
		if err != nil {
			return err
		}
		first = n > 0
		_, err = tx.ExecContext(ctx, `UPDATE delivery SET state = 'held' WHERE webhook_id = $1 AND state = 'pending'`, id)
		return err
	})
	return first, s.explain("pause webhook", err)
}

// ResumeWebhook sends a webhook what was held for it and all that follows, in order, with a day for attempts.
func (s *Store) ResumeWebhook(ctx context.Context, id int64, at time.Time) error {
	return s.explain("resume webhook", tx(ctx, s.write, func(tx *sql.Tx) error {
		if err := execOne(ctx, tx, `UPDATE webhook SET paused = '', paused_at = 0 WHERE id = $1`, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE delivery SET state = 'pending', attempts = 0, since = $2, next_attempt = $2,
			queue = (SELECT `+ownQueue+` FROM webhook w WHERE w.id = delivery.webhook_id)
			WHERE webhook_id = $1 AND state = 'held'`, id, micros(at))
		return err
	}))
}

// SkipDeliveries gives up what a webhook is owed, all of it or the oldest alone, and answers how many that were.
func (s *Store) SkipDeliveries(ctx context.Context, webhookID int64, all bool, why string, at time.Time) (int64, error) {
	which := `webhook_id = $1 AND state IN ('pending', 'held')`
	if !all {
		which = `id = (SELECT min(id) FROM delivery WHERE ` + which + `)`
	}
	var n int64
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		n, err = exec(ctx, tx, `UPDATE delivery SET state = 'failed', last_error = $2, finished = $3 WHERE `+which, webhookID, why, micros(at))
		return err
	})
	return n, s.explain("skip deliveries", err)
}

// again queues what is over once more, behind nothing that is live: in a queue beside the webhook's own. What belongs to
// a paused webhook is held.
const again = `UPDATE delivery SET attempts = 0, since = $1, next_attempt = $1, finished = 0,
	state = (SELECT CASE WHEN w.paused = '' THEN 'pending' ELSE 'held' END FROM webhook w WHERE w.id = delivery.webhook_id),
	queue = (SELECT ` + ownQueue + ` || ' again' FROM webhook w WHERE w.id = delivery.webhook_id)`

// againAtOnce bounds the rows of one transaction: others wait for it.
const againAtOnce = 1000

// QueueAgain queues the deliveries that the filter selects, that are there now and that are over, once more. It answers
// how many there are.
func (s *Store) QueueAgain(ctx context.Context, f chat.DeliveryFilter, at time.Time) (n int64, err error) {
	newest, err := s.Deliveries(ctx, chat.DeliveryFilter{Limit: 1})
	if err != nil || len(newest) == 0 {
		return 0, err
	}
	for last, end := int64(0), newest[0].ID; last < end; {
		p := params{micros(at)}
		where := append(s.selecting(&p, f), `d.state IN ('done', 'failed')`, `d.id > `+p.add(last), `d.id <= `+p.add(end),
			`EXISTS (SELECT 1 FROM webhook w WHERE w.id = d.webhook_id AND NOT w.ended)`)
		query := again + ` WHERE id IN (SELECT d.id FROM delivery d` + conditions(where) + ` ORDER BY d.id LIMIT ` + p.add(againAtOnce) + `) RETURNING id`
		var ids []int64
		err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
			ids, err = collect(ctx, tx, scanID, query, p...)
			return err
		})
		if err != nil {
			return n, s.explain("queue again", err)
		}
		n += int64(len(ids))
		if len(ids) < againAtOnce {
			break
		}
		last = slices.Max(ids)
	}
	return n, nil
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
