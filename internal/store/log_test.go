package store_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func ids(events []chat.Event) []string {
	list := make([]string, len(events))
	for i, e := range events {
		list[i] = e.ID
	}
	return list
}

// window answers up to limit elements of list from offset on.
func window(list []chat.Event, offset, limit int) []chat.Event {
	offset = min(offset, len(list))
	return list[offset:min(offset+limit, len(list))]
}

// TestCursorsAgreeWithTheWholeLog compares the cursors with slices of a log that is kept in memory.
func TestCursorsAgreeWithTheWholeLog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		s, ctx := storetest.Open(t, url), context.Background()
		rng := rand.New(rand.NewPCG(1, 2))
		room, noise := mustRoom(t, s, "Ops", 0), mustRoom(t, s, "Noise", 0)
		kinds := []chat.Kind{chat.KindMessage, chat.KindNotification, chat.KindTopic, chat.KindEnter, chat.KindExit}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var log []chat.Event
		for i := range 120 {
			a := said(room.ConversationID, 1, "x")
			a.Event.Kind = kinds[rng.IntN(len(kinds))]
			a.Event.Time = start.Add(time.Duration(i/3) * time.Second) // several share a time
			log = append(log, mustAppend(t, s, a))
			if i%10 == 0 {
				mustAppend(t, s, said(noise.ConversationID, 1, "noise"))
			}
		}
		for range 200 {
			seq, limit := rng.Int64N(140), 1+rng.IntN(50)
			after, err := s.EventsAfter(ctx, room.ConversationID, seq, limit)
			if err != nil {
				t.Fatal(err)
			}
			if want := window(log, int(seq), limit); !slices.Equal(ids(after), ids(want)) {
				t.Fatalf("%d after %d: got %d events, want %d", limit, seq, len(after), len(want))
			}
			before, err := s.EventsBefore(ctx, room.ConversationID, seq, limit)
			if err != nil {
				t.Fatal(err)
			}
			end := len(log)
			if seq != 0 {
				end = min(end, int(seq)-1)
			}
			if want := log[max(0, end-limit):end]; !slices.Equal(ids(before), ids(want)) {
				t.Fatalf("%d before %d: got %d events, want %d", limit, seq, len(before), len(want))
			}

			q := chat.HistoryQuery{ConversationID: room.ConversationID, Offset: rng.IntN(20), Limit: limit}
			if rng.IntN(2) == 0 {
				q.Since = start.Add(time.Duration(rng.IntN(40)) * time.Second)
			}
			if rng.IntN(2) == 0 {
				q.Until = start.Add(time.Duration(rng.IntN(40)) * time.Second)
			}
			if rng.IntN(2) == 0 {
				q.Kinds = kinds[:1+rng.IntN(2)]
			}
			if rng.IntN(3) == 0 {
				q.NotBefore = log[rng.IntN(len(log))].Position()
			}
			if rng.IntN(3) == 0 {
				q.NotAfter = log[rng.IntN(len(log))].Position()
			}
			history, err := s.History(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			if want := historyOf(log, q); !slices.Equal(ids(history), ids(want)) {
				t.Fatalf("%+v: got %d events, want %d", q, len(history), len(want))
			}
		}
	})
}

// historyOf is the plain meaning of a history query.
func historyOf(log []chat.Event, q chat.HistoryQuery) []chat.Event {
	var all []chat.Event
	for _, e := range slices.Backward(log) {
		if !q.Since.IsZero() && e.Time.Before(q.Since) || !q.Until.IsZero() && e.Time.After(q.Until) {
			continue
		}
		at := e.Position()
		if at.Before(q.NotBefore) || !q.NotAfter.Time.IsZero() && q.NotAfter.Before(at) || !e.Kind.Shown() {
			continue
		}
		if q.Kinds == nil || slices.Contains(q.Kinds, e.Kind) {
			all = append(all, e)
		}
	}
	return window(all, q.Offset, q.Limit)
}
