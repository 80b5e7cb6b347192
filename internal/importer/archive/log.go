package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// Log is what was said in a room, or between two people.
type Log struct {
	Room      int64 // 0: one-to-one
	Low, High int64 // ids of the two; equal: somebody with themselves
	Threaded  bool  // some messages answer others, see Extra

	spool *spool
	said  []place
}

// place is where a message stands in the spool, and when it was said.
type place struct {
	time int64 // microseconds
	element
	variant uint32 // 0: its id is that of its record; else one is made, see key.id
}

// Len answers how many messages there are.
func (l *Log) Len() int { return len(l.said) }

// Messages yields the messages, the oldest first.
func (l *Log) Messages(ctx context.Context) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		var buf []byte
		for _, p := range l.said {
			raw, err := l.spool.read(p.element, buf)
			buf = raw
			var m Message
			if err = errors.Join(err, ctx.Err()); err == nil {
				m, err = decodeMessage(raw, func(Kind, string) {})
			}
			if p.variant > 0 {
				m.ID = key{l.Room, l.Low, l.High}.id(m.ID, p.variant).String()
			}
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// key tells logs apart.
type key struct{ room, low, high int64 }

// elsewhere is set in a variant when a log before has the same id.
const elsewhere = 1 << 31

// id makes another id of one that something else has.
func (k key) id(id string, variant uint32) uuid.UUID {
	return uuid.NewSHA1(space, fmt.Appendf(nil, "%s %d %d %d %d", id, k.room, k.low, k.high, variant))
}

// index collects the messages of all logs.
type index struct {
	said     map[key][]found
	threaded map[key]bool
}

// found is a message in the spool.
type found struct {
	id    uuid.UUID
	order uint32 // among those of its log as they were found: what is newer is found later
	place
}

func newIndex() *index { return &index{said: make(map[key][]found), threaded: make(map[key]bool)} }

// look notes what is to be known of a message's log beforehand.
func (x *index) look(k key, m *Message) {
	if m.Extra != nil && m.Extra.Thread != "" {
		x.threaded[k] = true
	}
}

// add takes the messages of one part, as they stand there: the newest first, mostly.
func (x *index) add(k key, list []found) {
	if len(list) > 1 && list[0].time > list[len(list)-1].time {
		slices.Reverse(list)
	}
	first := uint32(len(x.said[k])) //nolint:gosec // not so many fit into memory
	for i := range list {
		list[i].order = first + uint32(i) //nolint:gosec // the same
	}
	if first == 0 {
		x.said[k] = list // mostly: one history may be as large as all others
		return
	}
	x.said[k] = append(x.said[k], list...)
}

// logs answers the logs: of rooms by id, then of pairs. Of a message that was found twice the newer copy counts.
func (x *index) logs(s *spool, o *oddities) []Log {
	keys := slices.SortedFunc(maps.Keys(x.said), func(p, q key) int {
		return cmp.Or(cmp.Compare(p.low, q.low), cmp.Compare(p.high, q.high), cmp.Compare(p.room, q.room)) // rooms have 0 and 0
	})
	n := 0
	for _, k := range keys {
		x.said[k] = once(x.said[k])
		n += len(x.said[k])
	}
	taken := x.shared(n)
	list := make([]Log, len(keys))
	for i, k := range keys {
		l := Log{Room: k.room, Low: k.low, High: k.high, Threaded: x.threaded[k], spool: s, said: make([]place, len(x.said[k]))}
		for j, f := range x.said[k] {
			l.said[j] = f.place
			again, several := taken[f.id]
			if several {
				taken[f.id] = true
			}
			if again {
				l.said[j].variant |= elsewhere
				o.add("message with the id of another elsewhere: it is given one of its own")
			}
		}
		list[i] = l
		delete(x.said, k)
	}
	return list
}

// once sorts by time what was found, and leaves out what was found before.
func once(all []found) []found {
	slices.SortFunc(all, func(p, q found) int {
		return cmp.Or(bytes.Compare(p.id[:], q.id[:]), cmp.Compare(q.order, p.order))
	})
	all = slices.CompactFunc(all, func(p, q found) bool { return p.id == q.id })
	slices.SortFunc(all, func(p, q found) int { return cmp.Or(cmp.Compare(p.time, q.time), cmp.Compare(p.order, q.order)) })
	return all
}

// shared answers the ids that several logs have, of n messages. There are none, in what HipChat wrote.
func (x *index) shared(n int) map[uuid.UUID]bool {
	all := make([]uuid.UUID, 0, n)
	for _, list := range x.said {
		for _, f := range list {
			all = append(all, f.id)
		}
	}
	slices.SortFunc(all, func(p, q uuid.UUID) int { return bytes.Compare(p[:], q[:]) })
	several := make(map[uuid.UUID]bool)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] {
			several[all[i]] = false
		}
	}
	return several
}
