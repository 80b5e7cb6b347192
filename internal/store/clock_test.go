package store_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestClockShowsTheDatabasesTime(t *testing.T) {
	s := storetest.Open(t, storetest.PostgreSQL(t))
	for name, ahead := range map[string]time.Duration{"right": 0, "fast": time.Hour, "slow": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			c, err := store.NewClock(t.Context(), s, func() time.Time { return time.Now().Add(ahead) }, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			// The database is on this machine, so its clock is the test's.
			if off := time.Until(c.Now()).Abs(); off > time.Minute {
				t.Errorf("it is off by %v", off)
			}
			if got := c.Ahead(); (got - ahead).Abs() > time.Minute {
				t.Errorf("ahead by %v, not %v", got, ahead)
			}
		})
	}
}
