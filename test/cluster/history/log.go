package history

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// log looks at one log by itself: its places follow each other, and each stands for something that was said, once.
func (c *checker) log(conversation int64, log []Event) {
	where := fmt.Sprintf("log of %d", conversation)
	ids := map[string]int64{}
	for i, e := range log {
		if want := int64(i) + 1; e.Seq != want {
			c.find(Gap, where, "place %d has seq %d", want, e.Seq)
		}
		if earlier, ok := ids[e.ID]; ok {
			c.find(Doubled, where, "id %s stands at %d and %d", e.ID, earlier, e.Seq)
		}
		ids[e.ID] = e.Seq
		if !e.said() {
			continue
		}
		p, ok := c.postOf(e)
		if !ok {
			c.find(Invented, where, "seq %d: %q, which nobody said", e.Seq, e.Body)
			continue
		}
		c.places[p.Body] = append(c.places[p.Body], e.Seq)
		c.says(Unedited, where, e, math.MaxInt64)
	}
}

// says compares an event's body with what it may have been at the given moment: what the last edit acknowledged before
// that left, or what a later one made of it.
func (c *checker) says(kind Kind, where string, e Event, at time.Duration) {
	p, ok := c.postOf(e)
	if !ok {
		return
	}
	may := []string{p.Body}
	for _, edit := range c.edits[p.ID] {
		switch {
		case edit.Outcome == Refused:
		case edit.Outcome == Acknowledged && edit.Ended < at:
			may = []string{edit.Body}
		default:
			may = append(may, edit.Body)
		}
	}
	if !slices.Contains(may, e.Body) {
		c.find(kind, where, "seq %d says %q instead of %q", e.Seq, e.Body, may)
	}
}

// post looks at what became of one post.
func (c *checker) post(p Post) {
	where := fmt.Sprintf("%s in %d", p.Sender, p.Conversation)
	n := len(c.places[p.Body])
	switch {
	case n > 1:
		c.find(Doubled, where, "%q stands at %v", p.Body, c.places[p.Body])
	case n == 0 && p.Outcome == Acknowledged:
		c.find(Lost, where, "%q was acknowledged at %v and is not in the log", p.Body, p.Ended)
	case n > 0 && p.Outcome == Refused:
		c.find(Invented, where, "%q was refused and stands at %v", p.Body, c.places[p.Body])
	}
}

// placed is a post with its place in the log.
type placed struct {
	*Post
	seq int64
}

// order finds posts that stand behind others which were only begun when they had been acknowledged: nobody's own, and
// nobody else's either.
func (c *checker) order() {
	logs := map[int64][]placed{}
	for i := range c.h.Posts {
		p := &c.h.Posts[i]
		for _, seq := range c.places[p.Body] {
			logs[p.Conversation] = append(logs[p.Conversation], placed{p, seq})
		}
	}
	for _, log := range logs {
		slices.SortFunc(log, func(a, b placed) int { return cmp.Compare(b.seq, a.seq) })
		var first *placed // of those behind in the log, the one acknowledged first
		for i := range log {
			p := &log[i]
			if first != nil && first.Ended < p.Began {
				c.find(Reordered, fmt.Sprintf("log of %d", p.Conversation), "%q was acknowledged before %q was sent and stands behind it, at %d and %d",
					first.Body, p.Body, first.seq, p.seq)
			}
			if p.Outcome == Acknowledged && (first == nil || p.Ended < first.Ended) {
				first = p
			}
		}
	}
}
