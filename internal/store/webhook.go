package store

import (
	"context"
	"database/sql"
	"net/url"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

const webhookColumns = `id, room_id, installation_id, user_id, token_id, key, name, event, pattern, url, jwt, declared, ended,
	created, queue, paused, paused_at, sealed_secret, sealed_former, former_until`

func scanWebhook(s scanner) (chat.Webhook, error) {
	var w chat.Webhook
	var created, paused, former int64
	err := s.Scan(&w.ID, &w.RoomID, &w.InstallationID, &w.UserID, &w.TokenID, &w.Key, &w.Name, &w.Event, &w.Pattern,
		&w.URL, &w.JWT, &w.Declared, &w.Ended, &created, &w.Queue, &w.Paused, &paused, &w.SealedSecret, &w.SealedFormer, &former)
	w.Created, w.PausedAt, w.FormerUntil = fromMicros(created), fromMicros(paused), fromMicros(former)
	return w, err
}

// CreateWebhook adds w; its ID is made here, and Created when it is zero.
func (s *Store) CreateWebhook(ctx context.Context, w chat.Webhook) (chat.Webhook, error) {
	err := tx(ctx, s.write, func(tx *sql.Tx) (err error) {
		w, err = s.createWebhook(ctx, tx, w)
		auditTarget(ctx, w.ID)
		return err
	})
	return w, s.explain("create webhook", err)
}

func (s *Store) createWebhook(ctx context.Context, q querier, w chat.Webhook) (chat.Webhook, error) {
	if w.SealedSecret == nil {
		w.SealedSecret = s.webhookSecret()
	}
	return scanWebhook(q.QueryRowContext(ctx, `INSERT INTO webhook
		(room_id, installation_id, user_id, token_id, key, name, event, pattern, url, jwt, declared, created, queue, sealed_secret)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING `+webhookColumns,
		w.RoomID, w.InstallationID, w.UserID, w.TokenID, w.Key, w.Name, w.Event, w.Pattern, w.URL, w.JWT, w.Declared,
		micros(orNow(w.Created)), queueOf(w), w.SealedSecret))
}

// queueOf names the queue of what an installation sends to one host; other webhooks have queues of their own.
func queueOf(w chat.Webhook) string {
	u, err := url.Parse(w.URL)
	if w.InstallationID == 0 || err != nil {
		return ""
	}
	return "i" + strconv.FormatInt(w.InstallationID, 10) + " " + strings.ToLower(u.Host)
}

// Webhook answers the registration with the id, also one that has ended and is still owed something.
func (s *Store) Webhook(ctx context.Context, id int64) (chat.Webhook, error) {
	w, err := scanWebhook(s.read.QueryRowContext(ctx, `SELECT `+webhookColumns+` FROM webhook WHERE id = $1 AND id NOT IN `+leftWebhooks, id))
	return w, s.explain("webhook", err)
}

// Webhooks answers registrations in order of id, without those that have ended. Those of a person who has been
// deactivated are not among them: they are heard again when the person comes back.
func (s *Store) Webhooks(ctx context.Context, f chat.WebhookFilter) ([]chat.Webhook, error) {
	var p params
	where := []string{`NOT ended`, `NOT EXISTS (SELECT 1 FROM "user" WHERE "user".id = webhook.user_id AND "user".deleted)`}
	if f.RoomID != nil {
		where = append(where, `room_id = `+p.add(*f.RoomID))
	}
	if f.InstallationID != 0 {
		where = append(where, `installation_id = `+p.add(f.InstallationID))
	}
	if f.UserID != 0 {
		where = append(where, `user_id = `+p.add(f.UserID))
	}
	list, err := collect(ctx, s.read, scanWebhook,
		`SELECT `+webhookColumns+` FROM webhook`+conditions(where)+` ORDER BY id`, p...)
	return list, s.explain("webhooks", err)
}

// DeleteWebhook deletes the registration with all its deliveries: nobody finds it or is sent them from then on, and
// ClearLeftover removes them.
func (s *Store) DeleteWebhook(ctx context.Context, id int64) error {
	err := tx(ctx, s.write, func(tx *sql.Tx) error {
		n, err := leaveWebhooks(ctx, tx, `id = $1`, id)
		if err == nil && n == 0 {
			err = sql.ErrNoRows
		}
		return err
	})
	s.left()
	return s.explain("delete webhook", err)
}
