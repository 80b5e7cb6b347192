package chat

import (
	"slices"
	"sync"
	"time"
)

const (
	peopleApart = 200 * time.Millisecond // between two tellings of people
	peopleInOne = 100                    // people at most in a frame, which has to fit into what nodes tell each other
)

// peopleTold tells of people who have changed. The first is told of at once. Those who change soon after it, as in a sync with a
// directory, are told of together: each socket gets a few frames rather than one for each of them.
type peopleTold struct {
	mu      sync.Mutex
	soon    bool        // somebody was told of just now, and whoever comes has to wait
	waiting []personNow // in the order in which they first changed, nobody twice
}

// tell has send tell everybody of p, now or soon.
func (t *peopleTold) tell(p personNow, send func(frame []byte)) {
	t.mu.Lock()
	wait := t.soon
	t.soon = true
	if wait {
		t.add(p)
	}
	t.mu.Unlock()
	if !wait {
		send(peopleFrame([]personNow{p}))
		time.AfterFunc(peopleApart, func() { t.tellRest(send) })
	}
}

// add puts p in the place of what else was to be told of them. The caller holds t.mu.
func (t *peopleTold) add(p personNow) {
	i := slices.IndexFunc(t.waiting, func(other personNow) bool { return other.UserID == p.UserID })
	if i < 0 {
		t.waiting = append(t.waiting, p)
		return
	}
	p.Profile = p.Profile && t.waiting[i].Profile
	t.waiting[i] = p
}

// tellRest tells of those who have waited. While there are any, more may come, so it goes on until there are none. One call
// of it is under way at most, and nothing else is sent meanwhile: what is told last of somebody is what they are.
func (t *peopleTold) tellRest(send func(frame []byte)) {
	if t.tellWaiting(send) {
		time.AfterFunc(peopleApart, func() { t.tellRest(send) })
	}
}

// tellWaiting tells of those who have waited, and answers whether there were any.
func (t *peopleTold) tellWaiting(send func(frame []byte)) bool {
	t.mu.Lock()
	people := t.waiting
	t.waiting, t.soon = nil, len(people) > 0
	t.mu.Unlock()
	for some := range slices.Chunk(people, peopleInOne) {
		send(peopleFrame(some))
	}
	return len(people) > 0
}
