package stoatest

import (
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/app"
)

// Clock is a server's clock that a test can put forward.
type Clock struct{ ahead atomic.Int64 }

// NewClock makes a Clock that shows the present.
func NewClock() *Clock { return &Clock{} }

// Advance puts the clock forward.
func (c *Clock) Advance(d time.Duration) { c.ahead.Add(int64(d)) }

// Now is what the clock shows.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// WithClock makes the server go by the clock.
func WithClock(c *Clock) Option { return func(cfg *app.Config) { cfg.Now = c.Now } }
