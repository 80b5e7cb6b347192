package webhook

import (
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// hands counts the calls that are under way at the same time. A receiver that does not answer keeps its call for the
// whole timeout; so that hundreds of them leave room for everybody else, a call that lingers gives its hand back, and
// goes on among others like it. What failed before starts there.
type hands struct {
	most, mostLingering int
	begun               int // each call has a number: a delivery may be on its way anew before the end of its last call is heard of
	busy, lingering     map[int]struct{}
	stuck               []int // busy ones that linger, and find no room among those
}

func newHands(most, mostLingering int) *hands {
	return &hands{most: most, mostLingering: mostLingering, busy: make(map[int]struct{}), lingering: make(map[int]struct{})}
}

// free tells how many calls may begin: of deliveries that are tried for the first time, and of others.
func (h *hands) free() (first, again int) {
	return h.most - len(h.busy), h.mostLingering - len(h.lingering)
}

// begin notes that a claimed delivery is on its way, and answers the call's number.
func (h *hands) begin(owed chat.Delivery) int {
	h.begun++
	if owed.Attempts > 1 {
		h.lingering[h.begun] = struct{}{}
	} else {
		h.busy[h.begun] = struct{}{}
	}
	return h.begun
}

// lingers notes that a call has not been answered for long.
func (h *hands) lingers(call int) {
	if _, ok := h.busy[call]; ok {
		h.stuck = append(h.stuck, call)
		h.move()
	}
}

// end notes that a call is over.
func (h *hands) end(call int) {
	delete(h.busy, call)
	delete(h.lingering, call)
	if i := slices.Index(h.stuck, call); i >= 0 {
		h.stuck = slices.Delete(h.stuck, i, i+1)
	}
	h.move()
}

func (h *hands) move() {
	for len(h.stuck) > 0 && len(h.lingering) < h.mostLingering {
		call := h.stuck[0]
		h.stuck = h.stuck[1:]
		delete(h.busy, call)
		h.lingering[call] = struct{}{}
	}
}
