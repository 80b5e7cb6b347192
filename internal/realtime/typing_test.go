package realtime_test

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/realtime"
)

func TestOthersWhoWatchAreToldWhoTypes(t *testing.T) {
	t.Parallel()
	f := newFeed(t, realtime.Bounds{Typing: time.Hour})
	ann, annToo, bob, carol := f.open(1), f.open(1), f.open(2), f.open(3)
	for _, p := range []*page{ann, annToo, bob} {
		p.watch(7, 0)
	}
	carol.watch(8, 0)

	ann.send(`{"type":"typing","conversation":8}`) // which she does not watch
	ann.send(`{"type":"typing","conversation":7}`)
	if got := bob.await(); got.Type != "typing" || got.Conversation != 7 || got.UserID != 1 {
		t.Errorf("told %+v", got)
	}
	ann.send(`{"type":"typing","conversation":7}`) // too soon
	ann.send(`{"type":"ping"}`)
	if got := ann.await(); got.Type != "pong" {
		t.Errorf("Ann was told %+v", got)
	}
	f.post(7)
	f.post(8)
	for name, p := range map[string]*page{"Ann's other page": annToo, "Bob": bob, "Carol": carol} {
		if got := p.await(); got.Type != "event" {
			t.Errorf("%s was told %+v", name, got)
		}
	}
}

func TestOnlyPeopleType(t *testing.T) {
	t.Parallel()
	f := newFeed(t, realtime.Bounds{Typing: time.Nanosecond})
	addon, bob := f.open(0), f.open(2)
	addon.watch(7, 0)
	bob.watch(7, 0)
	addon.send(`{"type":"typing","conversation":7}`)
	addon.send(`{"type":"ping"}`)
	addon.await()
	f.post(7)
	if got := bob.await(); got.Type != "event" {
		t.Errorf("Bob was told %+v", got)
	}
}

func TestWhoMayReadNoLongerTypesToNobody(t *testing.T) {
	t.Parallel()
	f := newFeed(t, realtime.Bounds{Typing: time.Nanosecond})
	ann, bob := f.open(1), f.open(2)
	ann.watch(7, 0)
	bob.watch(7, 0)
	ann.send(`{"type":"unwatch","conversation":7}`)
	ann.send(`{"type":"typing","conversation":7}`)
	ann.send(`{"type":"ping"}`)
	ann.await()
	f.post(7)
	if got := bob.await(); got.Type != "event" {
		t.Errorf("Bob was told %+v", got)
	}
}
