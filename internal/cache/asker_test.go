package cache_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stoachat/stoa/internal/cache"
)

func TestManyWhoAskAtOnceArePartOfTwoQuestions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var questions atomic.Int64
		answer := make(chan struct{})
		a := cache.NewAsker(func(_ context.Context, keys []int) (map[int]int, error) {
			questions.Add(1)
			<-answer
			all := map[int]int{}
			for _, k := range keys {
				if k != 13 {
					all[k] = 10 * k
				}
			}
			return all, nil
		})
		var asking sync.WaitGroup
		for i := range 1000 {
			asking.Go(func() {
				k := i % 20
				if v, found, err := a.Ask(t.Context(), k); err != nil || found != (k != 13) || found && v != 10*k {
					t.Errorf("%d: %d, %v, %v", k, v, found, err)
				}
			})
		}
		synctest.Wait()
		close(answer)
		asking.Wait()
		if n := questions.Load(); n != 2 {
			t.Errorf("%d questions", n)
		}
	})
}

// The truth moves on all the time. Whoever asks must never be told what was true before.
func TestAnAnswerIsNeverOlderThanTheCall(t *testing.T) {
	var truth atomic.Int64
	a := cache.NewAsker(func(_ context.Context, keys []string) (map[string]int64, error) {
		return map[string]int64{keys[0]: truth.Load()}, nil
	})
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 500 {
				now := truth.Add(1)
				if got, _, _ := a.Ask(t.Context(), "k"); got < now {
					t.Errorf("told %d when it was %d", got, now)
				}
			}
		})
	}
	asking.Wait()
}

func TestWhoeverAsksMayGiveUpAndAFailureIsForItsOwnRound(t *testing.T) {
	boom := errors.New("boom")
	fails := boom
	a := cache.NewAsker(func(context.Context, []int) (map[int]int, error) { return map[int]int{1: 1}, fails })
	if _, _, err := a.Ask(t.Context(), 1); !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	fails = nil
	if v, _, err := a.Ask(t.Context(), 1); v != 1 || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	never := cache.NewAsker(func(context.Context, []int) (map[int]int, error) { <-t.Context().Done(); return nil, nil })
	if _, _, err := never.Ask(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
