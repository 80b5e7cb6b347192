package store_test

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestADumpHoldsOnToFilesForAsLongAsItIsAsked(t *testing.T) {
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), t.Context()
		began := time.Now().UTC().Truncate(time.Microsecond)
		d, err := store.OpenDump(ctx, url, began)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = d.Close() }()
		first, err := s.HeldUntil(ctx)
		if err != nil || !first.After(began) {
			t.Fatalf("held until %v, %v", first, err)
		}
		for _, c := range []struct{ at, longer time.Duration }{{time.Second, 0}, {2 * time.Minute, 2 * time.Minute}, {2*time.Minute + time.Second, 2 * time.Minute}, {time.Hour, time.Hour}} {
			err := d.Hold(ctx, began.Add(c.at))
			until, readErr := s.HeldUntil(ctx)
			if err != nil || readErr != nil || !until.Equal(first.Add(c.longer)) {
				t.Errorf("after %v it is held %v longer, want %v: %v, %v", c.at, until.Sub(first), c.longer, err, readErr)
			}
		}
	})
}
