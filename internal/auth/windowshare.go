package auth

import (
	"context"
	"encoding/json"
	"maps"
	"sync"
	"time"
)

// Nodes are the other nodes of a cluster; bus.Bus is.
type Nodes interface {
	Tell(topic string, payload []byte)
	Hear(topic string, hear func(from string, payload []byte)) (cancel func())
}

// WindowShare has the windows of all nodes count together: each node tells what it has counted a few times a second. So
// between two tellings a caller who goes to many nodes may get more than the limit, by what the others count meanwhile.
type WindowShare struct {
	nodes Nodes

	mu     sync.Mutex
	byName map[string]*Windows
}

const (
	tellWindows = 250 * time.Millisecond
	topicWindow = "windows"
	maxTold     = 500 // keys in one telling, the others wait for the next
	maxKeyTold  = 400 // bytes
)

// NewWindowShare makes a share without windows.
func NewWindowShare(n Nodes) *WindowShare {
	return &WindowShare{nodes: n, byName: make(map[string]*Windows)}
}

// Add shares windows with those of the same name on other nodes. Call it before Run.
func (s *WindowShare) Add(name string, w *Windows) {
	w.mu.Lock()
	w.untold = make(map[string]int)
	w.mu.Unlock()
	s.mu.Lock()
	s.byName[name] = w
	s.mu.Unlock()
}

// counted is what a node tells: by window and key, how many more calls there were, and when the key's window ends.
type counted map[string]map[string]count

type count struct {
	N    int   `json:"n"`
	Ends int64 `json:"ends"` // microseconds
}

// Run tells and hears until ctx ends.
func (s *WindowShare) Run(ctx context.Context) {
	defer s.nodes.Hear(topicWindow, s.hear)()
	tick := time.NewTicker(tellWindows)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.tell()
		}
	}
}

func (s *WindowShare) tell() {
	s.mu.Lock()
	all := maps.Clone(s.byName)
	s.mu.Unlock()
	for name, w := range all {
		if told := w.news(); len(told) > 0 {
			b, _ := json.Marshal(counted{name: told}) // numbers and texts: nothing can fail
			s.nodes.Tell(topicWindow, b)
		}
	}
}

func (s *WindowShare) hear(_ string, payload []byte) {
	var told counted
	if json.Unmarshal(payload, &told) != nil {
		return // of a version that says it otherwise
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, keys := range told {
		if w := s.byName[name]; w != nil {
			w.take(keys)
		}
	}
}

// news gives what has been counted here since it was last asked for.
func (w *Windows) news() map[string]count {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := make(map[string]count, min(len(w.untold), maxTold))
	for key, n := range w.untold {
		if len(told) == maxTold {
			break
		}
		delete(w.untold, key)
		if n != 0 && len(key) <= maxKeyTold {
			told[key] = count{n, w.windows[key].ends.UnixMicro()}
		}
	}
	return told
}

// take counts what other nodes have counted. A window that is not known here yet ends when theirs does.
func (w *Windows) take(keys map[string]count) {
	now := w.now()
	w.mu.Lock()
	defer w.mu.Unlock()
	for key, c := range keys {
		ends := time.UnixMicro(c.Ends)
		if len(key) > maxKeyTold || !now.Before(ends) || ends.After(now.Add(w.every)) {
			continue // over, or by a clock that is no good
		}
		win := w.current(key, now)
		if win.used == 0 {
			win.ends = ends
		}
		win.used = max(0, win.used+c.N)
		w.windows[key] = win
	}
}
