package realtime_test

import (
	"sync"
	"testing"

	"github.com/stoachat/stoa/internal/realtime"
)

// All come back in the same moment, while somebody posts and every few rings are lost. Each must see every event from the
// one it came with, exactly once and in order, and the log is not read by each of them.
func TestAStormIsExactWhileEventsArePublished(t *testing.T) {
	const before, meanwhile, clients = 70, 30, 40
	f := newFeed(t, realtime.Bounds{})
	for range before {
		f.post(7)
	}
	pages := make([]*page, clients)
	for i := range pages {
		pages[i] = f.open(int64(i % 5)) // integrations too
	}
	var coming sync.WaitGroup
	for i, p := range pages {
		coming.Go(func() {
			after := int64(i % 2 * 40)
			p.send(`{"type":"watch","conversation":7,"after":%d}`, after)
			readTo(t, p, after, before+meanwhile)
		})
	}
	coming.Go(func() {
		for i := range meanwhile {
			if e := f.log.append(7); i%7 != 3 {
				f.ring(e)
			}
		}
	})
	coming.Wait()
}

// readTo reads up to a seq, and expects each.
func readTo(t *testing.T, p *page, after, until int64) {
	for last := after; last < until; {
		got, err := p.forever()
		switch {
		case err != nil:
			t.Errorf("at %d: %v", last, err)
			return
		case got.Type == "presence", got.Type == "watching" && got.Seq == last:
		case got.Type == "event" && got.Event.Seq == last+1:
			last++
		default:
			t.Errorf("after %d came %+v (event %+v)", last, got, got.Event)
			return
		}
	}
}

func TestThoseWhoMissedTheSameShareOneReading(t *testing.T) {
	const clients = 60
	f := newFeed(t, realtime.Bounds{})
	for range 40 {
		f.post(7)
	}
	pages := make([]*page, clients)
	for i := range pages {
		pages[i] = f.open(3)
	}
	var coming sync.WaitGroup
	for _, p := range pages {
		coming.Go(func() {
			p.send(`{"type":"watch","conversation":7,"after":10}`)
			readTo(t, p, 10, 40)
		})
	}
	coming.Wait()
	if read := f.log.read(); read == 0 || read > clients/6 {
		t.Errorf("the log was read %d times for %d clients", read, clients)
	}
}

// What a page of the log said stands for as long as the log is as far as it was, and no longer.
func TestWhatWasTakenBackIsNotToldFromMemory(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	f.post(7)
	f.post(7)
	if got := f.open(3).watch(7, 0); got.Event == nil || got.Event.Body != "line 1" {
		t.Fatalf("got %+v, want the first line", got)
	}
	f.log.takeBack(7, 1)
	f.post(7)
	if got := f.open(3).watch(7, 0); got.Event == nil || got.Event.Body != "" {
		t.Errorf("got %+v, want nothing of the first line", got.Event)
	}
}

func TestAPageThatCouldNotBeReadIsReadAgain(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	f.post(7)
	f.log.failOnce.Store(true)
	p := f.open(3)
	p.send(`{"type":"watch","conversation":7,"after":0}`)
	p.closed()
	if got := f.open(3).watch(7, 0); got.Type != "event" {
		t.Errorf("got %+v, want the event", got)
	}
}
