package world

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
)

// speaker makes up what is said in one place.
type speaker struct {
	*maker
	*log
	random *rand.Rand
	words  *words
	text   []byte // of the message being made
}

// writeLogs writes what was said everywhere.
func (m *maker) writeLogs(ctx context.Context) error {
	t, err := m.load.EventTable()
	if err != nil {
		return err
	}
	m.made.Events, err = m.load.Fill(ctx, t, func(yield func([]any, error) bool) {
		for _, r := range m.rooms {
			if !m.writeLog(ctx, &r.log, yield) {
				return
			}
		}
		for _, c := range m.chats {
			if !m.writeLog(ctx, c, yield) {
				return
			}
		}
	})
	return err
}

// writeLog writes one log; false when nobody wants more.
func (m *maker) writeLog(ctx context.Context, l *log, yield func([]any, error) bool) bool {
	random := m.random("log", l.conversation)
	s := &speaker{maker: m, log: l, random: random, words: newWords(random, m.known)}
	times := m.hours.moments(random, l.messages, l.after)
	for i, at := range times {
		events := s.say(at)
		if i+1 < len(times) && len(events) > 1 {
			events[1].Time = at.Add(min(20*time.Second, times[i+1].Sub(at)/2).Truncate(time.Microsecond))
			events[0].Edited = events[1].Time
		}
		for k := range events {
			l.lastSeq++
			events[k].Seq = l.lastSeq
			row, err := store.EventRow(&events[k])
			if err == nil {
				err = ctx.Err()
			}
			if !yield(row, err) || err != nil {
				return false
			}
		}
		l.lastActive = at
		if m.done++; m.done%10_000 == 0 {
			m.Progress("messages", m.done, m.Size.Messages)
		}
	}
	return true
}

// say makes up a message and, for one that is edited, the change of it.
func (s *speaker) say(at time.Time) []chat.Event {
	e := chat.Event{ID: s.id(at), ConversationID: s.conversation, Time: at, Kind: chat.KindMessage, Format: chat.FormatText}
	shares := s.sample.draw(s.random)
	if !shares && s.random.Float64() < s.notices {
		s.notify(&e)
		return []chat.Event{e}
	}
	u := s.somebody()
	e.UserID, e.Sender, e.MentionName = u.ID, u.Name, u.MentionName
	s.text = s.text[:0]
	if s.random.IntN(12) == 0 {
		s.mention(&e)
	}
	s.text = s.words.sentence(s.text)
	if shares {
		s.share(&e)
	}
	e.Body = string(s.text)
	if !shares && s.random.IntN(60) == 0 {
		return s.edited(e)
	}
	return []chat.Event{e}
}

// edited is a message that was put into other words, with the change.
func (s *speaker) edited(e chat.Event) []chat.Event {
	at := e.Time.Add(20 * time.Second)
	e.Edited = at
	return []chat.Event{e, {
		ID: s.id(at), ConversationID: e.ConversationID, Time: at, Kind: chat.KindChange, UserID: e.UserID, Sender: e.Sender,
		MentionName: e.MentionName, Format: chat.FormatText, Change: chat.ChangeEdit, Target: e.ID,
	}}
}

// somebody of those who are here talks, the first ones more than others.
func (s *speaker) somebody() chat.User {
	x := s.random.Float64()
	return s.here[int(x*x*float64(len(s.here)))]
}

// mention begins a message with whom it is for.
func (s *speaker) mention(e *chat.Event) {
	if len(s.here) > 2 && s.random.IntN(40) == 0 {
		e.MentionAll = true
		s.text = append(s.text, "@all "...)
		return
	}
	u := s.somebody()
	e.Mentions = []chat.UserRef{u.Ref()}
	s.text = append(append(append(s.text, '@'), u.MentionName...), ' ')
}

// id is a UUIDv7 of the moment.
func (s *speaker) id(at time.Time) string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], uint64(at.UnixMilli())<<16|uint64(s.random.Uint32())&0x0fff|0x7000)
	binary.BigEndian.PutUint64(id[8:], s.random.Uint64()>>2|1<<63)
	return id.String()
}

// sample draws exactly so many of all.
type sample struct{ wanted, left int }

func (s *sample) draw(random *rand.Rand) bool {
	s.left--
	if s.wanted == 0 || random.IntN(s.left+1) >= s.wanted {
		return false
	}
	s.wanted--
	return true
}
