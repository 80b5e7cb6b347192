package store

import (
	"context"
	"database/sql"
	"time"
)

// What is held for a webhook goes back into its queue piece by piece, the oldest first: the first piece with the resume
// itself, the others as leftovers (leftHeld). No delivery is claimed meanwhile that stands behind a held one of its queue, so
// what is new is queued as always and overtakes nothing. A pause that comes meanwhile ends the release; what has not been
// released is held anyway.

// sent is the condition of a webhook w that what it is owed is sent.
const sent = `w.paused = '' AND NOT EXISTS (SELECT 1 FROM installation i WHERE i.id = w.installation_id AND i.disabled)`

// releasedWebhooks are those for which something is held that is on its way into their queues.
const releasedWebhooks = `(SELECT w.id FROM leftover l JOIN webhook w ON w.id = l.id
	WHERE l.kind = '` + leftHeld + `' AND w.id NOT IN ` + leftWebhooks + ` AND ` + sent + `)`

// oldestHeld is the oldest delivery that is held for a webhook w, or NULL; said as in thisOne.
const oldestHeld = `(SELECT h.id FROM delivery h WHERE h.state = 'held' AND h.webhook_id BETWEEN w.id AND w.id ORDER BY h.webhook_id, h.id LIMIT 1)`

// thisOne says that an id is the first argument, so that it does not fix the order by webhook and delivery: only the indexes
// of what is held, and of what is pending, are in that order and have no more in them. By its statistics PostgreSQL would go
// through everything else for each piece.
const thisOne = ` BETWEEN $1 AND $1`

// ResumeWebhook sends a webhook what was held for it and all that follows, in order, with a day for attempts. What a
// disabled add-on is owed stays held until it is enabled.
func (s *Store) ResumeWebhook(ctx context.Context, id int64, at time.Time) error {
	return s.explain("resume webhook", s.releasing(ctx, func(tx *sql.Tx) (more bool, err error) {
		if err := s.shareInstallation(ctx, tx, id); err != nil {
			return false, err
		}
		if err := execOne(ctx, tx, `UPDATE webhook SET paused = '', paused_at = 0 WHERE id = $1`, id); err != nil {
			return false, err
		}
		if ok, err := isSent(ctx, tx, id); !ok {
			return false, err
		}
		return release(ctx, tx, thisOne, id, at)
	}))
}

// enable releases also what was committed in the moment in which the add-on was disabled, and has waited since.
func (s *Store) enable(ctx context.Context, id int64, at time.Time) error {
	const which = ` IN (SELECT id FROM webhook WHERE installation_id = $1 AND paused = '')`
	return s.releasing(ctx, func(tx *sql.Tx) (more bool, err error) {
		if err := setDisabled(ctx, tx, id, false); err != nil {
			return false, err
		}
		if _, err := holdPiece(ctx, tx, `webhook_id`+which, id); err != nil {
			return false, err
		}
		return release(ctx, tx, which, id, at)
	})
}

// releasing runs a transaction that releases a first piece, and rings when there is more.
func (s *Store) releasing(ctx context.Context, f func(tx *sql.Tx) (more bool, err error)) error {
	var more bool
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		more, err = f(tx)
		return err
	})
	if err == nil && more {
		s.left()
	}
	return err
}

// release releases the oldest that is held for webhooks whose ids are which, and leaves the rest to ClearLeftover.
func release(ctx context.Context, tx *sql.Tx, which string, id int64, at time.Time) (more bool, err error) {
	if err := releasePiece(ctx, tx, which, id, micros(at)); err != nil {
		return false, err
	}
	n, err := exec(ctx, tx, `INSERT INTO leftover (kind, id) SELECT '`+leftHeld+`', w.id FROM webhook w
		WHERE w.id`+which+` AND `+oldestHeld+` IS NOT NULL ON CONFLICT DO NOTHING`, id)
	return n > 0, err
}

// releasePiece asks for the state twice, as hold does.
func releasePiece(ctx context.Context, tx *sql.Tx, which string, id, at int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET state = 'pending', attempts = 0, since = $2, next_attempt = $2,
		queue = (SELECT `+ownQueue+` FROM webhook w WHERE w.id = delivery.webhook_id)
		WHERE state || '' = 'held' AND id IN (SELECT id FROM delivery WHERE state = 'held' AND webhook_id`+which+` ORDER BY webhook_id, id LIMIT $3)`,
		id, at, againAtOnce)
	return err
}

// releaseLeft releases another piece, and is done when nothing is held any more or what is has to stay. What a webhook is
// owed is sent or not sent until the piece is committed: whoever changes that waits.
func (s *Store) releaseLeft(ctx context.Context, tx *sql.Tx, webhookID int64) error {
	if err := s.shareInstallation(ctx, tx, webhookID); err != nil {
		return err
	}
	if err := share(ctx, tx, `SELECT id FROM webhook WHERE id = $1`+s.dialect.shareRow(), webhookID); err != nil {
		return err
	}
	goesOn, err := isSent(ctx, tx, webhookID)
	if err != nil {
		return err
	}
	done := `DELETE FROM leftover WHERE kind = '` + leftHeld + `' AND id = $1`
	if goesOn {
		now, err := scanID(tx.QueryRowContext(ctx, `SELECT `+s.dialect.clock()))
		if err != nil {
			return err
		}
		if err := releasePiece(ctx, tx, thisOne, webhookID, now); err != nil {
			return err
		}
		done += ` AND NOT EXISTS (SELECT 1 FROM webhook w WHERE w.id = $1 AND ` + oldestHeld + ` IS NOT NULL)`
	}
	_, err = tx.ExecContext(ctx, done, webhookID)
	return err
}

// leaveStragglers leaves to ClearLeftover what was committed as held, or noted as held after its call, by somebody who had not
// heard yet that the webhook is resumed; and what a disabled add-on was owed in whose place another one is.
func (s *Store) leaveStragglers(ctx context.Context) (some bool, err error) {
	const stragglers = ` FROM webhook w WHERE ` + sent + ` AND w.id NOT IN ` + leftWebhooks + ` AND ` + oldestHeld + ` IS NOT NULL`
	err = s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1`+stragglers+`)`).Scan(&some)
	if err != nil || !some {
		return false, err
	}
	n, err := exec(ctx, s.write, `INSERT INTO leftover (kind, id) SELECT '`+leftHeld+`', w.id`+stragglers+` ON CONFLICT DO NOTHING`)
	return n > 0, err
}

// isSent tells whether a webhook is sent what it is owed.
func isSent(ctx context.Context, tx *sql.Tx, webhookID int64) (is bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM webhook w WHERE w.id = $1 AND w.id NOT IN `+leftWebhooks+` AND `+sent+`)`, webhookID).Scan(&is)
	return is, err
}

// shareInstallation keeps a webhook's add-on as it is. Who changes both changes the add-on first, so it is locked first.
func (s *Store) shareInstallation(ctx context.Context, tx *sql.Tx, webhookID int64) error {
	return share(ctx, tx, `SELECT id FROM installation WHERE id = (SELECT installation_id FROM webhook WHERE id = $1)`+s.dialect.shareRow(), webhookID)
}

// share runs a SELECT for the locks that it takes.
func share(ctx context.Context, tx *sql.Tx, query string, id int64) error {
	_, err := collect(ctx, tx, scanID, query, id)
	return err
}
