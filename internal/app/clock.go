package app

import (
	"context"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/store"
)

// ownClock is what the server's own machine shows.
func (c *Config) ownClock() func() time.Time {
	if c.ClockSkew == 0 {
		return time.Now
	}
	return func() time.Time { return time.Now().Add(c.ClockSkew) }
}

// agree makes the server go by the clock of a database that others may share. It comes before anything asks for the time.
func (a *App) agree(ctx context.Context) (err error) {
	if a.cfg.Now == nil {
		a.cfg.Now = a.cfg.ownClock()
		if strings.HasPrefix(a.cfg.Database, "postgres") {
			if a.clock, err = store.NewClock(ctx, a.store, a.cfg.Now, a.log); err != nil {
				return err
			}
			a.cfg.Now = a.clock.Now
		}
	}
	return nil
}
