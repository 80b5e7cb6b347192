package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// inHistory selects what chat.Kind.Shown names, in the words of the index event_history.
const inHistory = `kind IN ('message', 'notification', 'topic', 'guest_access')`

// newestFirst is history's order. The index reads it backwards, so a page ends as soon as it is full.
const newestFirst = ` ORDER BY at DESC, seq DESC LIMIT `

// History answers events by their time, newest first. A Limit of 0 answers none. Only Offset costs more the larger it
// is: it is counted off along the index.
func (s *Store) History(ctx context.Context, q chat.HistoryQuery) ([]chat.Event, error) {
	if q.Offset > 0 {
		first, err := s.skip(ctx, q)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, s.explain("history: skip", err)
		}
		q.NotAfter = first
	}
	where, p := historyWhere(q)
	events, err := collect(ctx, s.read, scanEvent,
		`SELECT `+eventColumns+` FROM event`+where+newestFirst+p.add(max(0, q.Limit)), p...)
	return events, s.explain("history", err)
}

// skip finds the first event after Offset others without reading what they say.
func (s *Store) skip(ctx context.Context, q chat.HistoryQuery) (chat.Position, error) {
	where, p := historyWhere(q)
	row := s.read.QueryRowContext(ctx, `SELECT at, seq FROM event`+where+newestFirst+`1 OFFSET `+p.add(q.Offset), p...)
	var at int64
	var first chat.Position
	err := row.Scan(&at, &first.Seq)
	first.Time = fromMicros(at)
	return first, err
}

// historyWhere states each bound once, as a comparison of time that the index can begin and end with; the seq only
// counts among events of that very moment. Of two upper bounds the databases might begin at the wrong one.
func historyWhere(q chat.HistoryQuery) (string, params) {
	p := params{q.ConversationID}
	where := ` WHERE conversation_id = $1 AND ` + inHistory
	if newest := earlier(q.NotAfter, chat.Position{Time: q.Until, Seq: math.MaxInt64}); !newest.Time.IsZero() {
		at := p.add(newest.Time.UnixMicro())
		where += ` AND at <= ` + at
		if newest.Seq != math.MaxInt64 {
			where += ` AND NOT (at = ` + at + ` AND seq > ` + p.add(newest.Seq) + `)`
		}
	}
	if oldest := later(q.NotBefore, chat.Position{Time: q.Since}); !oldest.Time.IsZero() {
		at := p.add(oldest.Time.UnixMicro())
		where += ` AND at >= ` + at
		if oldest.Seq != 0 {
			where += ` AND NOT (at = ` + at + ` AND seq < ` + p.add(oldest.Seq) + `)`
		}
	}
	if q.WithoutDeleted {
		where += ` AND NOT deleted`
	}
	if q.Kinds != nil {
		where += ` AND ` + in(&p, "kind", texts(q.Kinds))
	}
	return where, p
}

// earlier answers the stricter of two upper bounds; one without a time is none.
func earlier(a, b chat.Position) chat.Position {
	if a.Time.IsZero() || !b.Time.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// later answers the stricter of two lower bounds.
func later(a, b chat.Position) chat.Position {
	if a.Time.IsZero() || a.Before(b) {
		return b
	}
	return a
}

// texts gives named string types as what the drivers take.
func texts[T ~string](values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return list
}

// SeqAt answers the seq of the first event that history shows at a moment or after it.
func (s *Store) SeqAt(ctx context.Context, conversationID int64, at time.Time) (int64, error) {
	seq, err := scanID(s.read.QueryRowContext(ctx, `SELECT seq FROM event
		WHERE conversation_id = $1 AND `+inHistory+` AND at >= $2 ORDER BY at, seq LIMIT 1`, conversationID, at.UnixMicro()))
	return seq, s.explain("seq at", err)
}
