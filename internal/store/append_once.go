package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/stoachat/stoa/internal/chat"
)

// atOnce commits a batch of which nothing has to be read before, in one round trip: what a lone post costs is the
// journeys to the database and back more than what it does there.
type atOnce interface {
	// atOnce answers an error that dialect.refused knows when the batch must be looked at more closely, for instance
	// because a client id was used before.
	atOnce(ctx context.Context, db *sql.DB, batch []*request) error
}

// changesNothing tells whether none of the batch has to read what it changes.
func changesNothing(batch []*request) bool {
	return !slices.ContainsFunc(batch, func(r *request) bool { return r.Apply != nil })
}

// appendEvents locks the conversations in the order of their ids, moves their ends and puts the events behind where they
// were. An update that waited for another writer adds to what that one has left.
const appendEvents = `WITH locked AS MATERIALIZED (
		SELECT id FROM conversation WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
	), moved AS (
		UPDATE conversation c SET last_seq = c.last_seq + h.events, last_active = greatest(c.last_active, h.active), said = c.said + h.said
		FROM locked JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS h (id, events, active, said) ON h.id = locked.id
		WHERE c.id = locked.id RETURNING c.id, c.last_seq - h.events AS before
	), added AS (
		INSERT INTO event (conversation_id, seq, id, at, kind, user_id, client_id, mentioned, body, data, thread, quiet)
		SELECT e.conversation, moved.before + e.nth, e.id, e.at, e.kind, e.author, e.client, e.mentioned, e.body, e.data, e.thread, e.quiet
		FROM unnest($5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::text[], $10::bigint[],
			$11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::boolean[])
			AS e (conversation, nth, id, at, kind, author, client, mentioned, body, data, thread, quiet)
		JOIN moved ON moved.id = e.conversation
	) SELECT id, before FROM moved`

// appendOwed leaves out what is owed for events of conversations that are gone.
const appendOwed = owedRows + ` WHERE EXISTS (SELECT 1 FROM conversation WHERE conversation.id = d.conversation)` + inTheirOrder

// atOnce numbers the batch's events from 1 in each conversation; the database adds where the conversation was.
func (l postgresLog) atOnce(ctx context.Context, db *sql.DB, batch []*request) error {
	heads := make(map[int64]*head)
	for _, id := range conversationsOf(batch) {
		heads[id] = &head{id: id}
	}
	fresh := assign(batch, heads, make(map[clientKey]chat.Event), nil)
	moved := movedOf(heads)
	before := make(map[int64]int64, len(moved))
	b := &pgx.Batch{}
	b.Queue(appendEvents, append(columnsOfHeads(moved), columnsOfEvents(fresh)...)...).Query(func(rows pgx.Rows) error {
		var id, seq int64
		_, err := pgx.ForEachRow(rows, []any{&id, &seq}, func() error { before[id] = seq; return nil })
		return err
	})
	if owed := owedBy(fresh); len(owed) > 0 {
		b.Queue(appendOwed, columnsOfOwed(owed)...)
	}
	for _, h := range moved {
		if h.topic != nil {
			b.Queue(setTopic, h.id, *h.topic, newVersion())
		}
	}
	if err := send(ctx, db, b); err != nil {
		return err
	}
	for _, r := range batch {
		r.place(before)
	}
	return nil
}

// place puts a request that atOnce has numbered behind where its conversation was; one that was not there is gone.
func (r *request) place(before map[int64]int64) {
	seq, ok := before[r.Event.ConversationID]
	switch {
	case !ok:
		r.err, r.earlier, r.Event.Seq = chat.ErrNotFound, nil, 0
	case r.earlier != nil:
		r.earlier.Seq += seq
	default:
		r.Event.Seq += seq
	}
}

// send runs a batch of statements as one transaction in one round trip. A connection that was found dead before anything was
// sent is replaced once.
func send(ctx context.Context, db *sql.DB, b *pgx.Batch) error {
	err := sendOnce(ctx, db, b)
	if errors.Is(err, driver.ErrBadConn) {
		err = sendOnce(ctx, db, b)
	}
	return err
}

func sendOnce(ctx context.Context, db *sql.DB, b *pgx.Batch) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		err := c.(*stdlib.Conn).Conn().SendBatch(ctx, b).Close()
		if pgconn.SafeToRetry(err) {
			return driver.ErrBadConn
		}
		return err
	})
}
