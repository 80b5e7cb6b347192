package realtime

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// fresh are conversations whose heads are compared with the log soon: the word that this node watches them is still on
// its way to some of the others.
type fresh struct {
	mu  sync.Mutex
	ids map[int64]struct{}
}

func (f *fresh) add(ids ...int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ids == nil {
		f.ids = map[int64]struct{}{}
	}
	for _, id := range ids {
		f.ids[id] = struct{}{}
	}
}

func (f *fresh) take() []int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	ids := slices.Collect(maps.Keys(f.ids))
	f.ids = nil
	return ids
}

// settled is told how far a conversation is, by a session that has read its log.
func (h *Hub) settled(conversation, seq int64) {
	h.topics.mu.RLock()
	t := h.topics.byID[conversation]
	h.topics.mu.RUnlock()
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.passed == unknown {
		t.passed, t.ahead = seq, max(t.ahead, seq)
		if !h.bus.Alone() {
			h.fresh.add(conversation)
		}
	}
}

// watchHeads compares what has been passed on with the log: of fresh conversations soon, of all now and then, and as soon
// while rings of other nodes do not arrive. A ring that was lost, with none after it to show the gap, is found so.
func (h *Hub) watchHeads() {
	tick := time.NewTicker(h.bounds.FreshEvery)
	defer tick.Stop()
	all := time.NewTicker(h.bounds.HeadsEvery)
	defer all.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-tick.C:
			h.compare(h.due())
			h.people.askAgain()
		case <-all.C:
			h.compare(h.topics.all())
		}
	}
}

// due are the conversations to be compared with the log now.
func (h *Hub) due() []int64 {
	fresh := h.fresh.take()
	if h.hears() {
		return fresh
	}
	return h.topics.all()
}

// compare asks one question for all.
func (h *Hub) compare(conversations []int64) {
	if len(conversations) == 0 {
		return
	}
	var heads map[int64]int64
	err := h.ask(func(ctx context.Context) (err error) {
		heads, err = h.log.Heads(ctx, conversations)
		return err
	})
	if err != nil {
		if h.ctx.Err() == nil {
			h.logger.Error("the live feed cannot be compared with the log", "err", err)
			h.fresh.add(conversations...)
		}
		return
	}
	for id, seq := range heads {
		h.reaches(id, seq)
	}
}

// reaches is told how far a log is.
func (h *Hub) reaches(conversation, seq int64) {
	h.topics.mu.RLock()
	defer h.topics.mu.RUnlock()
	t := h.topics.byID[conversation]
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.passed == unknown || seq <= t.passed {
		return // who has begun to watch is about to read the log
	}
	t.ahead = max(t.ahead, seq)
	h.mendSoon(conversation, t)
}
