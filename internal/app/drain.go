package app

import (
	"context"
	"time"
)

// draining answers a context that ends Config.Drain after ctx. Meanwhile /readyz says that the server stops, so that a
// balancer sends it nothing more, and what comes all the same is answered.
func (a *App) draining(ctx context.Context) (serving context.Context, stop func()) {
	serving, stop = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		select {
		case <-serving.Done(): // it could not serve
			return
		case <-ctx.Done():
		}
		a.stopping.Store(true)
		last := time.NewTimer(a.cfg.Drain)
		defer last.Stop()
		select {
		case <-last.C:
		case <-serving.Done():
		}
		stop()
	}()
	return serving, stop
}
