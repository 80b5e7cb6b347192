package history

import (
	"fmt"
	"maps"
	"slices"
)

// Kind is what is wrong.
type Kind string

// What can be wrong with a history.
const (
	Lost        Kind = "lost"        // acknowledged, and not there or not shown
	Doubled     Kind = "doubled"     // there, shown or delivered twice
	Reordered   Kind = "reordered"   // in another order than that of the log, or of the acknowledgements
	Gap         Kind = "gap"         // a place of the log was left out
	Invented    Kind = "invented"    // nobody said it, or it was refused
	Differs     Kind = "differs"     // two who look at the same place see different things
	Unedited    Kind = "unedited"    // an acknowledged edit is not there
	Stale       Kind = "stale"       // a read misses what was acknowledged before it began
	Undelivered Kind = "undelivered" // owed to a webhook, and never arrived
)

// Finding is one thing that is wrong, and where it was seen.
type Finding struct {
	Kind  Kind
	Where string
	What  string
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Kind, f.Where, f.What) }

// Check tells all that is wrong with a history.
func Check(h *History) []Finding {
	c := newChecker(h)
	for _, conversation := range slices.Sorted(maps.Keys(h.Logs)) {
		c.log(conversation, h.Logs[conversation])
	}
	c.order()
	for _, p := range h.Posts {
		c.post(p)
	}
	for _, f := range h.Feeds {
		c.feed(f)
	}
	for _, r := range h.Reads {
		c.read(r)
	}
	for _, q := range h.Queues {
		c.queue(q)
	}
	return c.found
}

// checker holds what is known of a history, by what it is looked up by.
type checker struct {
	h      *History
	byBody map[string]*Post
	byID   map[string]*Post   // those whose id an answer told
	byEdit map[string]*Post   // by what edits made of them
	edits  map[string][]Edit  // by the message's id
	places map[string][]int64 // of a post in its log, by its body
	newest map[int64][]placed // see standing
	found  []Finding
}

func newChecker(h *History) *checker {
	c := &checker{h: h, byBody: map[string]*Post{}, byID: map[string]*Post{}, byEdit: map[string]*Post{}, edits: map[string][]Edit{}, places: map[string][]int64{}}
	for i := range h.Posts {
		p := &h.Posts[i]
		c.byBody[p.Body] = p
		if p.ID != "" {
			c.byID[p.ID] = p
		}
	}
	for _, e := range h.Edits {
		c.edits[e.ID] = append(c.edits[e.ID], e)
		if p, ok := c.byID[e.ID]; ok {
			c.byEdit[e.Body] = p
		}
	}
	for _, list := range c.edits {
		slices.SortFunc(list, func(a, b Edit) int { return int(a.Began - b.Began) })
	}
	return c
}

func (c *checker) find(kind Kind, where, format string, args ...any) {
	c.found = append(c.found, Finding{kind, where, fmt.Sprintf(format, args...)})
}

// postOf answers the post that an event stands for.
func (c *checker) postOf(e Event) (*Post, bool) {
	for _, known := range []struct {
		by  map[string]*Post
		key string
	}{{c.byBody, e.Body}, {c.byEdit, e.Body}, {c.byID, e.ID}} {
		if p, ok := known.by[known.key]; ok {
			return p, true
		}
	}
	return nil, false
}
