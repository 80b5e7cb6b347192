package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// subject is an event of the log that others of a batch change.
type subject struct {
	chat.Event
	mentioned string // its column
	changed   bool
}

// subjects are those of a batch, by id.
type subjects map[string]*subject

// subjectsOf reads them. Their conversations are locked, so nobody else changes them meanwhile.
func subjectsOf(ctx context.Context, tx *sql.Tx, batch []*request) (subjects, error) {
	var ids []string
	for _, r := range batch {
		if r.Apply != nil {
			ids = append(ids, r.Event.Subject())
		}
	}
	found := make(subjects)
	for chunk := range slices.Chunk(ids, maxBatch) {
		var p params
		list, err := collect(ctx, tx, scanSubject, `SELECT mentioned, `+eventColumns+` FROM event WHERE `+in(&p, "id", chunk), p...)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			found[s.ID] = s
		}
	}
	return found, nil
}

func scanSubject(row scanner) (*subject, error) {
	t := &subject{}
	e, err := scanEvent(prefixed{row, &t.mentioned})
	t.Event = e
	return t, err
}

// prefixed scans a row with one more column in front.
type prefixed struct {
	scanner
	first any
}

func (p prefixed) Scan(dest ...any) error { return p.scanner.Scan(append([]any{p.first}, dest...)...) }

// apply lets the request change its subject and encodes what is told of that. It answers whether the request's event
// goes into the log.
func (ss subjects) apply(r *request) bool {
	s := ss[r.Event.Subject()]
	if s == nil || s.ConversationID != r.Event.ConversationID {
		r.err = chat.ErrNotFound
		return false
	}
	next, changed := s.Event, false
	if changed, r.err = r.Apply(&next); r.err != nil {
		return false
	}
	r.Event.Of = &next
	if !changed {
		return false
	}
	if r.Frame, r.err = r.Event.Frame(); r.err != nil {
		return false
	}
	s.mentioned = stillMentioned(s.mentioned, &next)
	s.Event, s.changed = next, true
	return true
}

// save writes what has changed.
func (ss subjects) save(ctx context.Context, tx *sql.Tx) error {
	for _, s := range ss {
		if !s.changed {
			continue
		}
		data, err := s.Details()
		if err != nil {
			return err
		}
		err = execOne(ctx, tx, `UPDATE event SET body = $3, data = $4, mentioned = $5, deleted = $6, quiet = $7, pinned = $8
			WHERE conversation_id = $1 AND seq = $2`,
			s.ConversationID, s.Seq, s.Body, string(data), s.mentioned, s.Deleted, s.Quiet(), pinnedAt(&s.Event))
		if err == nil && s.Deleted {
			err = errors.Join(forgetMentions(ctx, tx, s), forgetSaved(ctx, tx, s.ID), doubtFiles(ctx, tx, `conversation_id = $1 AND event_id = $2`, s.ConversationID, s.ID))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func pinnedAt(e *chat.Event) int64 {
	if e.Pinned == nil {
		return 0
	}
	return micros(e.Pinned.At)
}

// forgetMentions takes the mentions from the edits of what has been deleted.
func forgetMentions(ctx context.Context, tx *sql.Tx, s *subject) error {
	_, err := tx.ExecContext(ctx, `UPDATE event SET mentioned = '' WHERE conversation_id = $1 AND seq > $2
		AND kind = 'change' AND mentioned <> '' AND data LIKE $3`, s.ConversationID, s.Seq, `%"target":"`+s.ID+`"%`)
	return err
}

// stillMentioned is what remains of the column once the event has been edited. Those whom it mentions since then count
// at the change that told them, so that nobody is mentioned twice by one message.
func stillMentioned(column string, e *chat.Event) string {
	now := mentionedColumn(e)
	switch {
	case column == "" || now == "":
		return ""
	case column == everybody:
		return now
	case now == everybody:
		return column
	}
	var b strings.Builder
	for _, u := range e.Mentions {
		if id := strconv.FormatInt(u.ID, 10) + ","; strings.Contains(column, ","+id) {
			b.WriteString(id)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "," + b.String()
}

// addSubjects looks up what the events say something about, as it is now. Of several about the same only the last gets
// it: it holds what the others did.
func (s *Store) addSubjects(ctx context.Context, conversationID int64, events []chat.Event) error {
	last := make(map[string]*chat.Event)
	for i := range events {
		if id := events[i].Subject(); id != "" {
			last[id] = &events[i]
		}
	}
	if len(last) == 0 {
		return nil
	}
	p := params{conversationID}
	ids := make([]string, 0, len(last))
	for id := range last {
		ids = append(ids, id)
	}
	found, err := collect(ctx, s.read, scanEvent, selectByIDs+in(&p, "id", ids), p...)
	for _, e := range found {
		last[e.ID].Of = &e
	}
	return err
}
