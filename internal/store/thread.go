package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// Thread answers up to limit replies of a thread that stand before seq, or the newest for seq 0, ascending.
func (s *Store) Thread(ctx context.Context, conversationID int64, thread string, seq int64, limit int) ([]chat.Event, error) {
	p := params{conversationID, thread}
	query := `SELECT ` + eventColumns + ` FROM event WHERE conversation_id = $1 AND thread = $2 AND thread <> ''`
	if seq != 0 {
		query += ` AND seq < ` + p.add(seq)
	}
	events, err := collect(ctx, s.read, scanEvent, query+` ORDER BY seq DESC LIMIT `+p.add(max(0, limit)), p...)
	slices.Reverse(events)
	return events, s.explain("thread", err)
}

// EventsByID answers those of a conversation's events that are there.
func (s *Store) EventsByID(ctx context.Context, conversationID int64, ids []string) (map[string]chat.Event, error) {
	found := make(map[string]chat.Event, len(ids))
	for chunk := range slices.Chunk(ids, maxBatch) {
		p := params{conversationID}
		events, err := collect(ctx, s.read, scanEvent, selectByIDs+in(&p, "id", chunk), p...)
		if err != nil {
			return nil, s.explain("events by id", err)
		}
		for _, e := range events {
			found[e.ID] = e
		}
	}
	return found, nil
}

// Pins answers up to limit pinned events of a conversation, the latest pin first.
func (s *Store) Pins(ctx context.Context, conversationID int64, limit int) ([]chat.Event, error) {
	events, err := collect(ctx, s.read, scanEvent, `SELECT `+eventColumns+` FROM event
		WHERE conversation_id = $1 AND pinned > 0 ORDER BY pinned DESC LIMIT $2`, conversationID, limit)
	return events, s.explain("pins", err)
}

// Threads answers those that the user takes part in, in conversations that they follow, the latest reply first.
func (s *Store) Threads(ctx context.Context, userID int64, f chat.ThreadFilter) ([]chat.ThreadState, error) {
	p := params{userID, maxUnread}
	where := ""
	if f.ConversationID != 0 {
		where += ` AND t.conversation_id = ` + p.add(f.ConversationID)
	}
	if f.Thread != "" {
		where += ` AND t.thread = ` + p.add(f.Thread)
	}
	if f.Unread {
		where += ` AND t.last_seq > t.read_seq`
	}
	// Within a conversation the last seq is the latest; seqs of two have nothing to do with each other.
	latest, from := `t.last_seq`, ``
	if f.ConversationID == 0 {
		latest, from = `COALESCE(last.at, 0)`, ` LEFT JOIN event AS last ON last.conversation_id = t.conversation_id AND last.seq = t.last_seq`
	}
	all, err := collect(ctx, s.read, scanThread, `SELECT t.conversation_id, t.thread, t.last_seq, t.read_seq,
		(SELECT count(*) FROM (SELECT 1 FROM event WHERE event.conversation_id = t.conversation_id AND event.thread = t.thread
			AND event.thread <> '' AND event.seq > t.read_seq AND event.user_id <> $1 AND NOT event.deleted LIMIT $2) AS unread)
		FROM thread_reader t JOIN reader ON reader.conversation_id = t.conversation_id AND reader.user_id = t.user_id`+from+`
		WHERE t.user_id = $1`+where+` ORDER BY `+latest+` DESC, t.thread LIMIT `+p.add(f.Limit), p...)
	if f.Unread {
		all = slices.DeleteFunc(all, func(t chat.ThreadState) bool { return t.Unread == 0 })
	}
	return all, s.explain("threads", err)
}

func scanThread(s scanner) (chat.ThreadState, error) {
	var t chat.ThreadState
	return t, s.Scan(&t.ConversationID, &t.Thread, &t.LastSeq, &t.ReadSeq, &t.Unread)
}

// MarkThreadRead notes that the user has seen a thread up to seq. It never moves back, nor past its last reply.
func (s *Store) MarkThreadRead(ctx context.Context, userID int64, thread string, seq int64) error {
	return s.explain("mark thread read", execOne(ctx, s.write, `UPDATE thread_reader SET read_seq =
			CASE WHEN $3 <= read_seq THEN read_seq WHEN $3 < last_seq THEN $3 ELSE last_seq END
		WHERE thread = $2 AND user_id = $1`, userID, thread, seq))
}

// follow notes who takes part in the threads that the batch's replies belong to. Whoever replies has read what came
// before; the others have their reply before them.
func follow(ctx context.Context, tx *sql.Tx, fresh []*request) error {
	for _, r := range fresh {
		e := &r.Event
		if e.Thread == "" || e.Of == nil {
			continue
		}
		_, err := tx.ExecContext(ctx, `UPDATE thread_reader SET last_seq = $2 WHERE thread = $1`, e.Thread, e.Seq)
		if err != nil {
			return err
		}
		if e.UserID != 0 {
			_, err := tx.ExecContext(ctx, `INSERT INTO thread_reader (thread, user_id, conversation_id, read_seq, last_seq)
				VALUES ($1, $2, $3, $4, $4) ON CONFLICT (thread, user_id) DO UPDATE SET read_seq = excluded.read_seq`,
				e.Thread, e.UserID, e.ConversationID, e.Seq)
			if err != nil {
				return err
			}
		}
		for _, id := range drawnIn(e) {
			_, err := tx.ExecContext(ctx, `INSERT INTO thread_reader (thread, user_id, conversation_id, read_seq, last_seq)
				VALUES ($1, $2, $3, $4, $5) ON CONFLICT (thread, user_id) DO NOTHING`,
				e.Thread, id, e.ConversationID, e.Seq-1, e.Seq)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// drawnIn names those who take part in a thread without having replied: who began it, and whom a reply mentions.
func drawnIn(reply *chat.Event) []int64 {
	var ids []int64
	if reply.Of.Kind == chat.KindMessage && reply.Of.UserID != 0 {
		ids = append(ids, reply.Of.UserID)
	}
	for _, u := range reply.Mentions {
		ids = append(ids, u.ID)
	}
	return slices.DeleteFunc(ids, func(id int64) bool { return id == reply.UserID })
}
