package auth

import (
	"sync"
	"time"
)

// Windows counts calls per key in fixed windows, as HipChat's rate limits do: a window starts with the first call
// and everything is allowed again when it ends. spec: auth, 10.
type Windows struct {
	limit int // 0: unlimited
	every time.Duration
	now   func() time.Time

	mu      sync.Mutex
	windows map[string]window
	untold  map[string]int // what other nodes have not been told, by key; nil: there are none, see WindowShare
}

type window struct {
	used int
	ends time.Time
}

// Allowance is what is left in a window, for the rate headers.
type Allowance struct {
	Limit     int
	Remaining int
	Reset     time.Time // when the window ends
}

// Unlimited is the limit that the headers show when there is none.
const Unlimited = 1_000_000

// NewWindows allows limit calls per key every so long; limit 0 allows everything. now may be nil.
func NewWindows(limit int, every time.Duration, now func() time.Time) *Windows {
	if now == nil {
		now = time.Now
	}
	return &Windows{limit: limit, every: every, now: now, windows: make(map[string]window)}
}

// Take counts a call; ok is false when it is over the limit. Remaining 0 means that the next one would be.
func (w *Windows) Take(key string) (a Allowance, ok bool) {
	now := w.now()
	if w.limit == 0 {
		return Allowance{Limit: Unlimited, Remaining: Unlimited, Reset: now.Add(w.every)}, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	win := w.current(key, now)
	if win.used >= w.limit {
		return w.allowance(win), false
	}
	win.used++
	w.windows[key] = win
	w.note(key, 1)
	return w.allowance(win), true
}

// GiveBack takes back a call that turned out not to count.
func (w *Windows) GiveBack(key string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if win, there := w.windows[key]; there && win.used > 0 {
		win.used--
		w.windows[key] = win
		w.note(key, -1)
	}
}

// note remembers what other nodes are to be told.
func (w *Windows) note(key string, n int) {
	if w.untold != nil && len(w.untold) < maxWindows {
		w.untold[key] += n
	}
}

// Peek answers what is left without counting; over tells that the next call would be refused.
func (w *Windows) Peek(key string) (a Allowance, over bool) {
	now := w.now()
	if w.limit == 0 {
		return Allowance{Limit: Unlimited, Remaining: Unlimited, Reset: now.Add(w.every)}, false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	win := w.current(key, now)
	return w.allowance(win), win.used >= w.limit
}

func (w *Windows) current(key string, now time.Time) window {
	win, there := w.windows[key]
	if there && now.Before(win.ends) {
		return win
	}
	if !there && len(w.windows) >= maxWindows {
		w.sweep(now)
	}
	return window{ends: now.Add(w.every)}
}

// maxWindows bounds the memory that callers with ever new keys can take.
const maxWindows = 100_000

func (w *Windows) sweep(now time.Time) {
	for k, win := range w.windows {
		if !now.Before(win.ends) {
			delete(w.windows, k)
		}
	}
	if len(w.windows) >= maxWindows {
		clear(w.windows)
	}
}

func (w *Windows) allowance(win window) Allowance {
	return Allowance{Limit: w.limit, Remaining: w.limit - win.used, Reset: win.ends}
}

// Full is what a caller whom nothing counts against has left.
func (w *Windows) Full() Allowance {
	limit := w.limit
	if limit == 0 {
		limit = Unlimited
	}
	return Allowance{Limit: limit, Remaining: limit, Reset: w.now().Add(w.every)}
}
