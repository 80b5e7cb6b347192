package bus_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/bus"
)

func TestEverySubscriberHearsEveryRingInOrder(t *testing.T) {
	b := bus.New()
	heard := make([][]int64, 3)
	for i := range heard {
		b.Subscribe(func(r bus.Ring) { heard[i] = append(heard[i], r.Seq) })
	}
	var want []int64
	for seq := int64(1); seq <= 100; seq++ {
		b.Publish(bus.Ring{ConversationID: 7, Seq: seq})
		want = append(want, seq)
	}
	for i, got := range heard {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("subscriber %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestACancelledSubscriberHearsNothingMore(t *testing.T) {
	b := bus.New()
	var first, second []int64
	cancel := b.Subscribe(func(r bus.Ring) { first = append(first, r.Seq) })
	b.Subscribe(func(r bus.Ring) { second = append(second, r.Seq) })
	b.Publish(bus.Ring{Seq: 1})
	cancel()
	cancel()
	b.Publish(bus.Ring{Seq: 2})
	if diff := cmp.Diff([]int64{1}, first); diff != "" {
		t.Errorf("the cancelled one (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{1, 2}, second); diff != "" {
		t.Errorf("the other one (-want +got):\n%s", diff)
	}
}

func TestCancelWaitsForARunningCall(t *testing.T) {
	b := bus.New()
	entered, release := make(chan struct{}), make(chan struct{})
	running := true // written by the subscriber, read after cancel: the race detector is the judge
	cancel := b.Subscribe(func(bus.Ring) {
		close(entered)
		<-release
		running = false
	})
	var publishing sync.WaitGroup
	publishing.Go(func() { b.Publish(bus.Ring{Seq: 1}) })
	<-entered
	go close(release)
	cancel()
	if running {
		t.Error("cancel returned while the subscriber was running")
	}
	publishing.Wait()
}
