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
	deliveryColumns = `d.id, d.uid, d.webhook_id, d.installation_id, d.conversation_id, d.room_id, d.event_id, d.actor_id,
		d.chain, d.payload, d.queue, d.state, d.attempts, d.since, d.next_attempt, d.last_status, d.last_error, d.created, d.finished, d.claim`
	selectDelivery = `SELECT ` + deliveryColumns + ` FROM delivery d`
)

func scanDelivery(s scanner) (chat.Delivery, error) {
	var d chat.Delivery
	var since, next, created, finished int64
	var chain string
	err := s.Scan(&d.ID, &d.UID, &d.WebhookID, &d.InstallationID, &d.ConversationID, &d.RoomID, &d.EventID, &d.ActorID,
		&chain, &d.Payload, &d.Queue, &d.State, &d.Attempts, &since, &next, &d.LastStatus, &d.LastError, &created, &finished, &d.Claim)
	d.Since, d.NextAttempt = fromMicros(since), fromMicros(next)
	d.Created, d.Finished = fromMicros(created), fromMicros(finished)
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

// claim walks from queue to queue along the index, and takes the oldest pending delivery of each: the index answers at
// once however long the queue of a slow receiver has become. A delivery that waits for its next attempt or is on its
// way holds back those behind it. Those that are tried for the first time go first, so that receivers in trouble do
// not take up all hands. The state is asked for once more, since another node may have been faster, in a form that no
// index answers: by its statistics of a quiet hour PostgreSQL would read all that is pending. What a deleted webhook was owed
// waits only to be removed. What is held for a webhook that was resumed is about to stand in its queue, and nothing behind it
// goes before it.
const claim = `WITH RECURSIVE line (queue) AS (
		SELECT min(queue) FROM delivery WHERE state = 'pending'
		UNION ALL
		SELECT (SELECT min(p.queue) FROM delivery p WHERE p.state = 'pending' AND p.queue > line.queue)
		FROM line WHERE line.queue IS NOT NULL),
	head AS (SELECT (SELECT min(p.id) FROM delivery p WHERE p.queue = line.queue AND p.state = 'pending') AS id
		FROM line WHERE line.queue IS NOT NULL),
	released (queue, oldest) AS (SELECT ` + ownQueue + `, ` + oldestHeld + `
		FROM webhook w WHERE w.id IN ` + releasedWebhooks + `)
	SELECT ` + deliveryColumns + ` FROM head JOIN delivery d ON d.id = head.id
	WHERE d.state || '' = 'pending' AND d.webhook_id NOT IN ` + leftWebhooks + ` AND d.next_attempt <= $1 AND d.leased_until <= $1
	AND NOT EXISTS (SELECT 1 FROM released r WHERE r.queue = d.queue AND r.oldest < d.id)
	AND (d.attempts = 0 AND $2 > 0 OR d.attempts > 0 AND $3 > 0)
	ORDER BY CASE WHEN d.attempts = 0 THEN 0 ELSE 1 END, d.id LIMIT $2 + $3`

// ClaimDeliveries answers pending deliveries that are due, at most one of each queue: up to first that were never tried,
// and up to again others. Until now+lease nobody else gets them, unless the node that has them is found to be dead. The
// attempt is counted before it is made, so that a crash in the middle of a call cannot repeat it for ever.
func (s *Store) ClaimDeliveries(ctx context.Context, node string, now time.Time, lease time.Duration, first, again int) ([]chat.Delivery, error) {
	var claimed []chat.Delivery
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		due, err := collect(ctx, tx, scanDelivery, claim+s.dialect.skipLocked("d"), micros(now), max(0, first), max(0, again))
		if err != nil {
			return err
		}
		claimed = atMost(due, first, again)
		if len(claimed) == 0 {
			return nil
		}
		ids := make([]int64, len(claimed))
		for i := range claimed {
			claimed[i].Attempts++
			claimed[i].Claim++
			claimed[i].Claimed = now
			ids[i] = claimed[i].ID
		}
		p := params{micros(now.Add(lease)), node}
		_, err = tx.ExecContext(ctx, `UPDATE delivery SET attempts = attempts + 1, claim = claim + 1, leased_until = $1, holder = $2 WHERE `+in(&p, "id", ids), p...)
		return err
	})
	if err != nil {
		return nil, s.explain("claim deliveries", err)
	}
	return claimed, nil
}

// atMost takes so many deliveries that were never tried, and so many others.
func atMost(due []chat.Delivery, first, again int) []chat.Delivery {
	taken := due[:0]
	for _, d := range due {
		left := &first
		if d.Attempts > 0 {
			left = &again
		}
		if *left > 0 {
			*left--
			taken = append(taken, d)
		}
	}
	return taken
}

// SettleDeliveries notes in one transaction how attempts ended, and gives the claims back. A delivery that was paused
// or given up during its call is done when the call was good, and otherwise stays what it has become. One that was claimed
// again meanwhile is not touched.
func (s *Store) SettleDeliveries(ctx context.Context, ended []chat.Settlement) error {
	return s.explain("settle deliveries", tx(ctx, s.write, func(tx *sql.Tx) error { return s.dialect.settle(ctx, tx, ended) }))
}

// NoteAnswer notes beside a delivery that was made why what its receiver answered was not posted.
func (s *Store) NoteAnswer(ctx context.Context, deliveryID int64, why string) error {
	_, err := s.write.ExecContext(ctx, `UPDATE delivery SET last_error = $2 WHERE id = $1 AND state = 'done'`, deliveryID, why)
	return s.explain("note answer", err)
}

// finished is when a delivery was over, 0 for one that is not.
func finished(e *chat.Settlement) int64 {
	if e.State == chat.DeliveryDone || e.State == chat.DeliveryFailed {
		return micros(e.At)
	}
	return 0
}

// Delivery answers the delivery with the id.
func (s *Store) Delivery(ctx context.Context, id int64) (chat.Delivery, error) {
	d, err := scanDelivery(s.read.QueryRowContext(ctx, selectDelivery+` WHERE d.id = $1`, id))
	return d, s.explain("delivery", err)
}

// ReleaseClaims gives back what a node that is dead had claimed, and answers how much. Should it only have been frozen, what
// it says of those claims afterwards counts until somebody else has claimed the same.
func (s *Store) ReleaseClaims(ctx context.Context, node string) (int64, error) {
	n, err := touched(s.write.ExecContext(ctx, `UPDATE delivery SET leased_until = 0, holder = ''
		WHERE state = 'pending' AND leased_until <> 0 AND holder = $1`, node))
	return n, s.explain("release claims", err)
}

// ClearLeases gives back all claims. Only a server that is alone with its database may call it, before it claims.
func (s *Store) ClearLeases(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `UPDATE delivery SET leased_until = 0 WHERE leased_until <> 0 AND state = 'pending'`)
	return s.explain("clear leases", err)
}
