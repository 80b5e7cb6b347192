package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// pulse beats whenever something comes forward, however slowly: a busy machine is no reason to give up, one that stands
// still is.
type pulse struct{ beats atomic.Int64 }

func (p *pulse) beat() {
	if p != nil {
		p.beats.Add(1)
	}
}

// watch ends what ctx is of when there was no beat for so long, and says that. It returns with ctx.
func (p *pulse) watch(ctx context.Context, still time.Duration, end context.CancelCauseFunc) {
	for seen := p.beats.Load(); ctx.Err() == nil; {
		pause(ctx, still)
		now := p.beats.Load()
		if now == seen && ctx.Err() == nil {
			end(fmt.Errorf("nothing has come forward for %v", still))
		}
		seen = now
	}
}
