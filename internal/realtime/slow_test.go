package realtime_test

import (
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
)

func TestASlowSocketIsClosedWith4008WhileOthersGoOn(t *testing.T) {
	f := newFeed(t, realtime.Bounds{PendingBytes: 256 << 10})
	slow, quick := f.open(3), f.open(4)
	slow.watch(7, 0)
	quick.watch(7, 0)
	body := strings.Repeat("x", 60_000)
	var posted int64
	for f.hub.Stats().ClosedSlow == 0 { // the kernel's buffers take some megabytes first
		posted++
		f.ring(chat.Event{ConversationID: 7, Seq: posted, Body: body})
		if got := quick.await(); got.Event == nil || got.Event.Seq != posted {
			t.Fatalf("the quick one got %+v, want event %d", got, posted)
		}
	}
	if got := slow.closed(); got != 4008 {
		t.Errorf("the slow one is closed with %d, want 4008", got)
	}
	f.ring(chat.Event{ConversationID: 7, Seq: posted + 1, Body: "still here"})
	if got := quick.await(); got.Event == nil || got.Event.Body != "still here" {
		t.Errorf("the quick one got %+v", got)
	}
	if got := f.hub.Stats().ClosedSlow; got != 1 {
		t.Errorf("%d sockets were closed as slow, want 1", got)
	}
}

func TestTooManyPendingFramesCloseASocketToo(t *testing.T) {
	f := newFeed(t, realtime.Bounds{PendingFrames: 50})
	slow := f.open(3)
	slow.watch(7, 0)
	body := strings.Repeat("x", 60_000)
	for seq := int64(1); f.hub.Stats().ClosedSlow == 0; seq++ {
		f.ring(chat.Event{ConversationID: 7, Seq: seq, Body: body[:min(len(body), int(seq)*100)]})
	}
	if got := slow.closed(); got != 4008 {
		t.Errorf("closed with %d, want 4008", got)
	}
}

func TestALongResumeWaitsForItsReaderAndIsNotSlow(t *testing.T) {
	f := newFeed(t, realtime.Bounds{PendingBytes: 4 << 10, PendingFrames: 8})
	const events = 900
	for range events {
		f.log.append(7)
	}
	p := f.open(3)
	got := p.watch(7, 0)
	for seq := int64(1); seq <= events; seq++ {
		if got.Event == nil || got.Event.Seq != seq {
			t.Fatalf("got %+v, want event %d", got, seq)
		}
		got = p.await()
	}
	if n := f.hub.Stats().ClosedSlow; n != 0 {
		t.Errorf("%d sockets were closed as slow", n)
	}
}
