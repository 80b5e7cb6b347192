package history_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stoachat/stoa/test/cluster/history"
)

// maker plays a server without faults, with senders, an editor, clients, readers and receivers around it, and writes down
// what they see. pick decides everything that could be otherwise: it answers a number below n.
type maker struct {
	pick func(n int) int
	now  time.Duration
	h    *history.History
	busy map[string]*underway
	said int
}

// underway is a call that has begun. What it does happens at some moment before its end.
type underway struct {
	call    *history.Call
	happens func()
	outcome history.Outcome
	ends    func()
}

const conversations = 2

// made makes a clean history of so many steps. Each ends with everybody having seen everything.
func made(pick func(n int) int, steps int) *history.History {
	m := &maker{pick: pick, h: &history.History{Logs: map[int64][]history.Event{}}, busy: map[string]*underway{}}
	for range steps {
		m.now += time.Millisecond
		if m.pick(5) == 0 {
			m.read()
			continue
		}
		m.step(fmt.Sprint("sender ", m.pick(3)))
	}
	for _, sender := range []string{"sender 0", "sender 1", "sender 2"} {
		for m.busy[sender] != nil {
			m.now += time.Millisecond
			m.step(sender)
		}
	}
	m.show()
	m.deliver()
	return m.h
}

// step goes on with what a sender is doing, or begins something.
func (m *maker) step(sender string) {
	u := m.busy[sender]
	switch {
	case u == nil && m.pick(4) == 0:
		m.edit(sender)
	case u == nil:
		m.post(sender)
	case u.happens != nil:
		u.happens()
		u.happens = nil
	default:
		u.call.Ended, u.call.Outcome = m.now, u.outcome
		u.ends()
		delete(m.busy, sender)
	}
}

// outcome is mostly good. lasts tells whether the call happens.
func (m *maker) outcome() (o history.Outcome, lasts bool) {
	switch m.pick(8) {
	case 0:
		return history.Unknown, true
	case 1:
		return history.Unknown, false
	case 2:
		return history.Refused, false
	}
	return history.Acknowledged, true
}

func (m *maker) post(sender string) {
	m.said++
	p := &history.Post{Call: history.Call{Began: m.now}, Sender: sender, Conversation: int64(1 + m.pick(conversations)), Body: fmt.Sprint("said ", m.said)}
	kind, id := []string{"message", "notification"}[m.pick(2)], fmt.Sprint("id ", m.said)
	o, lasts := m.outcome()
	m.busy[sender] = &underway{call: &p.Call, outcome: o, happens: func() {
		if lasts {
			log := m.h.Logs[p.Conversation]
			m.h.Logs[p.Conversation] = append(log, history.Event{Seq: int64(len(log)) + 1, ID: id, Kind: kind, Body: p.Body})
		}
	}, ends: func() {
		if o == history.Acknowledged && kind == "message" {
			p.ID = id
		}
		m.h.Posts = append(m.h.Posts, *p)
	}}
}

// edit changes something that the sender has said and knows the id of, if there is anything.
func (m *maker) edit(sender string) {
	var own []history.Post
	for _, p := range m.h.Posts {
		if p.Sender == sender && p.ID != "" {
			own = append(own, p)
		}
	}
	if len(own) == 0 {
		return
	}
	p := own[m.pick(len(own))]
	m.said++
	e := &history.Edit{Call: history.Call{Began: m.now}, ID: p.ID, Body: fmt.Sprint("edited ", m.said)}
	o, lasts := m.outcome()
	m.busy[sender] = &underway{call: &e.Call, outcome: o, happens: func() {
		if lasts {
			m.change(p.Conversation, e)
		}
	}, ends: func() { m.h.Edits = append(m.h.Edits, *e) }}
}

func (m *maker) change(conversation int64, e *history.Edit) {
	log := m.h.Logs[conversation]
	for i := range log {
		if log[i].ID == e.ID {
			log[i].Body = e.Body
		}
	}
	m.h.Logs[conversation] = append(log, history.Event{Seq: int64(len(log)) + 1, ID: "of " + e.Body, Kind: "change", Body: e.Body})
}

// read takes the newest three events of a conversation.
func (m *maker) read() {
	conversation := int64(1 + m.pick(conversations))
	log := m.h.Logs[conversation]
	newest := log[max(0, len(log)-3):]
	m.h.Reads = append(m.h.Reads, history.Read{
		Node: fmt.Sprint("node ", m.pick(2)), Conversation: conversation, Began: m.now, Events: append([]history.Event(nil), newest...),
	})
}

// show lets two clients have seen each log, one from its beginning.
func (m *maker) show() {
	for _, conversation := range slices.Sorted(maps.Keys(m.h.Logs)) {
		log := m.h.Logs[conversation]
		for client, after := range []int{0, m.pick(len(log) + 1)} {
			m.h.Feeds = append(m.h.Feeds, history.Feed{
				Client: fmt.Sprint("client ", client), Conversation: conversation, After: int64(after), Events: append([]history.Event(nil), log[after:]...),
			})
		}
	}
}

// deliver lets a receiver have got what was said, some of it twice.
func (m *maker) deliver() {
	for _, conversation := range slices.Sorted(maps.Keys(m.h.Logs)) {
		log := m.h.Logs[conversation]
		q := history.Queue{Receiver: "receiver", Conversation: conversation, Kinds: []string{"message", "notification"}}
		for _, e := range log {
			if e.Kind == "change" {
				continue
			}
			a := history.Arrival{ID: "delivery of " + e.ID, Body: "said " + e.ID[len("id "):]} // before any edit
			for range 1 + m.pick(6)/5 {
				q.Arrivals = append(q.Arrivals, a)
			}
		}
		m.h.Queues = append(m.h.Queues, q)
	}
}
