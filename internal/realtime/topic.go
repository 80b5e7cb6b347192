package realtime

import "sync"

// topics knows who watches which conversation.
type topics struct {
	mu   sync.RWMutex
	byID map[int64][]*watch
}

// watch is one session's interest in one conversation.
type watch struct {
	session      *session
	conversation int64

	place int  // its index in topics.byID, guarded by topics.mu
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
	list := t.byID[w.conversation]
	w.place, w.known = len(list), true
	t.byID[w.conversation] = append(list, w)
}

func (t *topics) remove(w *watch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !w.known {
		return
	}
	w.known = false
	list := t.byID[w.conversation]
	end := len(list) - 1
	list[w.place] = list[end]
	list[w.place].place = w.place
	list[end] = nil
	if end == 0 {
		delete(t.byID, w.conversation)
		return
	}
	t.byID[w.conversation] = list[:end]
}
