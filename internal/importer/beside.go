package importer

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/emoticon"
	"github.com/stoachat/stoa/internal/importer/archive"
)

// What other systems than HipChat have beside a message.

// threads are those of one log.
type threads struct {
	of    map[string]string  // the id of each reply, and that of the message that its thread began with
	first map[string]*thread // by the message that it began with
}

// thread is one.
type thread struct {
	replies chat.Replies
	lastSeq int64
	people  map[int64]bool // who takes part
}

// readThreads reads a log beforehand, if it has threads: a thread's first message tells what came after it.
func (m *importer) readThreads(ctx context.Context, l *archive.Log) (t threads, err error) {
	if !l.Threaded {
		return t, nil
	}
	t = threads{map[string]string{}, map[string]*thread{}}
	begins := map[string]bool{}
	for msg, err := range l.Messages(ctx) {
		if err != nil {
			return t, err
		}
		switch msg.Kind {
		case archive.UserMessage, archive.PrivateUserMessage, archive.NotificationMessage:
		default:
			continue
		}
		first := ""
		if msg.Extra != nil {
			first = msg.Extra.Thread
		}
		if root := t.of[first]; root != "" {
			first = root
		}
		if first == "" || !begins[first] { // what it answers is gone: it stands by itself
			begins[msg.ID] = true
			continue
		}
		t.of[msg.ID] = first
		of := t.first[first]
		if of == nil {
			of = &thread{people: map[int64]bool{}}
			t.first[first] = of
		}
		of.replies.Count++
		of.replies.Last = msg.Time
		if u := m.people.known(msg.Sender); u != nil {
			of.replies.Users = append(slices.DeleteFunc(of.replies.Users, func(id int64) bool { return id == u.ID }), u.ID)
			of.replies.Users = of.replies.Users[max(0, len(of.replies.Users)-chat.MaxRepliers):]
		}
	}
	return t, nil
}

// note tells the threads of an event: whoever begins one, replies in it or is named by a reply takes part.
func (t *threads) note(e *chat.Event) {
	of, reply := t.first[e.Thread], true
	if of == nil {
		of, reply = t.first[e.ID], false
	}
	if of == nil {
		return
	}
	if e.Kind == chat.KindMessage {
		of.people[e.UserID] = true
	}
	if !reply {
		return
	}
	of.lastSeq = e.Seq
	for _, u := range e.Mentions {
		of.people[u.ID] = true
	}
}

// followThreads keeps who takes part in the threads of a place, and forgets the rest.
func (m *importer) followThreads(p *place) {
	for first, of := range p.threads.first {
		for _, id := range sortedKeys(of.people) {
			if m.people.here(id) && of.lastSeq > 0 {
				m.follow = append(m.follow, []any{first, id, p.conversation, of.lastSeq, of.lastSeq})
			}
		}
	}
	p.threads = threads{}
}

func (m *importer) writeFollowers(ctx context.Context) error {
	return m.fill(ctx, "thread_reader", []string{"thread", "user_id", "conversation_id", "read_seq", "last_seq"}, m.follow)
}

// beside gives a message what it has beside its text.
func (m *importer) beside(e *chat.Event, x *archive.Extra, p *place) {
	if of := p.threads.first[e.ID]; of != nil {
		replies := of.replies
		e.Replies = &replies
	}
	if x == nil || e.Kind != chat.KindMessage && e.Kind != chat.KindNotification {
		return
	}
	e.Thread = p.threads.of[e.ID]
	e.ToRoom = x.ToRoom && e.Thread != ""
	if x.Edited.After(e.Time) {
		e.Edited = x.Edited
	}
	for _, r := range x.Reactions {
		m.react(e, r)
	}
	m.card(e, x.Card)
	if x.Pinned != nil {
		by := x.Pinned.By
		if m.people.byID[by] == nil {
			by = m.people.owner.ID
		}
		e.Pinned = &chat.Pin{By: by, At: x.Pinned.At}
		if e.Pinned.At.IsZero() {
			e.Pinned.At = e.Time
		}
	}
}

// card gives a notification its card, which is looked at as if it had just come.
func (m *importer) card(e *chat.Event, raw json.RawMessage) {
	if len(raw) == 0 || e.Kind != chat.KindNotification {
		return
	}
	var err error
	if hipchat.CheckCard(raw) == nil {
		e.Card, err = chat.CleanCard(raw)
	}
	if e.Card == nil || err != nil {
		e.Card = nil
		m.report.leftOut("cards that cannot be shown")
	}
}

// react puts an emoji under an event, or an emoticon that there is.
func (m *importer) react(e *chat.Event, r archive.Reaction) {
	emoji := r.Emoji
	if name, open := strings.CutPrefix(emoji, "("); open {
		emoji = m.emoticonOf(strings.TrimSuffix(name, ")"))
	} else if !chat.IsEmoji(emoji) {
		emoji = ""
	}
	i := slices.IndexFunc(e.Reactions, func(r chat.Reaction) bool { return r.Emoji == emoji })
	var users []int64 // in the order in which they came
	if i >= 0 {
		users = e.Reactions[i].Users
	}
	for _, id := range r.Users {
		if m.people.byID[id] != nil && !slices.Contains(users, id) {
			users = append(users, id)
		}
	}
	switch {
	case emoji == "" || len(users) == 0 || i < 0 && len(e.Reactions) == chat.MaxReactions:
		m.report.leftOut("reactions that cannot be shown")
	case i >= 0:
		e.Reactions[i].Users = users
	default:
		e.Reactions = append(e.Reactions, chat.Reaction{Emoji: emoji, Users: users})
	}
}

// emoticonOf answers an emoticon as reactions have it, by its name in the archive; "": there is none.
func (m *importer) emoticonOf(name string) string {
	if m.shortcuts == nil {
		m.shortcuts = map[string]string{}
		for _, e := range emoticon.All() {
			m.shortcuts[e.Shortcut] = e.Shortcut
		}
		for _, e := range m.faces {
			m.shortcuts[strings.ToLower(e.was)] = e.Shortcut
		}
	}
	if known := m.shortcuts[strings.ToLower(name)]; known != "" {
		return "(" + known + ")"
	}
	return ""
}
