package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTalliesAddUpInStepsAndAreForgotten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		for _, tallies := range [][]chat.Tally{
			{{Hour: 48, Name: "message", Count: 2}, {Hour: 49, Name: "call_took", Bucket: 100, Count: 1}, {Hour: 54, Name: "message", Count: 5}},
			{{Hour: 48, Name: "message", Count: 1}, {Hour: 53, Name: "message", Count: 4}, {Hour: 60, Name: "message", Count: 9}},
		} {
			if err := s.AddTallies(ctx, tallies, nil); err != nil {
				t.Fatal(err)
			}
		}
		want := []chat.Tally{{Hour: 48, Name: "call_took", Bucket: 100, Count: 1}, {Hour: 48, Name: "message", Count: 7}, {Hour: 54, Name: "message", Count: 5}}
		got, err := s.Tallies(ctx, 48, 60, 6)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if err := s.ForgetTallies(ctx, 60, 60); err != nil {
			t.Fatal(err)
		}
		want = []chat.Tally{{Hour: 60, Name: "message", Count: 9}}
		if got, err = s.Tallies(ctx, 0, 100, 1); !cmp.Equal(want, got) || err != nil {
			t.Errorf("after forgetting: %v, %v", got, err)
		}
	})
}

func TestPeopleAreCountedOnceInEachSpan(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		active := []chat.Activity{{Hour: 48, UserID: 1}, {Hour: 48, UserID: 2}, {Hour: 49, UserID: 1}, {Hour: 73, UserID: 1}, {Hour: 48, UserID: 1}}
		for range 2 {
			if err := s.AddTallies(ctx, nil, active); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			name        string
			from, until int64
			step        int64
			want        map[int64]int64
			all         int64
		}{
			{"hours", 48, 72, 1, map[int64]int64{48: 2, 49: 1}, 2},
			{"quarters of a day", 48, 96, 6, map[int64]int64{48: 2, 72: 1}, 2},
			{"days", 48, 96, 24, map[int64]int64{48: 2, 72: 1}, 2},
		} {
			t.Run(c.name, func(t *testing.T) {
				got, all, err := s.ActivePeople(ctx, c.from, c.until, c.step)
				if diff := cmp.Diff(c.want, got); diff != "" || err != nil || all != c.all {
					t.Errorf("%v, %d in all (-want +got):\n%s", err, all, diff)
				}
			})
		}
		if err := s.ForgetTallies(ctx, 0, 100); err != nil {
			t.Fatal(err)
		}
		if got, _, err := s.ActivePeople(ctx, 48, 96, 1); len(got) != 0 || err != nil {
			t.Errorf("hours are left: %v, %v", got, err)
		}
		if got, _, err := s.ActivePeople(ctx, 48, 96, 24); len(got) != 2 || err != nil {
			t.Errorf("days are not: %v, %v", got, err)
		}
	})
}
