package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	deliveryColumns = `d.id, d.webhook_id, d.installation_id, d.conversation_id, d.room_id, d.event_id, d.actor_id,
		d.chain, d.payload, d.state, d.attempts, d.next_attempt, d.last_status, d.last_error, d.created`
	selectDelivery = `SELECT ` + deliveryColumns + ` FROM delivery d`
)

func scanDelivery(s scanner) (chat.Delivery, error) {
	var d chat.Delivery
	var next, created int64
	var chain string
	err := s.Scan(&d.ID, &d.WebhookID, &d.InstallationID, &d.ConversationID, &d.RoomID, &d.EventID, &d.ActorID,
		&chain, &d.Payload, &d.State, &d.Attempts, &next, &d.LastStatus, &d.LastError, &created)
	d.NextAttempt, d.Created = fromMicros(next), fromMicros(created)
	if err == nil {
		d.Chain, err = splitIDs(chain)
	}
	return d, err
}

// joinIDs is how a list of ids stands in a column: "5,17".
func joinIDs(ids []int64) string {
	var b []byte
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(b)
}

// splitIDs is the inverse of joinIDs.
func splitIDs(s string) ([]int64, error) {
	if s == "" {
		return nil, nil
	}
	var ids []int64
	for field := range strings.SplitSeq(s, ",") {
		id, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// claim starts from the oldest pending delivery of each webhook, which the index answers at once however long the
// queue of a slow receiver has become. A delivery that waits for its next attempt or is on its way holds back those
// behind it, so the order of each webhook is kept.
const claim = `WITH head AS (SELECT (SELECT min(p.id) FROM delivery p
		WHERE p.webhook_id = webhook.id AND p.state = 'pending') AS id FROM webhook)
	SELECT ` + deliveryColumns + ` FROM head JOIN delivery d ON d.id = head.id
	WHERE d.state = 'pending' AND d.next_attempt <= $1 AND d.leased_until <= $1 ORDER BY d.id LIMIT $2`

// ClaimDeliveries answers up to limit pending deliveries that are due, oldest first and at most one for each
// webhook. Until now+lease nobody else gets them. The attempt is counted before it is made, so that a crash in the
// middle of a call cannot repeat it for ever.
func (s *Store) ClaimDeliveries(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]chat.Delivery, error) {
	var claimed []chat.Delivery
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		claimed, err = collect(ctx, tx, scanDelivery, claim+s.dialect.skipLocked("d"), micros(now), max(0, limit))
		if err != nil {
			return err
		}
		for i := range claimed {
			d := &claimed[i]
			d.Attempts++
			err := execOne(ctx, tx, `UPDATE delivery SET attempts = $2, leased_until = $3 WHERE id = $1`,
				d.ID, d.Attempts, micros(now.Add(lease)))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, s.explain("claim deliveries", err)
	}
	return claimed, nil
}

// FinishDelivery notes how an attempt ended and gives the claim back. status is the answer's HTTP status, 0 if none
// came; next is when a delivery that stays pending is to be tried again.
func (s *Store) FinishDelivery(ctx context.Context, id int64, state chat.DeliveryState, status int, lastError string,
	next time.Time) error {
	return s.explain("finish delivery", execOne(ctx, s.write, `UPDATE delivery
		SET state = $2, last_status = $3, last_error = $4, next_attempt = $5, leased_until = 0 WHERE id = $1`,
		id, string(state), status, lastError, micros(next)))
}

// Delivery answers the delivery with the id.
func (s *Store) Delivery(ctx context.Context, id int64) (chat.Delivery, error) {
	d, err := scanDelivery(s.read.QueryRowContext(ctx, selectDelivery+` WHERE d.id = $1`, id))
	return d, s.explain("delivery", err)
}

// Deliveries answers up to limit deliveries of the webhook, or of all for 0, newest first.
func (s *Store) Deliveries(ctx context.Context, webhookID int64, limit int) ([]chat.Delivery, error) {
	var p params
	query := selectDelivery
	if webhookID != 0 {
		query += ` WHERE d.webhook_id = ` + p.add(webhookID)
	}
	list, err := collect(ctx, s.read, scanDelivery, query+` ORDER BY d.id DESC LIMIT `+p.add(max(0, limit)), p...)
	return list, s.explain("deliveries", err)
}

// ClearLeases gives back all claims. Only a server that is alone with its database may call it, before it claims.
func (s *Store) ClearLeases(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `UPDATE delivery SET leased_until = 0 WHERE leased_until <> 0 AND state = 'pending'`)
	return s.explain("clear leases", err)
}

// DeleteDeliveries removes those that were done or given up and were made before the time, and webhooks that have
// ended and have none left.
func (s *Store) DeleteDeliveries(ctx context.Context, before time.Time) error {
	_, err := s.write.ExecContext(ctx, `DELETE FROM delivery WHERE state <> 'pending' AND created < $1`, micros(before))
	if err == nil {
		_, err = s.write.ExecContext(ctx, `DELETE FROM webhook WHERE ended AND NOT EXISTS
			(SELECT 1 FROM delivery WHERE delivery.webhook_id = webhook.id)`)
	}
	return s.explain("delete deliveries", err)
}
