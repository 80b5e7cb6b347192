package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// searchIndex is where words are looked up.
type searchIndex interface {
	// putAll adds entries that have never been there, as far as their ids are free and that takes less than one after the
	// other. It answers those that are left.
	putAll(ctx context.Context, q querier, entries []chat.SearchEntry) (left []chat.SearchEntry, err error)
	// put adds an entry under an id; it answers false when the id is taken.
	put(ctx context.Context, q querier, id int64, e chat.SearchEntry) (bool, error)
	remove(ctx context.Context, q querier, ids ...int64) error
	clear(ctx context.Context, tx *sql.Tx) error // also how far the logs have been read
	// find answers ways to what the words select. Each finds the newest first, and the last one all of it.
	find(ctx context.Context, read querier, p *params, q chat.SearchQuery) ([]wordQuery, error)
}

// wordQuery is what the words make of a query: where entries come from, what is asked of them, and the column with their
// id from which they are walked.
type wordQuery struct {
	from, id string
	order    string // by what they are ordered if it is not the column itself
	where    []string
	recent   int // look only at so many of the newest; 0: at all
}

// Search answers what the query selects, the newest first.
func (s *Store) Search(ctx context.Context, q chat.SearchQuery) ([]chat.SearchHit, error) {
	var p params
	ways, err := s.dialect.search().find(ctx, s.read, &p, q)
	if err != nil {
		return nil, s.explain("search", err)
	}
	var hits []chat.SearchHit
	for _, way := range ways {
		if hits, err = s.searchBy(ctx, way, slices.Clone(p), q); err != nil {
			return nil, s.explain("search", err)
		}
		if len(hits) >= q.Limit {
			break
		}
	}
	return hits, nil
}

// searchBy answers what one way finds.
func (s *Store) searchBy(ctx context.Context, way wordQuery, p params, q chat.SearchQuery) ([]chat.SearchHit, error) {
	where := slices.Clone(way.where)
	if !q.Since.IsZero() {
		where = append(where, way.id+` >= `+p.add(micros(q.Since)))
	}
	newest := int64(math.MaxInt64)
	if !q.Until.IsZero() {
		newest = micros(q.Until)
	}
	if q.Before != 0 {
		newest = min(newest, q.Before)
	}
	before := p.add(newest)
	if way.recent > 0 {
		where = append(where, way.id+` >= (SELECT min(id) FROM (SELECT id FROM search_entry WHERE id < `+before+
			` ORDER BY id DESC LIMIT `+p.add(way.recent)+`) AS newest)`)
	}
	where = append(where, way.id+` < `+before, readable(&p, "search_entry.conversation_id", q.Reader))
	return collect(ctx, s.read, scanHit, `SELECT search_entry.id, search_entry.conversation_id, search_entry.seq FROM `+
		way.from+conditions(where)+` ORDER BY `+cmp.Or(way.order, way.id)+` DESC LIMIT `+p.add(max(0, q.Limit)), p...)
}

func scanHit(row scanner) (h chat.SearchHit, err error) {
	err = row.Scan(&h.Place, &h.ConversationID, &h.Seq)
	return h, err
}

// SearchLag answers logs that have not been read to their end for the search, of those conversations or, for nil, of all.
func (s *Store) SearchLag(ctx context.Context, conversations []int64) ([]chat.SearchLag, error) {
	var p params
	where := []string{`conversation.last_seq > COALESCE(search_cursor.seq, 0)`}
	if conversations != nil {
		where = append(where, in(&p, "conversation.id", conversations))
	}
	lags, err := collect(ctx, s.read, func(row scanner) (l chat.SearchLag, err error) {
		err = row.Scan(&l.ConversationID, &l.Seq, &l.LastSeq)
		return l, err
	}, `SELECT conversation.id, COALESCE(search_cursor.seq, 0), conversation.last_seq FROM conversation
		LEFT JOIN search_cursor ON search_cursor.conversation_id = conversation.id`+conditions(where)+
		` ORDER BY conversation.last_active DESC`, p...)
	return lags, s.explain("search lag", err)
}

// IndexSearch takes a piece of a log into the search, unless the search stands elsewhere in the log by now: it was cleared,
// or somebody else has read on.
func (s *Store) IndexSearch(ctx context.Context, b chat.SearchBatch) (taken bool, err error) {
	index := s.dialect.search()
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		if taken, err = moveCursor(ctx, tx, b); err != nil || !taken {
			return err
		}
		for _, seq := range b.Gone {
			if _, err := forgetEntry(ctx, tx, index, b.ConversationID, seq); err != nil {
				return err
			}
		}
		q := s.dialect.reusing(tx)
		fresh, known := split(b.Entries, func(e chat.SearchEntry) bool { return e.Seq > b.After })
		left, err := index.putAll(ctx, q, fresh)
		if err != nil {
			return err
		}
		for _, e := range left {
			if err := addEntry(ctx, q, index, micros(e.Time), e); err != nil {
				return err
			}
		}
		for _, e := range known {
			if err := putEntry(ctx, q, index, e); err != nil {
				return err
			}
		}
		return nil
	})
	return taken && err == nil, s.explain("index search", err)
}

// split parts a list into what is so and what is not.
func split[T any](list []T, is func(T) bool) (yes, no []T) {
	for _, v := range list {
		if is(v) {
			yes = append(yes, v)
		} else {
			no = append(no, v)
		}
	}
	return yes, no
}

// moveCursor notes how far a log has been read, if it is there and had been read as far as the batch takes for granted.
func moveCursor(ctx context.Context, tx *sql.Tx, b chat.SearchBatch) (moved bool, err error) {
	query, args := `UPDATE search_cursor SET seq = $2 WHERE conversation_id = $1 AND seq = $3
		AND EXISTS (SELECT 1 FROM conversation WHERE id = $1)`, []any{b.ConversationID, b.Seq, b.After}
	if b.After == 0 {
		query, args = `INSERT INTO search_cursor (conversation_id, seq) SELECT id, CAST($2 AS bigint) FROM conversation WHERE id = $1
			ON CONFLICT (conversation_id) DO NOTHING`, args[:2]
	}
	n, err := exec(ctx, tx, query, args...)
	return n > 0, err
}

// forgetEntry removes an entry and answers its id, 0 when there was none.
func forgetEntry(ctx context.Context, q querier, index searchIndex, conversationID, seq int64) (int64, error) {
	id, err := scanID(q.QueryRowContext(ctx, `DELETE FROM search_entry WHERE conversation_id = $1 AND seq = $2 RETURNING id`,
		conversationID, seq))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return id, index.remove(ctx, q, id)
}

// forgetEntries removes what a log has in the search up to an event.
func forgetEntries(ctx context.Context, q querier, index searchIndex, conversationID, last int64) error {
	ids, err := collect(ctx, q, scanID, `DELETE FROM search_entry WHERE conversation_id = $1 AND seq <= $2 RETURNING id`, conversationID, last)
	if err != nil || len(ids) == 0 {
		return err
	}
	return index.remove(ctx, q, ids...)
}

// putEntry adds an entry, or replaces it.
func putEntry(ctx context.Context, q querier, index searchIndex, e chat.SearchEntry) error {
	id, err := forgetEntry(ctx, q, index, e.ConversationID, e.Seq)
	if err != nil {
		return err
	}
	if id == 0 {
		id = micros(e.Time)
	}
	return addEntry(ctx, q, index, id, e)
}

// addEntry adds an entry under the id, or under one behind it.
func addEntry(ctx context.Context, q querier, index searchIndex, id int64, e chat.SearchEntry) error {
	// What is written at the same microsecond gets ids behind each other; an import may know its times to the second only.
	for width := int64(1000); ; width *= 1000 {
		done, err := index.put(ctx, q, id, e)
		if err != nil || done {
			return err
		}
		last, err := scanID(q.QueryRowContext(ctx, `SELECT max(id) FROM search_entry WHERE id >= $1 AND id < $2`,
			micros(e.Time), micros(e.Time)+width))
		if err != nil {
			return err
		}
		id = last + 1
	}
}

// ClearSearch forgets everything that the search knows.
func (s *Store) ClearSearch(ctx context.Context) error {
	return s.explain("clear search", tx(ctx, s.write, func(tx *sql.Tx) error { return s.dialect.search().clear(ctx, tx) }))
}

// sweepAtOnce is how many entries are forgotten in one transaction.
const sweepAtOnce = 500

// SweepSearch forgets entries of a conversation that is gone, and answers whether there may be more. What is in its log
// is found by nobody, and goes with the log.
func (s *Store) SweepSearch(ctx context.Context) (more bool, err error) {
	const gone = `SELECT conversation_id FROM search_cursor WHERE NOT EXISTS
		(SELECT 1 FROM conversation WHERE conversation.id = search_cursor.conversation_id) AND NOT EXISTS
		(SELECT 1 FROM leftover WHERE leftover.kind = 'log' AND leftover.id = search_cursor.conversation_id) LIMIT 1`
	if _, err := scanID(s.read.QueryRowContext(ctx, gone)); errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	index := s.dialect.search()
	err = tx(ctx, s.write, func(tx *sql.Tx) error {
		conversation, err := scanID(tx.QueryRowContext(ctx, gone))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		more = true
		seqs, err := collect(ctx, tx, scanID, `SELECT seq FROM search_entry WHERE conversation_id = $1 LIMIT $2`, conversation, sweepAtOnce)
		if err != nil {
			return err
		}
		for _, seq := range seqs {
			if _, err := forgetEntry(ctx, tx, index, conversation, seq); err != nil {
				return err
			}
		}
		if len(seqs) < sweepAtOnce {
			_, err = tx.ExecContext(ctx, `DELETE FROM search_cursor WHERE conversation_id = $1`, conversation)
		}
		return err
	})
	return more, s.explain("sweep search", err)
}
