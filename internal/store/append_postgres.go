package store

import (
	"context"
	"database/sql"

	"github.com/stoachat/stoa/internal/chat"
)

// postgresLog appends with one statement for all rows of a batch, given as one array per column.
type postgresLog struct{}

func (postgresLog) close() error { return nil }

// heads locks with NO KEY UPDATE: it keeps out other writers and a deletion of the row, but not the foreign key
// checks of people who join.
func (postgresLog) heads(ctx context.Context, tx *sql.Tx, ids []int64) (map[int64]*head, error) {
	list, err := collect(ctx, tx, func(s scanner) (*head, error) {
		h := &head{}
		return h, s.Scan(&h.id, &h.lastSeq, &h.lastActive, &h.said)
	}, `SELECT id, last_seq, last_active, said FROM conversation WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`, ids)
	if err != nil {
		return nil, err
	}
	heads := make(map[int64]*head, len(list))
	for _, h := range list {
		heads[h.id] = h
	}
	return heads, nil
}

func (postgresLog) repeats(ctx context.Context, tx *sql.Tx, keys []clientKey) (map[clientKey]chat.Event, error) {
	conversations, users, clients := make([]int64, len(keys)), make([]int64, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		conversations[i], users[i], clients[i] = k.conversation, k.user, k.client
	}
	events, err := collect(ctx, tx, scanEvent, `SELECT `+eventColumns+` FROM event
		JOIN unnest($1::bigint[], $2::bigint[], $3::text[]) AS key (c, u, i)
		ON conversation_id = key.c AND user_id = key.u AND client_id = key.i AND client_id <> ''`,
		conversations, users, clients)
	if err != nil {
		return nil, err
	}
	found := make(map[clientKey]chat.Event, len(events))
	for _, e := range events {
		found[keyOf(&e)] = e
	}
	return found, nil
}

func (postgresLog) insertEvents(ctx context.Context, tx *sql.Tx, rows []*request) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO event
		(conversation_id, seq, id, at, kind, user_id, client_id, mentioned, body, data, thread, quiet)
		SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bigint[],
		$7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::boolean[])`, columnsOfEvents(rows)...)
	return err
}

func columnsOfEvents(rows []*request) []any {
	n := len(rows)
	conversations, seqs, times, users := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	ids, kinds, clients := make([]string, n), make([]string, n), make([]string, n)
	mentioned, bodies, data, threads := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	quiet := make([]bool, n)
	for i, r := range rows {
		e := &r.Event
		conversations[i], seqs[i], times[i], users[i] = e.ConversationID, e.Seq, micros(e.Time), e.UserID
		ids[i], kinds[i], clients[i] = e.ID, string(e.Kind), e.ClientID
		mentioned[i], bodies[i], data[i], threads[i], quiet[i] = r.mentioned, e.Body, r.data, e.Thread, e.Quiet()
	}
	return []any{conversations, seqs, ids, times, kinds, users, clients, mentioned, bodies, data, threads, quiet}
}

// insertOwed holds the webhooks' rows, so that one which is being deleted is waited for and then left out.
const insertOwed = owedRows + inTheirOrder

const owedRows = `INSERT INTO delivery
	(webhook_id, installation_id, conversation_id, room_id, event_id, actor_id, chain, payload, uid, queue,
	state, attempts, next_attempt, last_status, last_error, created, since)
	SELECT w.id, d.installation, d.conversation, d.room, d.event, d.actor, d.chain, d.payload, d.uid, ` + ownQueue + `,
	CASE WHEN w.paused = '' THEN d.state ELSE 'held' END, 0, d.next, 0, '', d.created, d.created
	FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[], $7::text[],
	$8::bytea[], $9::text[], $10::bigint[], $11::bigint[], $12::text[]) WITH ORDINALITY
	AS d (webhook, installation, conversation, room, event, actor, chain, payload, state, next, created, uid, nth)
	JOIN webhook w ON w.id = d.webhook`

const inTheirOrder = ` ORDER BY d.nth FOR KEY SHARE OF w`

func (postgresLog) insertOwed(ctx context.Context, tx *sql.Tx, owed []chat.Delivery) error {
	_, err := tx.ExecContext(ctx, insertOwed, columnsOfOwed(owed)...)
	return err
}

func columnsOfOwed(owed []chat.Delivery) []any {
	n := len(owed)
	webhooks, installations, conversations := make([]int64, n), make([]int64, n), make([]int64, n)
	rooms, actors, next, created := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	events, chains, payloads, states := make([]string, n), make([]string, n), make([][]byte, n), make([]string, n)
	uids := make([]string, n)
	for i, d := range owed {
		webhooks[i], installations[i], conversations[i] = d.WebhookID, d.InstallationID, d.ConversationID
		rooms[i], actors[i], next[i], created[i] = d.RoomID, d.ActorID, micros(d.NextAttempt), micros(d.Created)
		events[i], chains[i], payloads[i], states[i] = d.EventID, joinIDs(d.Chain), d.Payload, string(d.State)
		uids[i] = d.UID
	}
	return []any{webhooks, installations, conversations, rooms, events, actors, chains, payloads, states, next, created, uids}
}

func (postgresLog) advance(ctx context.Context, tx *sql.Tx, heads []*head) error {
	_, err := tx.ExecContext(ctx, `UPDATE conversation c SET last_seq = h.seq, last_active = h.active, said = h.said
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS h (id, seq, active, said) WHERE c.id = h.id`,
		columnsOfHeads(heads)...)
	return err
}

func columnsOfHeads(heads []*head) []any {
	n := len(heads)
	ids, seqs, active, said := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i, h := range heads {
		ids[i], seqs[i], active[i], said[i] = h.id, h.lastSeq, h.lastActive, h.said
	}
	return []any{ids, seqs, active, said}
}
