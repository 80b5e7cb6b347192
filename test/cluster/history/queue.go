package history

import (
	"fmt"
	"slices"
)

// queue compares what arrived at a receiver with what it is owed: each at least once, in the order of the log. Only the
// one that was on its way may come again, as the same delivery.
func (c *checker) queue(q Queue) {
	where := fmt.Sprintf("%s, of %d", q.Receiver, q.Conversation)
	ids, last := map[int64]string{}, int64(0)
	for _, a := range q.Arrivals {
		seq, ok := c.placeOf(q, a.Body)
		if !ok {
			c.find(Invented, where, "%q arrived, which it is not owed", a.Body)
			continue
		}
		id, again := ids[seq]
		switch {
		case again && id != a.ID:
			c.find(Doubled, where, "seq %d arrived as delivery %s and %s", seq, id, a.ID)
		case again && seq != last:
			c.find(Doubled, where, "seq %d arrived again behind %d", seq, last)
		case seq < last:
			c.find(Reordered, where, "seq %d arrived behind %d", seq, last)
		}
		ids[seq] = a.ID
		last = max(last, seq)
	}
	for _, e := range c.h.Logs[q.Conversation] {
		if _, arrived := ids[e.Seq]; !arrived && slices.Contains(q.Kinds, e.Kind) {
			c.find(Undelivered, where, "seq %d, %q", e.Seq, e.Body)
		}
	}
}

// placeOf is where what arrived at a queue stands in the log.
func (c *checker) placeOf(q Queue, body string) (int64, bool) {
	p, ok := c.byBody[body]
	if !ok || p.Conversation != q.Conversation || len(c.places[body]) == 0 {
		return 0, false
	}
	seq := c.places[body][0]
	log := c.h.Logs[q.Conversation]
	return seq, seq <= int64(len(log)) && slices.Contains(q.Kinds, log[seq-1].Kind)
}
