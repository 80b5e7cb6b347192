package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// headersOf encodes what an attempt sent and what came back.
func headersOf(a *chat.Attempt) (request, response string, err error) {
	sent, err := json.Marshal(a.RequestHeader)
	if err != nil {
		return "", "", err
	}
	got, err := json.Marshal(a.ResponseHeader)
	return string(sent), string(got), err
}

// maxAttempts bounds how many attempts of a delivery are shown, the newest: a day of retries makes about 25.
const maxAttempts = 100

// Attempts answers what was tried to make the delivery, newest first.
func (s *Store) Attempts(ctx context.Context, deliveryID int64) ([]chat.Attempt, error) {
	list, err := collect(ctx, s.read, scanAttempt, `SELECT id, delivery_id, at, took, status, error, url, request_header,
		response_header, response_body FROM attempt WHERE delivery_id = $1 ORDER BY id DESC LIMIT $2`, deliveryID, maxAttempts)
	return list, s.explain("attempts", err)
}

func scanAttempt(s scanner) (chat.Attempt, error) {
	var a chat.Attempt
	var at, took int64
	var request, response []byte
	err := s.Scan(&a.ID, &a.DeliveryID, &at, &took, &a.Status, &a.Error, &a.URL, &request, &response, &a.ResponseBody)
	if err != nil {
		return a, err
	}
	a.At, a.Took = fromMicros(at), time.Duration(took)*time.Microsecond
	if err := json.Unmarshal(request, &a.RequestHeader); err != nil {
		return a, err
	}
	return a, json.Unmarshal(response, &a.ResponseHeader)
}

// Deliveries answers those that the filter selects, newest first.
func (s *Store) Deliveries(ctx context.Context, f chat.DeliveryFilter) ([]chat.Delivery, error) {
	var p params
	where := s.selecting(&p, f)
	if f.Before != 0 {
		where = append(where, `d.id < `+p.add(f.Before))
	}
	list, err := collect(ctx, s.read, scanDelivery,
		selectDelivery+conditions(where)+` ORDER BY d.id DESC LIMIT `+p.add(max(0, f.Limit)), p...)
	return list, s.explain("deliveries", err)
}

// CountDeliveries answers how many of those that the filter selects are in which state.
func (s *Store) CountDeliveries(ctx context.Context, f chat.DeliveryFilter) (map[chat.DeliveryState]int64, error) {
	type count struct {
		state chat.DeliveryState
		n     int64
	}
	var p params
	where := conditions(s.selecting(&p, f))
	list, err := collect(ctx, s.read, func(row scanner) (c count, err error) {
		err = row.Scan(&c.state, &c.n)
		return c, err
	}, `SELECT d.state, count(*) FROM delivery d`+where+` GROUP BY d.state`, p...)
	counts := make(map[chat.DeliveryState]int64, len(list))
	for _, c := range list {
		counts[c.state] = c.n
	}
	return counts, s.explain("count deliveries", err)
}

// selecting answers the conditions of a filter, without its place in a list.
func (s *Store) selecting(p *params, f chat.DeliveryFilter) (where []string) {
	where = append(where, `d.webhook_id NOT IN `+leftWebhooks)
	for _, c := range []struct {
		condition string
		value     int64
	}{
		{`d.webhook_id = `, f.WebhookID}, {`d.installation_id = `, f.InstallationID}, {`d.room_id = `, f.RoomID},
		{`d.last_status = `, int64(f.Status)}, {`d.created >= `, micros(f.Since)}, {`d.created < `, micros(f.Until)},
	} {
		if c.value != 0 {
			where = append(where, c.condition+p.add(c.value))
		}
	}
	if f.HookRoomID != 0 {
		where = append(where, `d.webhook_id IN (SELECT id FROM webhook WHERE room_id = `+p.add(f.HookRoomID)+`)`)
	}
	if f.State != "" {
		where = append(where, `d.state = `+p.add(string(f.State)))
	}
	if f.Text != "" {
		where = append(where, s.dialect.contains(`d.payload`, p.add([]byte(f.Text))))
	}
	return where
}

// Backlogs answers what each of the webhooks is owed. What is pending and what is held is found by an index of its own each.
func (s *Store) Backlogs(ctx context.Context, webhookIDs []int64) (map[int64]chat.Backlog, error) {
	all := make(map[int64]chat.Backlog, len(webhookIDs))
	for _, id := range webhookIDs {
		all[id] = chat.Backlog{}
	}
	for chunk := range slices.Chunk(webhookIDs, 500) { // as byID does
		var p params
		these := in(&p, "webhook_id", chunk)
		_, err := collect(ctx, s.read, func(row scanner) (b chat.Backlog, err error) {
			var id, oldest int64
			err = row.Scan(&id, &b.Pending, &b.Held, &b.Aside, &oldest)
			b.Oldest = fromMicros(oldest)
			all[id] = b
			return b, err
		}, `SELECT webhook_id, CAST(sum(pending) AS bigint), CAST(sum(1 - pending) AS bigint), CAST(sum(aside) AS bigint), min(created) FROM (
			SELECT webhook_id, 1 AS pending, CASE WHEN queue = 'd' || id THEN 1 ELSE 0 END AS aside, created FROM delivery WHERE state = 'pending' AND `+these+`
			UNION ALL SELECT webhook_id, 0, 0, created FROM delivery WHERE state = 'held' AND `+these+`) AS owed GROUP BY webhook_id`, p...)
		if err != nil {
			return nil, s.explain("backlogs", err)
		}
	}
	return all, nil
}

// AsideOf answers how many of a webhook's deliveries are tried by themselves, and when the oldest of them was queued.
func (s *Store) AsideOf(ctx context.Context, webhookID int64) (n int, oldest time.Time, err error) {
	var since int64
	err = s.read.QueryRowContext(ctx, `SELECT count(*), coalesce(min(since), 0) FROM delivery
		WHERE webhook_id = $1 AND state = 'pending' AND queue = 'd' || id`, webhookID).Scan(&n, &since)
	return n, fromMicros(since), s.explain("aside", err)
}

// DoneSince tells whether any delivery of the webhook has been made since then.
func (s *Store) DoneSince(ctx context.Context, webhookID int64, t time.Time) (bool, error) {
	var done bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM delivery
		WHERE webhook_id = $1 AND state = 'done' AND finished >= $2)`, webhookID, micros(t)).Scan(&done)
	return done, s.explain("done since", err)
}

// deletedAtOnce bounds the rows that one transaction removes: others wait for it.
const deletedAtOnce = 500

// DeleteDeliveries removes those that were caused before the time and are over, with their attempts, and webhooks that
// have ended and have none left. What a paused webhook has been owed since before held goes too.
func (s *Store) DeleteDeliveries(ctx context.Context, before, held time.Time) error {
	const old = `DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE created < $1 AND state `
	err := s.deleteInParts(ctx, old+`IN ('done', 'failed') LIMIT $2)`, before)
	if err == nil {
		err = s.deleteInParts(ctx, old+`= 'held' AND webhook_id NOT IN `+releasedWebhooks+` LIMIT $2)`, held)
	}
	if err == nil {
		_, err = s.write.ExecContext(ctx, `DELETE FROM webhook WHERE ended AND NOT EXISTS
			(SELECT 1 FROM delivery WHERE delivery.webhook_id = webhook.id)`)
	}
	return s.explain("delete deliveries", err)
}

// deleteInParts runs a statement that removes a part of what is older than a time until nothing is left of it.
func (s *Store) deleteInParts(ctx context.Context, query string, before time.Time) error {
	for {
		n, err := exec(ctx, s.write, query, micros(before), deletedAtOnce)
		if err != nil || n < deletedAtOnce {
			return err
		}
	}
}
