package history

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// feed compares what a client was shown with the log: all of it from where it began, once, in order.
func (c *checker) feed(f Feed) {
	where := fmt.Sprintf("%s, of %d", f.Client, f.Conversation)
	log := c.h.Logs[f.Conversation]
	last, seen := f.After, map[int64]bool{}
	for _, e := range f.Events {
		switch {
		case seen[e.Seq]:
			c.find(Doubled, where, "seq %d was shown twice", e.Seq)
		case e.Seq <= last:
			c.find(Reordered, where, "seq %d was shown behind %d", e.Seq, last)
		case e.Seq > last+1:
			c.find(Gap, where, "seq %d was shown behind %d", e.Seq, last)
		}
		seen[e.Seq] = true
		last = max(last, e.Seq)
		c.same(where, log, e)
	}
	if end := int64(len(log)); last < end {
		c.find(Lost, where, "seq %d to %d were never shown", last+1, end)
	}
}

// same compares an event with what the log has at its place. Its body may be older.
func (c *checker) same(where string, log []Event, e Event) {
	if e.Seq < 1 || e.Seq > int64(len(log)) {
		c.find(Invented, where, "seq %d: the log ends at %d", e.Seq, len(log))
		return
	}
	if l := log[e.Seq-1]; l.ID != e.ID || l.Kind != e.Kind {
		c.find(Differs, where, "seq %d is %s %s, and in the log %s %s", e.Seq, e.Kind, e.ID, l.Kind, l.ID)
		return
	}
	if e.said() {
		c.says(Differs, where, e, 0)
	}
}

// read compares what a node answered with what had been acknowledged when it was asked.
func (c *checker) read(r Read) {
	where := fmt.Sprintf("a read of %d from %s at %v", r.Conversation, r.Node, r.Began)
	var last int64
	for i, e := range r.Events {
		if i > 0 && e.Seq != last+1 {
			c.find(Gap, where, "seq %d stands behind %d", e.Seq, last)
		}
		last = max(last, e.Seq)
		c.same(where, c.h.Logs[r.Conversation], e)
		if e.said() {
			c.says(Stale, where, e, r.Began)
		}
	}
	if body, seq := c.acknowledged(r.Conversation, r.Began); seq > last {
		c.find(Stale, where, "it ends at %d, and %q had been acknowledged at %d", last, body, seq)
	}
}

// acknowledged answers the newest of what had been acknowledged in a conversation before a moment.
func (c *checker) acknowledged(conversation int64, before time.Duration) (body string, seq int64) {
	list := c.standing()[conversation]
	n := sort.Search(len(list), func(i int) bool { return list[i].Ended >= before })
	if n == 0 {
		return "", 0
	}
	return list[n-1].Body, list[n-1].seq
}

// standing answers for each conversation, in the order of the acknowledgements, the newest place known at each of them.
func (c *checker) standing() map[int64][]placed {
	if c.newest != nil {
		return c.newest
	}
	c.newest = map[int64][]placed{}
	for i := range c.h.Posts {
		p := &c.h.Posts[i]
		if places := c.places[p.Body]; p.Outcome == Acknowledged && len(places) > 0 {
			c.newest[p.Conversation] = append(c.newest[p.Conversation], placed{p, places[0]})
		}
	}
	for _, list := range c.newest {
		slices.SortFunc(list, func(a, b placed) int { return int(a.Ended - b.Ended) })
		for i := 1; i < len(list); i++ {
			if list[i-1].seq > list[i].seq {
				list[i] = placed{&Post{Call: list[i].Call, Body: list[i-1].Body}, list[i-1].seq}
			}
		}
	}
	return c.newest
}
