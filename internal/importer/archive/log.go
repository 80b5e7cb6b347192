package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/google/uuid"
)

func compare[T cmp.Ordered](x, y T) int { return cmp.Compare(x, y) }

// Log is what was said in a room, or between two people.
type Log struct {
	Room      int64 // 0: one-to-one
	Low, High int64 // ids of the two; equal: somebody with themselves

	spool *spool
	said  []place
}

// place is where a message stands in the spool, and when it was said.
type place struct {
	time int64 // microseconds
	element
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
			if !yield(m, err) || err != nil {
				return
			}
		}
	}
}

// key tells logs apart.
type key struct{ room, low, high int64 }

// index collects the messages of all logs.
type index struct {
	said map[key][]found
}

// found is a message in the spool.
type found struct {
	id    uuid.UUID
	order uint32 // among those of its log as they were found: what is newer is found later
	place
}

func newIndex() *index { return &index{said: make(map[key][]found)} }

// add takes the messages of one part, as they stand there: the newest first, mostly.
func (x *index) add(k key, list []found) {
	if len(list) > 1 && list[0].time > list[len(list)-1].time {
		slices.Reverse(list)
	}
	all := x.said[k]
	for _, f := range list {
		f.order = uint32(len(all)) //nolint:gosec // not so many fit into memory
		all = append(all, f)
	}
	x.said[k] = all
}

// logs answers the logs: of rooms by id, then of pairs. Of a message that was found twice the newer copy counts.
func (x *index) logs(s *spool, _ *oddities) []Log {
	list := make([]Log, 0, len(x.said))
	for k, all := range x.said {
		slices.SortFunc(all, func(p, q found) int {
			return cmp.Or(bytes.Compare(p.id[:], q.id[:]), cmp.Compare(q.order, p.order))
		})
		all = slices.CompactFunc(all, func(p, q found) bool { return p.id == q.id })
		slices.SortFunc(all, func(p, q found) int { return cmp.Or(cmp.Compare(p.time, q.time), cmp.Compare(p.order, q.order)) })
		l := Log{Room: k.room, Low: k.low, High: k.high, spool: s, said: make([]place, len(all))}
		for i, f := range all {
			l.said[i] = f.place
		}
		list = append(list, l)
		delete(x.said, k)
	}
	slices.SortFunc(list, func(p, q Log) int {
		if (p.Room == 0) != (q.Room == 0) {
			return cmp.Compare(q.Room, p.Room) // rooms first
		}
		return cmp.Or(cmp.Compare(p.Room, q.Room), cmp.Compare(p.Low, q.Low), cmp.Compare(p.High, q.High))
	})
	return list
}
