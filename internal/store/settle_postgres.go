package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// settle takes two statements for a whole batch, given as one array per column.
func (postgresDialect) settle(ctx context.Context, tx *sql.Tx, ended []chat.Settlement) error {
	n := len(ended)
	ids, status, next, over, claims := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	states, errs, aside := make([]string, n), make([]string, n), make([]bool, n)
	for i := range ended {
		e := &ended[i]
		ids[i], status[i], next[i], over[i] = e.DeliveryID, int64(e.Status), micros(e.Next), finished(e)
		states[i], errs[i], aside[i], claims[i] = string(e.State), e.Error, e.Aside, e.Claim
	}
	there, err := collect(ctx, tx, scanID, `UPDATE delivery d SET state = CASE WHEN e.state = 'pending' THEN d.state ELSE e.state END,
		last_status = e.status, last_error = e.error, next_attempt = e.next, leased_until = 0,
		finished = CASE WHEN e.state = 'pending' THEN d.finished ELSE e.over END,
		queue = CASE WHEN e.aside THEN 'd' || d.id ELSE d.queue END
		FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::boolean[], $8::bigint[])
		AS e (id, state, status, error, next, over, aside, claim) WHERE d.id = e.id AND d.claim = e.claim RETURNING d.id`,
		ids, states, status, errs, next, over, aside, claims)
	if err != nil {
		return err
	}
	left := make(map[int64]bool, n)
	for _, id := range there {
		left[id] = true
	}
	var kept []*chat.Settlement
	for i := range ended {
		e := &ended[i]
		if e.Gone = !left[e.DeliveryID]; !e.Gone && e.Attempt != nil {
			kept = append(kept, e)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return keepAttempts(ctx, tx, kept)
}

func keepAttempts(ctx context.Context, tx *sql.Tx, ended []*chat.Settlement) error {
	n := len(ended)
	ids, at, took, status := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	errs, urls, requests, responses, bodies := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, e := range ended {
		a := e.Attempt
		ids[i], at[i], took[i], status[i] = e.DeliveryID, micros(a.At), a.Took.Microseconds(), int64(a.Status)
		errs[i], urls[i], bodies[i] = a.Error, a.URL, a.ResponseBody
		var err error
		if requests[i], responses[i], err = headersOf(a); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO attempt
		(delivery_id, at, took, status, error, url, request_header, response_header, response_body)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])`,
		ids, at, took, status, errs, urls, requests, responses, bodies)
	return err
}
