package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// BeginOnce notes that a write with an idempotency key begins, and answers the row as it stands: Mine when nobody else has
// it. A row from before expired is as good as none, and one that has begun before dead and has no answer yet is taken over.
func (s *Store) BeginOnce(ctx context.Context, id, print string, now, expired, dead time.Time) (o chat.Once, err error) {
	o = chat.Once{ID: id, Print: print, Started: now}
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO once (id, print, started) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET print = excluded.print, started = excluded.started, sealed_answer = NULL
			WHERE once.started <= $4 OR once.started <= $5 AND once.sealed_answer IS NULL`,
			id, print, micros(now), micros(expired), micros(dead))
		if o.Mine = n > 0; o.Mine || err != nil {
			return err
		}
		var started int64
		err = tx.QueryRowContext(ctx, `SELECT print, started, sealed_answer FROM once WHERE id = $1`, id).
			Scan(&o.Print, &started, &o.SealedAnswer)
		o.Started = fromMicros(started)
		return err
	})
	return o, s.explain("begin once", err)
}

// EndOnce keeps the answer of a write that the caller has begun.
func (s *Store) EndOnce(ctx context.Context, o chat.Once) error {
	_, err := exec(ctx, s.write, `UPDATE once SET sealed_answer = $3 WHERE id = $1 AND started = $2`, o.ID, micros(o.Started), o.SealedAnswer)
	return s.explain("end once", err)
}

// ForgetOnce forgets a write that came to nothing: the next one with the key is done.
func (s *Store) ForgetOnce(ctx context.Context, o chat.Once) error {
	_, err := exec(ctx, s.write, `DELETE FROM once WHERE id = $1 AND started = $2`, o.ID, micros(o.Started))
	return s.explain("forget once", err)
}

// DeleteOnces forgets the writes that began before a moment, in parts.
func (s *Store) DeleteOnces(ctx context.Context, before time.Time) error {
	return s.explain("delete onces", s.deleteInParts(ctx,
		`DELETE FROM once WHERE id IN (SELECT id FROM once WHERE started <= $1 LIMIT $2)`, before))
}
