package bench

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatComesForwardSlowlyIsWaitedForAndWhatStandsStillIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		begin := time.Now()
		var p pulse
		go p.watch(ctx, 20*time.Second, cancel)
		for range 10 {
			time.Sleep(19 * time.Second)
			p.beat()
		}
		if ctx.Err() != nil {
			t.Fatalf("it was given up after %v: %v", time.Since(begin), context.Cause(ctx))
		}
		beaten := time.Now()
		<-ctx.Done()
		if still := time.Since(beaten); still < 20*time.Second || still > 40*time.Second || context.Cause(ctx).Error() != "nothing has come forward for 20s" {
			t.Errorf("it was given up after %v: %v", still, context.Cause(ctx))
		}
	})
}

func TestAllAreDoneUntilOneFails(t *testing.T) {
	for _, n := range []int64{0, 1, opening, 10 * opening} {
		var done atomic.Int64
		if err := atOnce(t.Context(), int(n), func(context.Context) error { done.Add(1); return nil }); err != nil || done.Load() != n {
			t.Errorf("%d of %d were done: %v", done.Load(), n, err)
		}
	}
	broken := errors.New("broken")
	var done atomic.Int64
	err := atOnce(t.Context(), 1000, func(context.Context) error {
		if done.Add(1) == 100 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || done.Load() > 100+opening {
		t.Errorf("%d were done: %v", done.Load(), err)
	}
}
