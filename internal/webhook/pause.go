package webhook

import (
	"sync"
	"time"
)

const (
	maxStrikes = 3               // matches in a row that took too long
	pauseFor   = 5 * time.Minute // how long a pattern is not tried then
)

// pause keeps a pattern that took too long again and again from the senders for a while. Its zero value has seen
// nothing yet.
type pause struct {
	mu      sync.Mutex
	strikes int
	until   time.Time
}

func (p *pause) on(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return now.Before(p.until)
}

// note says how a match went, and answers whether a pause begins.
func (p *pause) note(inTime bool, now time.Time) (begins bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if inTime {
		p.strikes = 0
		return false
	}
	p.strikes++
	if p.strikes < maxStrikes {
		return false
	}
	p.strikes, p.until = 0, now.Add(pauseFor)
	return true
}
