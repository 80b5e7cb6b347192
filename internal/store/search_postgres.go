package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// postgresSearch keeps words with their positions, and tags behind a sign that no word has, in a tsvector. Words and
// tags hold letters and digits only, so nothing needs escaping but by quotes.
type postgresSearch struct{}

const tagSign = "#"

// vector is an entry as a tsvector is written.
func vector(e chat.SearchEntry) string {
	var b strings.Builder
	for i, w := range e.Words {
		b.WriteString("'" + w + "':" + strconv.Itoa(i+1) + " ")
	}
	for _, t := range e.Tags {
		b.WriteString("'" + tagSign + t + "' ")
	}
	return b.String()
}

// putAll leaves those whose microsecond another entry has.
func (postgresSearch) putAll(ctx context.Context, q querier, entries []chat.SearchEntry) (left []chat.SearchEntry, err error) {
	if len(entries) == 0 {
		return nil, nil
	}
	type place struct{ conversation, seq int64 }
	put, err := collect(ctx, q, func(row scanner) (p place, err error) {
		err = row.Scan(&p.conversation, &p.seq)
		return p, err
	}, `INSERT INTO search_entry (id, conversation_id, seq, words)
		SELECT id, conversation, seq, words::tsvector FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
			AS e (id, conversation, seq, words)
		ON CONFLICT (id) DO NOTHING RETURNING conversation_id, seq`,
		column(entries, func(e chat.SearchEntry) int64 { return micros(e.Time) }),
		column(entries, func(e chat.SearchEntry) int64 { return e.ConversationID }),
		column(entries, func(e chat.SearchEntry) int64 { return e.Seq }),
		column(entries, vector))
	if err != nil || len(put) == len(entries) {
		return nil, err
	}
	_, left = split(entries, func(e chat.SearchEntry) bool { return slices.Contains(put, place{e.ConversationID, e.Seq}) })
	return left, nil
}

func (postgresSearch) put(ctx context.Context, q querier, id int64, e chat.SearchEntry) (bool, error) {
	n, err := exec(ctx, q, `INSERT INTO search_entry (id, conversation_id, seq, words) VALUES ($1, $2, $3, CAST($4 AS text)::tsvector)
		ON CONFLICT (id) DO NOTHING`, id, e.ConversationID, e.Seq, vector(e))
	return n > 0, err
}

func (postgresSearch) remove(context.Context, querier, ...int64) error { return nil } // the words go with their row

func (postgresSearch) clear(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `TRUNCATE search_cursor, search_entry`) // locked in the order in which IndexSearch writes them
	return err
}

// recentEntries is how many of the newest entries are read one after the other before the index of words is asked.
const recentEntries = 5000

// find has PostgreSQL choose between walking from the newest entry on and asking the index of words, which it does well for
// whole words. A beginning it takes for one of 200 messages' at the least, and would read every message for what few have.
// So a beginning is looked for among the newest first, where a page of frequent ones is, and then in the index. An order
// that is no column's is not to be had by walking.
func (postgresSearch) find(_ context.Context, _ querier, p *params, q chat.SearchQuery) ([]wordQuery, error) {
	var all []string
	guessed := false // how many have a beginning
	add := func(not bool, text string) {
		if not {
			text = "!" + text
		}
		all = append(all, text)
	}
	for _, part := range q.Parts {
		words := make([]string, len(part.Words))
		for i, w := range part.Words {
			words[i] = "'" + w + "'"
		}
		text := strings.Join(words, " <-> ")
		if part.Prefix {
			text += ":*"
			guessed = guessed || !part.Not
		}
		add(part.Not, "("+text+")")
	}
	for _, group := range q.Tags {
		list := make([]string, len(group.Any))
		for i, tag := range group.Any {
			list[i] = "'" + tagSign + tag + "'"
		}
		add(group.Not, "("+strings.Join(list, " | ")+")")
	}
	way := wordQuery{from: `search_entry`, id: `search_entry.id`}
	if len(all) > 0 {
		way.where = []string{`search_entry.words @@ CAST(` + p.add(strings.Join(all, " & ")) + ` AS text)::tsquery`}
	}
	if !guessed {
		return []wordQuery{way}, nil
	}
	recent, rest := way, way
	recent.recent, rest.order = recentEntries, `(search_entry.id + 0)`
	return []wordQuery{recent, rest}, nil
}
