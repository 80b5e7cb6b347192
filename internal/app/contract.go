package app

import (
	"context"
	"time"
)

const contractEvery = 10 * time.Second

// contract runs the migrations that servers of an older version have held up, when those have stopped.
func (a *App) contract(ctx context.Context) {
	waiting := a.store.Waiting()
	if len(waiting) == 0 {
		return
	}
	a.log.InfoContext(ctx, "some migrations wait until the servers of an older version have stopped", "migrations", waiting)
	tick := time.NewTicker(contractEvery)
	defer tick.Stop()
	for len(a.store.Waiting()) > 0 {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !a.keeps() {
			continue
		}
		if err := a.store.Contract(ctx); err != nil && ctx.Err() == nil {
			a.log.ErrorContext(ctx, "a migration that waited has failed", "error", err)
		}
	}
	a.log.InfoContext(ctx, "the migrations that waited have run", "migrations", waiting)
}
