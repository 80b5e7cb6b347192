package bus_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/stoachat/stoa/internal/bus"
)

// counted counts what a node hears of the topic "n".
func counted(n *node) *atomic.Int64 {
	var heard atomic.Int64
	n.Hear("n", func(string, []byte) { heard.Add(1) })
	return &heard
}

func TestWhoSyncsHasBeenHeardByAll(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two, three := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	atTwo, atThree := counted(two), counted(three)
	knowEachOther(one, two, three)
	for n := range int64(300) {
		one.Tell("n", nil)
		if err := one.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if atTwo.Load() != n+1 || atThree.Load() != n+1 {
			t.Fatalf("after %d: %d and %d", n+1, atTwo.Load(), atThree.Load())
		}
	}
}

func TestANodeThatDoesNotAnswerIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two, three := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	atThree := counted(three)
	goOn := make(chan struct{})
	two.Hear("stop", func(string, []byte) { <-goOn })
	knowEachOther(one, two, three)
	one.Tell("stop", nil)
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := one.Sync(short); err == nil {
		t.Error("somebody has heard who hears nothing")
	}
	for n := range int64(100) { // the others are waited for all the same
		one.Tell("n", nil)
		if err := one.Sync(t.Context()); err != nil || atThree.Load() != n+1 {
			t.Fatalf("after %d: %d, %v", n+1, atThree.Load(), err)
		}
	}
	close(goOn)
	for bus.Late(one.Bus) > 0 { // it has answers to give
		next(t, time.After(time.Millisecond))
	}
	if err := one.Sync(t.Context()); err != nil { // it has heard all that came meanwhile
		t.Fatal(err)
	}
	atTwo := counted(two)
	for n := range int64(100) {
		one.Tell("n", nil)
		if err := one.Sync(t.Context()); err != nil || atTwo.Load() != n+1 {
			t.Fatalf("after %d: %d, %v", n+1, atTwo.Load(), err)
		}
	}
}

func TestWhoHasGoneIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	quick := bus.Config{URL: s.ClientURL(), Beat: 50 * time.Millisecond, Silence: 300 * time.Millisecond}
	one, two := join(t, quick), join(t, quick)
	knowEachOther(one, two)
	stop := make(chan struct{})
	defer close(stop)
	entered := make(chan bool)
	two.Hear("stop", func(string, []byte) { close(entered); <-stop })
	one.Tell("stop", nil)
	next(t, entered)
	if err := one.Sync(t.Context()); err != nil { // it falls silent
		t.Error(err)
	}
}

func TestNodesThatDoNotAnswerByTheirReleaseAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one := join(t, bus.Config{URL: s.ClientURL()})
	old, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if err := old.Publish("stoa.all", bus.OldBeat("old")); err != nil {
		t.Fatal(err)
	}
	until(t, one.nodes, "+old")
	if err := one.Sync(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestWhoIsCutOffIsHeardByNobody(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two)
	s.Shutdown()
	for one.Up() == nil {
		next(t, time.After(time.Millisecond))
	}
	if one.Sync(t.Context()) == nil {
		t.Error("somebody has heard")
	}
}
