package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	endAttempt = `UPDATE delivery SET state = CASE WHEN $2 = 'pending' THEN state ELSE $2 END, last_status = $3,
		last_error = $4, next_attempt = $5, finished = CASE WHEN $2 = 'pending' THEN finished ELSE $6 END, leased_until = 0,
		queue = CASE WHEN $7 THEN 'd' || id ELSE queue END WHERE id = $1 AND claim = $8`
	keepAttempt = `INSERT INTO attempt
		(delivery_id, at, took, status, error, url, request_header, response_header, response_body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
)

// settle prepares its two statements once for all of a batch: to read a statement takes longer than to run it.
func (sqliteDialect) settle(ctx context.Context, tx *sql.Tx, ended []chat.Settlement) error {
	end, err := tx.PrepareContext(ctx, endAttempt)
	if err != nil {
		return err
	}
	defer end.Close()
	keep, err := tx.PrepareContext(ctx, keepAttempt)
	if err != nil {
		return err
	}
	defer keep.Close()
	for i := range ended {
		e := &ended[i]
		n, err := touched(end.ExecContext(ctx, e.DeliveryID, string(e.State), e.Status, e.Error, micros(e.Next), finished(e), e.Aside, e.Claim))
		if err != nil {
			return err
		}
		if e.Gone = n == 0; e.Gone || e.Attempt == nil {
			continue
		}
		a := e.Attempt
		request, response, err := headersOf(a)
		if err != nil {
			return err
		}
		_, err = keep.ExecContext(ctx, e.DeliveryID, micros(a.At), a.Took.Microseconds(), a.Status, a.Error, a.URL, request, response, a.ResponseBody)
		if err != nil {
			return err
		}
	}
	return nil
}
