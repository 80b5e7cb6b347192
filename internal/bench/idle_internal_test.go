package bench

import (
	"errors"
	"testing"
)

func TestAMemoryThatShrankIsNotReported(t *testing.T) {
	if got, err := idleResult(1000, 90_000, 60_000); !errors.Is(err, errShrank) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := idleResult(1000, 60_000, 65_000); err != nil || got.KBPerSocket != 5 {
		t.Errorf("got %+v, %v", got, err)
	}
}
