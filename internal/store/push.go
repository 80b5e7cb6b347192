package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/stoachat/stoa/internal/chat"
)

// PushTargets answers the browsers of who follows the conversation or is one of also, and with listed of who is on the
// list of its room, with what these people have set.
func (s *Store) PushTargets(ctx context.Context, conversationID int64, also []int64, listed bool) ([]chat.PushTarget, error) {
	query, p := pushTargetQuery(conversationID, also, listed)
	targets, err := collect(ctx, s.read, scanPushTarget, query, p...)
	return targets, s.explain("push targets", err)
}

func pushTargetQuery(conversationID int64, also []int64, listed bool) (query string, p params) {
	query, p = selectPushTargets, params{conversationID}
	if listed {
		query += ` OR subscription.user_id IN (SELECT member.user_id FROM room JOIN member ON member.room_id = room.id WHERE room.conversation_id = $1)`
	}
	if len(also) > 0 {
		query += ` OR ` + in(&p, "subscription.user_id", also[:min(len(also), 500)])
	}
	return query + ` ORDER BY subscription.id`, p
}

// selectPushTargets wants $1 the conversation. Its condition goes on with OR: each alternative is found by the index of
// people.
const selectPushTargets = `SELECT subscription.id, subscription.user_id, subscription.endpoint, subscription.p256dh, subscription.auth,
		COALESCE(loudness.level, ''), COALESCE(preference.value, '{}')
	FROM push_subscription AS subscription
	LEFT JOIN loudness ON loudness.conversation_id = $1 AND loudness.user_id = subscription.user_id
	LEFT JOIN preference ON preference.user_id = subscription.user_id
	WHERE subscription.user_id IN (SELECT reader.user_id FROM reader WHERE reader.conversation_id = $1)`

func scanPushTarget(s scanner) (chat.PushTarget, error) {
	t := chat.PushTarget{Preferences: chat.DefaultPreferences()}
	var value []byte
	if err := s.Scan(&t.ID, &t.UserID, &t.Endpoint, &t.P256dh, &t.Auth, &t.Loudness, &value); err != nil {
		return t, err
	}
	return t, json.Unmarshal(value, &t.Preferences)
}

// AddPushSubscription adds a browser to the session whose cookie has that SHA-256. The same browser is there once, for
// who signed in with it last; of a person's browsers the latest most stay.
func (s *Store) AddPushSubscription(ctx context.Context, session []byte, v chat.PushSubscription, most int) error {
	return s.explain("add push subscription", tx(ctx, s.write, func(tx *sql.Tx) error {
		id, err := scanID(tx.QueryRowContext(ctx, `SELECT id FROM session WHERE hash = $1`, session))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO push_subscription (session_id, user_id, endpoint, p256dh, auth, created)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id,
			user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth, created = excluded.created`,
			id, v.UserID, v.Endpoint, v.P256dh, v.Auth, micros(v.Created))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM push_subscription WHERE user_id = $1 AND id NOT IN (
			SELECT id FROM push_subscription WHERE user_id = $1 ORDER BY created DESC, id DESC LIMIT $2)`, v.UserID, most)
		return err
	}))
}

// DeletePushSubscription forgets a browser, the user's or, with 0, anybody's.
func (s *Store) DeletePushSubscription(ctx context.Context, userID int64, endpoint string) error {
	return s.explain("delete push subscription", execOne(ctx, s.write,
		`DELETE FROM push_subscription WHERE endpoint = $1 AND ($2 = 0 OR user_id = $2)`, endpoint, userID))
}

// CountPushSubscriptions counts the browsers that get pushes.
func (s *Store) CountPushSubscriptions(ctx context.Context) (int, error) {
	n, err := scanID(s.read.QueryRowContext(ctx, `SELECT count(*) FROM push_subscription`))
	return int(n), s.explain("count push subscriptions", err)
}

// VAPID answers the key pair that push services know the server by, the private one sealed.
func (s *Store) VAPID(ctx context.Context) (public string, sealedPrivate []byte, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT public, sealed_private FROM vapid WHERE id = 1`).Scan(&public, &sealedPrivate)
	return public, sealedPrivate, s.explain("vapid", err)
}

// SetVAPID sets it. One that is there stays.
func (s *Store) SetVAPID(ctx context.Context, public string, sealedPrivate []byte) error {
	_, err := s.write.ExecContext(ctx, `INSERT INTO vapid (id, public, sealed_private) VALUES (1, $1, $2)
		ON CONFLICT (id) DO NOTHING`, public, sealedPrivate)
	return s.explain("set vapid", err)
}
