package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// pieceRows bounds the events that one transaction deletes: whoever posts waits for it.
const pieceRows = 100

// within is the condition of conversations that are meant.
func within(which chat.Logs, p *params) string {
	switch {
	case which.Direct:
		return `NOT EXISTS (SELECT 1 FROM room WHERE room.conversation_id = c.id)`
	case which.RoomID != 0:
		return `EXISTS (SELECT 1 FROM room WHERE room.conversation_id = c.id AND room.id = ` + p.add(which.RoomID) + `)`
	}
	return `EXISTS (SELECT 1 FROM room WHERE room.conversation_id = c.id AND room.keep_days IS NULL)`
}

// KeptRooms answers the rooms whose messages are kept for a number of days of their own, in order of id.
func (s *Store) KeptRooms(ctx context.Context) ([]chat.Room, error) {
	rooms, err := collect(ctx, s.read, scanRoom, selectRoom+` WHERE room.keep_days > 0 ORDER BY room.id`)
	return rooms, s.explain("kept rooms", err)
}

// CountHistory counts what DeleteHistory would delete, as far as it stands in the order of time: up to the last thing that
// was said before the moment, and without who came and went after that. It reads two events of each log, since a log has
// no gaps.
func (s *Store) CountHistory(ctx context.Context, before time.Time, which chat.Logs) (int64, error) {
	p := params{micros(before)}
	n, err := scanID(s.read.QueryRowContext(ctx, `SELECT CAST(COALESCE(sum(
			(SELECT seq + 1 FROM event WHERE event.conversation_id = c.id AND `+inHistory+` AND at < $1 ORDER BY at DESC, seq DESC LIMIT 1) -
			(SELECT seq FROM event WHERE event.conversation_id = c.id ORDER BY seq LIMIT 1)), 0) AS bigint)
		FROM conversation c WHERE `+within(which, &p), p...))
	return n, s.explain("count history", err)
}

// DeleteHistory deletes what is older than a moment from the beginning of each log, up to the first event that is not.
// It works in many short transactions and answers how many events went. Their files are orphans then.
func (s *Store) DeleteHistory(ctx context.Context, before time.Time, which chat.Logs) (n int64, err error) {
	p := params{micros(before)}
	logs, err := collect(ctx, s.read, scanID, `SELECT c.id FROM conversation c WHERE `+within(which, &p)+`
		AND (SELECT at FROM event WHERE event.conversation_id = c.id ORDER BY seq LIMIT 1) < $1 ORDER BY c.id`, p...)
	if err != nil {
		return 0, s.explain("delete history", err)
	}
	for _, id := range logs {
		deleted, err := s.deleteBeginning(ctx, id, before)
		n += deleted
		if err != nil {
			return n, s.explain("delete history", err)
		}
	}
	return n, nil
}

func (s *Store) deleteBeginning(ctx context.Context, conversationID int64, before time.Time) (n int64, err error) {
	end, err := scanID(s.read.QueryRowContext(ctx, `SELECT COALESCE(
		(SELECT min(seq) FROM event WHERE conversation_id = $1 AND at >= $2), (SELECT last_seq + 1 FROM conversation WHERE id = $1))`,
		conversationID, micros(before)))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	for deleted := int64(pieceRows); err == nil && deleted == pieceRows; n += deleted {
		began := time.Now()
		err = tx(ctx, s.write, func(tx *sql.Tx) error {
			deleted, err = deletePart(ctx, tx, s.dialect.search(), conversationID, end)
			return err
		})
		if deleted == pieceRows && !pause(ctx, time.Since(began)) { // half of the time is for others
			err = ctx.Err()
		}
	}
	return n, err
}

// deletePart deletes the oldest events that stand before end, with what finds them, what was read of their threads and who
// saved them.
func deletePart(ctx context.Context, tx *sql.Tx, index searchIndex, conversationID, end int64) (int64, error) {
	part, err := collect(ctx, tx, scanID, `SELECT seq FROM event WHERE conversation_id = $1 AND seq < $2 ORDER BY seq LIMIT $3`, conversationID, end, pieceRows)
	if err != nil || len(part) == 0 {
		return 0, err
	}
	last := part[len(part)-1]
	if err := forgetEntries(ctx, tx, index, conversationID, last); err != nil {
		return 0, err
	}
	for _, query := range []string{
		`DELETE FROM thread_reader WHERE conversation_id = $1 AND thread IN (SELECT id FROM event WHERE conversation_id = $1 AND seq <= $2)`,
		`DELETE FROM saved WHERE event_id IN (SELECT id FROM event WHERE conversation_id = $1 AND seq <= $2)`,
	} {
		if _, err := tx.ExecContext(ctx, query, conversationID, last); err != nil {
			return 0, err
		}
	}
	err = doubtFiles(ctx, tx, `conversation_id = $1 AND event_id IN
		(SELECT id FROM event WHERE conversation_id = $1 AND seq <= $2)`, conversationID, last)
	if err != nil {
		return 0, err
	}
	return exec(ctx, tx, `DELETE FROM event WHERE conversation_id = $1 AND seq <= $2`, conversationID, last)
}
