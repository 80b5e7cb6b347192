package realtime_test

import (
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/realtime"
)

func TestAResumeGetsExactlyWhatWasMissed(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	for range 250 {
		f.post(7)
	}
	for _, after := range []int64{0, 1, 99, 100, 249, 250} {
		p := f.open(3)
		got := p.watch(7, after)
		for seq := after + 1; seq <= 250; seq++ {
			if got.Type != "event" || got.Event.Seq != seq {
				t.Fatalf("after %d: got %+v, want event %d", after, got, seq)
			}
			got = p.await()
		}
		if got.Type != "watching" || got.Seq != 250 {
			t.Errorf("after %d: got %+v, want watching", after, got)
		}
	}
}

func TestAGapThatIsTooLongIsReset(t *testing.T) {
	f := newFeed(t, realtime.Bounds{Missed: 10})
	for range 20 {
		f.post(7)
	}
	for _, c := range []struct {
		name  string
		after int64
		want  string
	}{
		{"just short enough", 10, "event"},
		{"one too long", 9, "reset"},
		{"from the beginning", 0, "reset"},
		{"a seq that the log has not reached", 21, "reset"},
	} {
		if got := f.open(3).watch(7, c.after); got.Type != c.want {
			t.Errorf("%s: got %+v, want %s", c.name, got, c.want)
		}
	}
	p := f.open(3)
	if got := p.watch(7, 1<<40); got.Type != "reset" || got.Seq != 20 {
		t.Fatalf("got %+v, want reset to 20", got)
	}
	f.post(7)
	if got := p.await(); got.Type != "event" || got.Event.Seq != 21 {
		t.Errorf("after the reset came %+v, want event 21", got)
	}
}

func TestALostRingIsReadFromTheLog(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	p.watch(7, 0)
	f.post(7)
	f.log.append(7) // not rung
	f.log.append(7)
	f.post(7)
	f.post(7)
	for seq := int64(1); seq <= 5; seq++ {
		if got := p.await(); got.Type != "event" || got.Event.Seq != seq {
			t.Fatalf("got %+v, want event %d", got, seq)
		}
	}
}

func TestARepeatedRingIsPassedOnOnce(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	p.watch(7, 0)
	first := f.log.append(7)
	f.ring(first)
	f.ring(first)
	f.post(7)
	f.ring(first)
	f.post(7)
	for seq := int64(1); seq <= 3; seq++ {
		if got := p.await(); got.Event == nil || got.Event.Seq != seq {
			t.Fatalf("got %+v, want event %d", got, seq)
		}
	}
}

func TestALogThatFailsClosesTheSession(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	f.log.fails = errors.New("disk on fire")
	p := f.open(3)
	p.send(`{"type":"watch","conversation":7,"after":0}`)
	if got := p.closed(); got != websocket.StatusInternalError {
		t.Errorf("closed with %d, want 1011", got)
	}
}

// Clients come and go while somebody posts and one ring in ten is lost. Each must see every seq from the one it came
// with, exactly once and in order.
func TestResumeIsExactWhileEventsArePublished(t *testing.T) {
	const events, clients, visits = 3000, 8, 6
	f := newFeed(t, realtime.Bounds{})
	posted := make(chan struct{})
	go func() {
		defer close(posted)
		random := rand.New(rand.NewPCG(1, 2))
		for i := range events {
			if e := f.log.append(7); i+1 == events || random.IntN(10) > 0 {
				f.ring(e)
			}
		}
	}()
	var done sync.WaitGroup
	for id := range clients {
		done.Go(func() {
			random := rand.New(rand.NewPCG(uint64(id), 3))
			var last int64
			for range visits - 1 {
				last = f.visit(t, last, min(events, last+int64(random.IntN(events/visits))))
			}
			f.visit(t, last, events)
		})
	}
	done.Wait()
	<-posted
}

// visit resumes after a seq and reads up to another. It may be told to reset, and then goes on from there.
func (f *feed) visit(t *testing.T, after, until int64) int64 {
	p := f.open(0)
	defer p.conn.CloseNow()
	p.send(`{"type":"watch","conversation":7,"after":%d}`, after)
	last := after
	for last < until {
		got, err := p.next()
		switch {
		case err != nil:
			t.Errorf("at %d: %v", last, err)
			return until
		case got.Type == "watching" && got.Seq == last:
		case got.Type == "reset" && got.Seq-last > 1000:
			last = got.Seq
		case got.Type == "event" && got.Event.Seq == last+1:
			last++
		default:
			t.Errorf("after %d came %+v (event %+v)", last, got, got.Event)
			return until
		}
	}
	return last
}
