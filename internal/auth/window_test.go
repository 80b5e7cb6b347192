package auth_test

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/auth"
)

func TestAWindowRefusesTheCallAfterRemainingZero(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	w := auth.NewWindows(2, time.Minute, func() time.Time { return now })
	if a, ok := w.Take("k"); !ok || a.Remaining != 1 || !a.Reset.Equal(now.Add(time.Minute)) {
		t.Fatalf("first call: %+v, %v", a, ok)
	}
	if a, ok := w.Take("k"); !ok || a.Remaining != 0 {
		t.Fatalf("second call: %+v, %v", a, ok)
	}
	if _, over := w.Peek("k"); !over {
		t.Error("looking does not tell that the window is used up")
	}
	if _, ok := w.Take("k"); ok {
		t.Error("the third call was allowed")
	}
	if _, ok := w.Take("other"); !ok {
		t.Error("another key was refused")
	}
	now = now.Add(time.Minute)
	if a, ok := w.Take("k"); !ok || a.Remaining != 1 {
		t.Errorf("after the window's end: %+v, %v", a, ok)
	}
}

func TestNoLimitStillFillsTheHeaders(t *testing.T) {
	w := auth.NewWindows(0, time.Minute, nil)
	for range 1000 {
		if a, ok := w.Take("k"); !ok || a.Remaining <= 0 || a.Limit <= 0 {
			t.Fatalf("got %+v, %v", a, ok)
		}
	}
	if a := w.Full(); a.Limit != auth.Unlimited {
		t.Errorf("got %+v", a)
	}
}
