package realtime

import (
	"sync"

	"github.com/stoachat/stoa/internal/bus"
)

// topics knows who watches which conversation.
type topics struct {
	mu   sync.RWMutex
	byID map[int64]*topic
}

// topic is a conversation that somebody watches. Rings of other nodes come on other ways than this node's own, so one may
// be ahead of its turn: it is held for a moment, and what is missing then is read from the log once for all.
type topic struct {
	watches []*watch // guarded by topics.mu

	mu      sync.Mutex       // taken after topics.mu and before a session's
	passed  int64            // every event up to this seq has been passed on; unknown: nobody has read the log yet
	ahead   int64            // the highest seq that is known
	held    map[int64][]byte // encoded frames that are ahead of their turn
	bytes   int              // of held
	mending bool             // somebody is about to read the log
}

// unknown is what a topic has passed on before anybody has read its log.
const unknown = -1

// watch is one session's interest in one conversation.
type watch struct {
	session      *session
	conversation int64

	place int  // its index in the topic's watches, guarded by topics.mu
	known bool // it stands in topics, guarded by topics.mu

	// Guarded by session.mu.
	sent    int64 // all events up to this seq have been handed to the session's pending list
	told    int64 // the highest seq that the bus has rung for
	behind  bool  // it reads the log: frames are not passed on until it has caught up
	resumes bool  // the client waits for the answer to its watch command
	gone    bool  // the client has ended it
}

func (t *topics) add(w *watch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.byID[w.conversation]
	if one == nil {
		one = &topic{passed: unknown}
		t.byID[w.conversation] = one
	}
	w.place, w.known = len(one.watches), true
	one.watches = append(one.watches, w)
}

// remove answers whether w was there.
func (t *topics) remove(w *watch) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !w.known {
		return false
	}
	w.known = false
	one := t.byID[w.conversation]
	list := one.watches
	end := len(list) - 1
	list[w.place] = list[end]
	list[w.place].place = w.place
	list[end] = nil
	one.watches = list[:end]
	if end == 0 {
		delete(t.byID, w.conversation)
	}
	return true
}

// watches answers who watches a conversation. The caller holds t.mu for as long as it uses them.
func (t *topics) watches(conversation int64) []*watch {
	if one := t.byID[conversation]; one != nil {
		return one.watches
	}
	return nil
}

// all answers the conversations that are watched.
func (t *topics) all() []int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	ids := make([]int64, 0, len(t.byID))
	for id := range t.byID {
		ids = append(ids, id)
	}
	return ids
}

// subscribe makes w hear of its conversation: from other nodes first, so that nothing falls between that and reading the
// log.
func (h *Hub) subscribe(w *watch) {
	h.bus.Watch(h.ctx, bus.Room(w.conversation))
	h.topics.add(w)
}

func (h *Hub) unsubscribe(w *watch) {
	if h.topics.remove(w) {
		h.bus.Unwatch(bus.Room(w.conversation))
	}
}
