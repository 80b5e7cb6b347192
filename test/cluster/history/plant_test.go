package history_test

import (
	"slices"

	"github.com/stoachat/stoa/test/cluster/history"
)

// plant puts a fault into a clean history, somewhere. It answers false when the history has no place for it.
type plant struct {
	name string
	kind history.Kind
	put  func(h *history.History, pick func(n int) int) bool
}

func plants() []plant {
	return []plant{
		{"an acknowledged message is in no log", history.Lost, func(h *history.History, _ func(int) int) bool {
			h.Posts = append(h.Posts, history.Post{Call: history.Call{Outcome: history.Acknowledged}, Sender: "s", Conversation: 1, Body: "never there"})
			return true
		}},
		{"a message stands twice", history.Doubled, inLog(func(log []history.Event, i int) []history.Event {
			e := log[i]
			e.ID, e.Seq = "another", int64(len(log))+1
			return append(log, e)
		})},
		{"an id stands twice", history.Doubled, inLog(func(log []history.Event, i int) []history.Event {
			return append(log, history.Event{Seq: int64(len(log)) + 1, ID: log[i].ID, Kind: "enter"})
		})},
		{"a place of the log is empty", history.Gap, inLog(func(log []history.Event, i int) []history.Event { return slices.Delete(log, i, i+1) })},
		{"a message that nobody sent", history.Invented, inLog(func(log []history.Event, _ int) []history.Event {
			return append(log, history.Event{Seq: int64(len(log)) + 1, ID: "another", Kind: "message", Body: "who said this?"})
		})},
		{"a refused message stands", history.Invented, func(h *history.History, pick func(int) int) bool {
			return onePost(h, pick, func(p *history.Post) { p.Outcome = history.Refused })
		}},
		{"two messages in the other order than they were acknowledged", history.Reordered, swapAcknowledged},
		{"an acknowledged edit is not there", history.Unedited, func(h *history.History, pick func(int) int) bool {
			return lastEdit(h, pick, func(e history.Edit, before string, log []history.Event, i int) { log[i].Body = before })
		}},

		{"a client misses one", history.Gap, inFeed(2, func(shown []history.Event, i int) []history.Event {
			i = min(i, len(shown)-2)
			return slices.Delete(shown, i, i+1)
		})},
		{"a client misses the last one", history.Lost, inFeed(1, func(shown []history.Event, _ int) []history.Event { return shown[:len(shown)-1] })},
		{"a client is shown one twice", history.Doubled, inFeed(1, func(shown []history.Event, i int) []history.Event { return slices.Insert(shown, i, shown[i]) })},
		{"a client is shown one behind the next", history.Reordered, inFeed(2, func(shown []history.Event, i int) []history.Event {
			i = min(i, len(shown)-2)
			shown[i], shown[i+1] = shown[i+1], shown[i]
			return shown
		})},
		{"a client is shown something else", history.Differs, inFeed(1, func(shown []history.Event, i int) []history.Event {
			shown[i].ID = "another"
			return shown
		})},
		{"a client is shown what the log does not have", history.Invented, inFeed(1, func(shown []history.Event, _ int) []history.Event {
			next := shown[len(shown)-1]
			next.Seq++
			return append(shown, next)
		})},

		{"a read ends too early", history.Stale, func(h *history.History, pick func(int) int) bool {
			return oneRead(h, pick, func(r history.Read) bool { return newestKnown(h, r) }, func(r *history.Read) { r.Events = r.Events[:len(r.Events)-1] })
		}},
		{"a read leaves one out", history.Gap, func(h *history.History, pick func(int) int) bool {
			return oneRead(h, pick, func(r history.Read) bool { return len(r.Events) > 2 }, func(r *history.Read) { r.Events = slices.Delete(r.Events, 1, 2) })
		}},
		{"a read shows what was before an acknowledged edit", history.Stale, staleEdit},

		{"a delivery never arrives", history.Undelivered, inQueue(1, func(arrived []history.Arrival, i int) []history.Arrival {
			id := arrived[i].ID
			return slices.DeleteFunc(arrived, func(a history.Arrival) bool { return a.ID == id })
		})},
		{"a delivery arrives behind the next", history.Reordered, inQueue(2, func(arrived []history.Arrival, _ int) []history.Arrival {
			arrived[0], arrived[1] = arrived[1], arrived[0]
			return arrived
		})},
		{"an old delivery arrives again", history.Doubled, inQueue(2, func(arrived []history.Arrival, _ int) []history.Arrival { return append(arrived, arrived[0]) })},
		{"a message is owed twice", history.Doubled, inQueue(1, func(arrived []history.Arrival, i int) []history.Arrival {
			again := arrived[i]
			again.ID = "another"
			return slices.Insert(arrived, i+1, again)
		})},
		{"something arrives that nobody said", history.Invented, inQueue(1, func(arrived []history.Arrival, i int) []history.Arrival {
			arrived[i].Body = "who said this?"
			return arrived
		})},
	}
}

// inLog changes the log of the first conversation, near one of the things said in it that others follow.
func inLog(change func(log []history.Event, i int) []history.Event) func(*history.History, func(int) int) bool {
	return func(h *history.History, pick func(int) int) bool {
		var at []int
		for i, e := range h.Logs[1] {
			if e.Kind != "change" && i+1 < len(h.Logs[1]) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			return false
		}
		h.Logs[1] = change(h.Logs[1], at[pick(len(at))])
		return true
	}
}

func inFeed(least int, change func(shown []history.Event, i int) []history.Event) func(*history.History, func(int) int) bool {
	return func(h *history.History, pick func(int) int) bool {
		for i := range h.Feeds {
			if f := &h.Feeds[i]; len(f.Events) >= least {
				f.Events = change(f.Events, pick(len(f.Events)))
				return true
			}
		}
		return false
	}
}

// inQueue changes what arrived at a queue that something else has arrived at as well.
func inQueue(least int, change func(arrived []history.Arrival, i int) []history.Arrival) func(*history.History, func(int) int) bool {
	return func(h *history.History, pick func(int) int) bool {
		for i := range h.Queues {
			q := &h.Queues[i]
			once := slices.CompactFunc(slices.Clone(q.Arrivals), func(a, b history.Arrival) bool { return a == b })
			if len(once) >= least {
				q.Arrivals = change(once, pick(len(once)))
				return true
			}
		}
		return false
	}
}

// onePost changes a post that stands in its log.
func onePost(h *history.History, pick func(int) int, change func(*history.Post)) bool {
	var standing []int
	for i, p := range h.Posts {
		if p.Outcome == history.Acknowledged {
			standing = append(standing, i)
		}
	}
	if len(standing) == 0 {
		return false
	}
	change(&h.Posts[standing[pick(len(standing))]])
	return true
}

// swapAcknowledged exchanges, in the log, two messages of which one was acknowledged before the other was sent.
func swapAcknowledged(h *history.History, pick func(int) int) bool {
	var pairs [][2]history.Post
	for _, a := range h.Posts {
		for _, b := range h.Posts {
			both := a.Conversation == b.Conversation && a.Outcome == history.Acknowledged && b.Outcome == history.Acknowledged
			if both && a.Ended < b.Began && placeOf(h, a) >= 0 && placeOf(h, b) >= 0 {
				pairs = append(pairs, [2]history.Post{a, b})
			}
		}
	}
	if len(pairs) == 0 {
		return false
	}
	pair := pairs[pick(len(pairs))]
	log, i, j := h.Logs[pair[0].Conversation], placeOf(h, pair[0]), placeOf(h, pair[1])
	log[i], log[j] = log[j], log[i]
	log[i].Seq, log[j].Seq = log[j].Seq, log[i].Seq
	return true
}

// placeOf is the index of a message that was never edited in its log.
func placeOf(h *history.History, p history.Post) int {
	return slices.IndexFunc(h.Logs[p.Conversation], func(e history.Event) bool { return e.Body == p.Body && e.Kind != "change" })
}

// lastEdit calls do for the last edit of a message when it was acknowledged: with what the message said before the message's first
// edit, and its place in its log.
func lastEdit(h *history.History, pick func(int) int, do func(e history.Edit, before string, log []history.Event, i int)) bool {
	last := map[string]history.Edit{}
	for _, e := range h.Edits {
		if e.Outcome != history.Refused {
			last[e.ID] = e
		}
	}
	var all []func()
	for _, p := range h.Posts {
		e, edited := last[p.ID]
		log := h.Logs[p.Conversation]
		i := slices.IndexFunc(log, func(l history.Event) bool { return l.ID == p.ID })
		if p.ID != "" && edited && e.Outcome == history.Acknowledged && i >= 0 {
			all = append(all, func() { do(e, p.Body, log, i) })
		}
	}
	if len(all) == 0 {
		return false
	}
	all[pick(len(all))]()
	return true
}

func oneRead(h *history.History, pick func(int) int, fits func(history.Read) bool, change func(*history.Read)) bool {
	var fit []int
	for i, r := range h.Reads {
		if fits(r) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return false
	}
	change(&h.Reads[fit[pick(len(fit))]])
	return true
}

// newestKnown tells whether the last event of a read had been acknowledged before it.
func newestKnown(h *history.History, r history.Read) bool {
	if len(r.Events) == 0 {
		return false
	}
	last := r.Events[len(r.Events)-1]
	return slices.ContainsFunc(h.Posts, func(p history.Post) bool {
		return p.Outcome == history.Acknowledged && p.Ended < r.Began && p.Body == last.Body
	})
}

// staleEdit adds a read, after everything, that shows a message as it was before its last edit.
func staleEdit(h *history.History, pick func(int) int) bool {
	return lastEdit(h, pick, func(e history.Edit, before string, log []history.Event, i int) {
		shown := slices.Clone(log)
		shown[i].Body = before
		for _, p := range h.Posts {
			if p.ID == e.ID {
				h.Reads = append(h.Reads, history.Read{Node: "node 1", Conversation: p.Conversation, Began: e.Ended + 1<<40, Events: shown})
			}
		}
	})
}
