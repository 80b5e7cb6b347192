package cache_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stoachat/stoa/internal/cache"
)

func TestAValueIsLoadedOnceUntilCleared(t *testing.T) {
	c := cache.New[string, int](10)
	loads := 0
	get := func() int {
		v, err := c.Get(context.Background(), "k", func(context.Context, string) (int, error) { loads++; return loads, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if first, second := get(), get(); first != 1 || second != 1 {
		t.Fatal("the second read was not answered from the cache")
	}
	c.Clear()
	if get() != 2 {
		t.Fatal("a cleared value was kept")
	}
}

func TestWhatWasReadBeforeAClearIsNotKept(t *testing.T) {
	c := cache.New[string, int](10)
	_, _ = c.Get(context.Background(), "k", func(context.Context, string) (int, error) { c.Clear(); return 1, nil })
	v, _ := c.Get(context.Background(), "k", func(context.Context, string) (int, error) { return 2, nil })
	if v != 2 {
		t.Fatalf("got %d, read before the clear", v)
	}
}

func TestErrorsAreNotKeptAndSizeIsBounded(t *testing.T) {
	c := cache.New[int, int](2)
	boom := errors.New("boom")
	if _, err := c.Get(context.Background(), 1, func(context.Context, int) (int, error) { return 0, boom }); !errors.Is(err, boom) {
		t.Fatalf("got %v", err)
	}
	loads := 0
	for _, k := range []int{1, 2, 3, 1} {
		_, _ = c.Get(context.Background(), k, func(context.Context, int) (int, error) { loads++; return k, nil })
	}
	if loads != 4 {
		t.Fatalf("%d loads: the cache grew beyond its size", loads)
	}
}

func TestValuesThatWeighTooMuchTogetherAreNotKept(t *testing.T) {
	c := cache.NewWeighed[int](10, func(v int) int { return v })
	loads := 0
	for _, v := range []int{4, 6, 4, 6, 11, 11, 4, 1, 4, 1} {
		_, _ = c.Get(context.Background(), v, func(context.Context, int) (int, error) { loads++; return v, nil })
	}
	// 4 and 6 once, 11 each time, and 1 has the others forgotten: then 4 once more.
	if loads != 6 {
		t.Errorf("%d loads", loads)
	}
	c.Clear()
	for _, v := range []int{4, 6, 4, 6} {
		_, _ = c.Get(context.Background(), v, func(context.Context, int) (int, error) { loads++; return v, nil })
	}
	if loads != 8 {
		t.Errorf("%d loads: what was cleared weighs on", loads)
	}
}
