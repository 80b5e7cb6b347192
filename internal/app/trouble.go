package app

import (
	"context"
	"time"
)

const troubleEvery = time.Second

// tellTrouble has the pages that are open here say what this server cannot do, and when that is over.
func (a *App) tellTrouble(ctx context.Context) {
	tick := time.NewTicker(troubleEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if trouble := a.trouble(ctx); ctx.Err() == nil {
				a.hub.Tell(trouble)
			}
		}
	}
}

// trouble names what is away, as pages know it.
func (a *App) trouble(ctx context.Context) (parts []string) {
	ctx, cancel := context.WithTimeout(ctx, readyLimit)
	defer cancel()
	if len(a.node.Against()) > 0 {
		parts = append(parts, "bus")
	}
	if _, err := a.store.Group(ctx); err != nil || a.store.Held() != nil {
		parts = append(parts, "database")
	}
	return parts
}
