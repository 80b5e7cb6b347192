package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// everybody is the mentioned column of an event that mentions @all or @here.
const everybody = ",*,"

// mentionedColumn names whom an event mentions so that LIKE finds them: ",5,17," or ",*," for everyone.
func mentionedColumn(e *chat.Event) string {
	if e.MentionAll || e.MentionHere {
		return everybody
	}
	if len(e.Mentions) == 0 {
		return ""
	}
	var b strings.Builder
	for _, u := range e.Mentions {
		b.WriteByte(',')
		b.WriteString(strconv.FormatInt(u.ID, 10))
	}
	b.WriteByte(',')
	return b.String()
}

const eventColumns = `conversation_id, seq, id, at, kind, user_id, client_id, body, data`

// selectByIDs wants $1 the conversation, and which ids. The plus keeps SQLite from reading the whole log for them.
const selectByIDs = `SELECT ` + eventColumns + ` FROM event WHERE +conversation_id = $1 AND `

func scanEvent(s scanner) (chat.Event, error) {
	var e chat.Event
	var at int64
	var data []byte
	err := s.Scan(&e.ConversationID, &e.Seq, &e.ID, &at, &e.Kind, &e.UserID, &e.ClientID, &e.Body, &data)
	if err != nil {
		return chat.Event{}, err
	}
	e.Time = fromMicros(at)
	return e, json.Unmarshal(data, &e) // see chat.Event.Details
}

// EventByID answers one event of the conversation.
func (s *Store) EventByID(ctx context.Context, conversationID int64, id string) (chat.Event, error) {
	e, err := scanEvent(s.read.QueryRowContext(ctx,
		`SELECT `+eventColumns+` FROM event WHERE id = $1 AND conversation_id = $2`, id, conversationID))
	return e, s.explain("event by id", err)
}

// EventsAfter answers up to limit events that follow seq, ascending, with what they say something about.
func (s *Store) EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error) {
	events, err := collect(ctx, s.read, scanEvent, `SELECT `+eventColumns+` FROM event
		WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`, conversationID, seq, max(0, limit))
	if err == nil {
		err = s.addSubjects(ctx, conversationID, events)
	}
	return events, s.explain("events after", err)
}

// EventsBefore answers up to limit events that stand before seq, or the newest for seq 0, ascending, with what they say
// something about.
func (s *Store) EventsBefore(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error) {
	p := params{conversationID}
	query := `SELECT ` + eventColumns + ` FROM event WHERE conversation_id = $1`
	if seq != 0 {
		query += ` AND seq < ` + p.add(seq)
	}
	query += ` ORDER BY seq DESC LIMIT ` + p.add(max(0, limit))
	events, err := collect(ctx, s.read, scanEvent, query, p...)
	slices.Reverse(events)
	if err == nil {
		err = s.addSubjects(ctx, conversationID, events)
	}
	return events, s.explain("events before", err)
}
