package realtime

import (
	"testing"
	"time"
)

func TestChangesAreGatheredLongerTheMoreHaveToBeTold(t *testing.T) {
	p := newPeople(&Bounds{Gather: 100 * time.Millisecond}, nil, nil)
	for sessions, want := range map[int]time.Duration{0: 100, 999: 100, 1000: 200, 10_000: 1100} {
		p.here = sessions
		if got := p.gathering(); got != want*time.Millisecond {
			t.Errorf("%d sessions: %v, want %v", sessions, got, want*time.Millisecond)
		}
	}
}
