package addon

import (
	"sync"
	"time"
)

// maxRemembered bounds how many signatures are remembered, twice.
const maxRemembered = 100_000

// replays remembers which signatures have been used, for as long as they could be used once more: in two generations, so
// that what is too old goes all at once.
type replays struct {
	mu     sync.Mutex
	began  time.Time
	recent map[string]struct{}
	older  map[string]struct{}
}

// first tells whether a signature is used for the first time within the window.
func (r *replays) first(id string, now time.Time, window time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.recent == nil || now.Sub(r.began) > window || len(r.recent) >= maxRemembered {
		r.older, r.recent, r.began = r.recent, make(map[string]struct{}), now
	}
	_, recent := r.recent[id]
	_, older := r.older[id]
	r.recent[id] = struct{}{}
	return !recent && !older
}
