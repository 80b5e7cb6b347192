package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// sqliteSearch looks words up in an FTS5 table that keeps no text of its own. Words and tags hold letters and digits
// only, so nothing in a query needs escaping but by quotes.
type sqliteSearch struct{}

// putAll leaves all: with statements that are compiled once, one after the other is no slower.
func (sqliteSearch) putAll(_ context.Context, _ querier, entries []chat.SearchEntry) ([]chat.SearchEntry, error) {
	return entries, nil
}

func (sqliteSearch) put(ctx context.Context, q querier, id int64, e chat.SearchEntry) (bool, error) {
	n, err := exec(ctx, q, `INSERT INTO search_entry (id, conversation_id, seq) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
		id, e.ConversationID, e.Seq)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = q.ExecContext(ctx, `INSERT INTO search_word (rowid, words, tags) VALUES ($1, $2, $3)`,
		id, strings.Join(e.Words, " "), strings.Join(e.Tags, " "))
	return err == nil, err
}

func (sqliteSearch) remove(ctx context.Context, q querier, ids ...int64) error {
	for chunk := range slices.Chunk(ids, maxBatch) {
		var p params
		if _, err := q.ExecContext(ctx, `DELETE FROM search_word WHERE `+in(&p, "rowid", chunk), p...); err != nil {
			return err
		}
	}
	return nil
}

func (sqliteSearch) clear(ctx context.Context, tx *sql.Tx) error {
	for _, query := range []string{
		`INSERT INTO search_word (search_word) VALUES ('delete-all')`, `DELETE FROM search_entry`, `DELETE FROM search_cursor`,
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// find joins the entries to the words in this order: FTS5 walks what matches from the newest on, so that a page of it
// costs no look at the rest.
func (d sqliteSearch) find(ctx context.Context, read querier, p *params, q chat.SearchQuery) ([]wordQuery, error) {
	with, without, err := d.match(ctx, read, q)
	switch {
	case err != nil:
		return nil, err
	case len(with) > 0:
		text := strings.Join(with, " AND ")
		if len(without) > 0 {
			text = "(" + text + ") NOT (" + strings.Join(without, " OR ") + ")"
		}
		return []wordQuery{{from: `search_word CROSS JOIN search_entry ON search_entry.id = search_word.rowid`, id: `search_word.rowid`,
			where: []string{`search_word MATCH ` + p.add(text)}}}, nil
	case len(without) > 0:
		return []wordQuery{{from: `search_entry`, id: `search_entry.id`, where: []string{`search_entry.id NOT IN
			(SELECT rowid FROM search_word WHERE search_word MATCH ` + p.add(strings.Join(without, " OR ")) + `)`}}}, nil
	}
	return []wordQuery{{from: `search_entry`, id: `search_entry.id`}}, nil
}

// match answers what must be there and what must not, in FTS5's language.
func (sqliteSearch) match(ctx context.Context, read querier, q chat.SearchQuery) (with, without []string, err error) {
	add := func(not bool, text string) {
		if not {
			without = append(without, text)
		} else {
			with = append(with, text)
		}
	}
	for _, part := range q.Parts {
		text, err := matchWords(ctx, read, part)
		if err != nil {
			return nil, nil, err
		}
		add(part.Not, text)
	}
	for _, group := range q.Tags {
		list := make([]string, len(group.Any))
		for i, tag := range group.Any {
			list[i] = `tags : "` + tag + `"`
		}
		add(group.Not, "("+strings.Join(list, " OR ")+")")
	}
	return with, without, nil
}
