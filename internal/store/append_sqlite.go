package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// sqliteLog appends with prepared statements, one call a row: there is no network between us and the database.
// The transaction has held the file's write lock since its BEGIN IMMEDIATE, so nothing needs a lock of its own.
type sqliteLog struct {
	head, repeat, event, events, owed, move *sql.Stmt
}

// rowsAtOnce is how many events one call of the statement events takes: a call has a price of its own.
const rowsAtOnce = 8

// insertRows is the statement that inserts so many rows of so many parameters. Where a row is refused, those before it stay
// for the transaction to take back: an INSERT that takes them back itself first copies each page that it is about to change,
// which was a fifth of what an append took. The parameters have no numbers: SQLite looks for one among all that came
// before it, which takes longer the more there are.
func insertRows(table, columns string, parameters, rows int) string {
	row := "(" + strings.Repeat("?, ", parameters-1) + "?)"
	return `INSERT OR FAIL INTO ` + table + ` (` + columns + `) VALUES ` + row + strings.Repeat(", "+row, rows-1)
}

func insertEvents(rows int) string {
	return insertRows("event", "conversation_id, seq, id, at, kind, user_id, client_id, mentioned, body, data, thread, quiet", 12, rows)
}

func prepareSQLiteLog(ctx context.Context, db *sql.DB) (*sqliteLog, error) {
	l := &sqliteLog{}
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&l.head, `SELECT last_seq, last_active, said FROM conversation WHERE id = $1`},
		{&l.repeat, `SELECT ` + eventColumns + ` FROM event
			WHERE conversation_id = $1 AND user_id = $2 AND client_id = $3 AND client_id <> ''`},
		{&l.event, insertEvents(1)},
		{&l.events, insertEvents(rowsAtOnce)},
		{&l.owed, `INSERT INTO delivery
			(webhook_id, installation_id, conversation_id, room_id, event_id, actor_id, chain, payload, uid, queue,
			state, attempts, next_attempt, last_status, last_error, created, since)
			SELECT w.id, $2, $3, $4, $5, $6, $7, $8, $9, ` + ownQueue + `, CASE WHEN w.paused = '' THEN $10 ELSE 'held' END,
			0, $11, 0, '', $12, $12 FROM webhook w WHERE w.id = $1`},
		{&l.move, `UPDATE conversation SET last_seq = $2, last_active = $3, said = $4 WHERE id = $1`},
	} {
		stmt, err := db.PrepareContext(ctx, p.text)
		if err != nil {
			return nil, errors.Join(err, l.close())
		}
		*p.to = stmt
	}
	return l, nil
}

func (l *sqliteLog) close() error {
	var errs []error
	for _, stmt := range []*sql.Stmt{l.head, l.repeat, l.event, l.events, l.owed, l.move} {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	return errors.Join(errs...)
}

func (l *sqliteLog) heads(ctx context.Context, tx *sql.Tx, ids []int64) (map[int64]*head, error) {
	stmt := tx.StmtContext(ctx, l.head)
	heads := make(map[int64]*head, len(ids))
	for _, id := range ids {
		h := &head{id: id}
		err := stmt.QueryRowContext(ctx, id).Scan(&h.lastSeq, &h.lastActive, &h.said)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		heads[id] = h
	}
	return heads, nil
}

func (l *sqliteLog) repeats(ctx context.Context, tx *sql.Tx, keys []clientKey) (map[clientKey]chat.Event, error) {
	stmt := tx.StmtContext(ctx, l.repeat)
	found := make(map[clientKey]chat.Event)
	for _, k := range keys {
		e, err := scanEvent(stmt.QueryRowContext(ctx, k.conversation, k.user, k.client))
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[k] = e
	}
	return found, nil
}

func (l *sqliteLog) insertEvents(ctx context.Context, tx *sql.Tx, rows []*request) error {
	for len(rows) > 0 {
		stmt, n := l.event, 1
		if len(rows) >= rowsAtOnce {
			stmt, n = l.events, rowsAtOnce
		}
		args := make([]any, 0, n*12)
		for _, r := range rows[:n] {
			e := &r.Event
			args = append(args, e.ConversationID, e.Seq, e.ID, micros(e.Time), string(e.Kind), e.UserID, e.ClientID,
				r.mentioned, e.Body, r.data, e.Thread, e.Quiet())
		}
		if _, err := tx.StmtContext(ctx, stmt).ExecContext(ctx, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (l *sqliteLog) insertOwed(ctx context.Context, tx *sql.Tx, owed []chat.Delivery) error {
	stmt := tx.StmtContext(ctx, l.owed)
	for _, d := range owed {
		_, err := stmt.ExecContext(ctx, d.WebhookID, d.InstallationID, d.ConversationID, d.RoomID, d.EventID, d.ActorID,
			joinIDs(d.Chain), d.Payload, d.UID, string(d.State), micros(d.NextAttempt), micros(d.Created))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *sqliteLog) advance(ctx context.Context, tx *sql.Tx, heads []*head) error {
	stmt := tx.StmtContext(ctx, l.move)
	for _, h := range heads {
		if _, err := stmt.ExecContext(ctx, h.id, h.lastSeq, h.lastActive, h.said); err != nil {
			return err
		}
	}
	return nil
}
