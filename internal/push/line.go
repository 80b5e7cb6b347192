package push

import "sync"

// lines are the parcels that wait, a line for each browser. Of one line, one parcel is on its way at a time: a later push
// takes the place of an earlier one, so they must not overtake each other.
type lines struct {
	mu      sync.Mutex
	waiting map[int64][]parcel // by the subscription; one whose parcel is on its way is there as well
	count   int
	next    chan int64 // subscriptions that have a parcel waiting and none on its way
}

// newLines makes lines for up to most parcels.
func newLines(most int) *lines {
	return &lines{waiting: make(map[int64][]parcel), next: make(chan int64, most)}
}

// add puts a parcel at the end of its browser's line, and answers whether there was room.
func (l *lines) add(x parcel) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count == cap(l.next) {
		return false
	}
	l.count++
	line, there := l.waiting[x.to.ID]
	l.waiting[x.to.ID] = append(line, x)
	if !there {
		l.next <- x.to.ID
	}
	return true
}

// take takes the first parcel of a subscription that came from next. Call done when it has arrived or was given up.
func (l *lines) take(subscription int64) parcel {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.waiting[subscription]
	l.waiting[subscription] = line[1:]
	l.count--
	return line[0]
}

// done lets the subscription's line move on, behind those that wait already.
func (l *lines) done(subscription int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting[subscription]) == 0 {
		delete(l.waiting, subscription)
		return
	}
	l.next <- subscription
}

func (l *lines) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}
