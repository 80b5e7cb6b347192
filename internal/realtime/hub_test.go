package realtime_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
)

func TestAWatcherSeesLiveEventsInOrder(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	if got := p.watch(7, 0); got.Type != "watching" || got.Seq != 0 || got.Conversation != 7 {
		t.Fatalf("watch is answered with %+v", got)
	}
	for range 500 {
		f.post(7)
		f.post(8)
	}
	for seq := int64(1); seq <= 500; seq++ {
		got := p.await()
		if got.Type != "event" || got.Event.ConversationID != 7 || got.Event.Seq != seq || got.Event.Body != fmt.Sprintf("line %d", seq) {
			t.Fatalf("got %+v (event %+v), want event %d", got, got.Event, seq)
		}
	}
}

func TestAfterUnwatchNothingMoreComes(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	p.watch(7, 0)
	p.send(`{"type":"unwatch","conversation":7}`)
	p.send(`{"type":"ping"}`)
	if got := p.await(); got.Type != "pong" {
		t.Fatalf("got %+v, want pong", got)
	}
	f.post(7)
	p.send(`{"type":"ping"}`)
	if got := p.await(); got.Type != "pong" {
		t.Fatalf("got %+v, want pong and no event", got)
	}
}

func TestMistakesAreAnsweredAndTheSessionGoesOn(t *testing.T) {
	f := newFeed(t, realtime.Bounds{Watches: 2})
	p := f.open(3)
	p.watch(1, 0)
	p.watch(2, 0)
	for _, c := range []struct {
		name, send, want string
		conversation     int64
	}{
		{"not JSON", `{`, "JSON object", 0},
		{"no type", `{}`, "type must be", 0},
		{"unknown type", `{"type":"dance"}`, "type must be", 0},
		{"wrong show", `{"type":"presence","show":"gone"}`, "show must be", 0},
		{"negative after", `{"type":"watch","conversation":2,"after":-1}`, "negative", 2},
		{"too many", `{"type":"watch","conversation":3}`, "2 conversations", 3},
	} {
		p.send("%s", c.send)
		got := p.await()
		if got.Type != "error" || got.Conversation != c.conversation || !strings.Contains(got.Message, c.want) {
			t.Errorf("%s: got %+v, want an error with %q", c.name, got, c.want)
		}
	}
	if got := p.watch(2, 0); got.Type != "watching" {
		t.Errorf("to watch again what is watched is answered with %+v", got)
	}
}

func TestAWatchThatIsNotAllowedIsRefused(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	got := p.watch(privateConversation, 0)
	if got.Type != "error" || got.Conversation != privateConversation || got.Message != "Conversation 666 not found" {
		t.Errorf("got %+v", got)
	}
	f.post(privateConversation)
	p.send(`{"type":"ping"}`)
	if got := p.await(); got.Type != "pong" {
		t.Errorf("got %+v, want pong and no event", got)
	}
}

func TestFramesForAPersonReachAllTheirSessionsOnly(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	one, two, other := f.open(3), f.open(3), f.open(4)
	f.hub.SendUser(3, []byte(`{"type":"conversations"}`))
	f.hub.SendUser(4, []byte(`{"type":"other"}`))
	for p, want := range map[*page]string{one: "conversations", two: "conversations", other: "other"} {
		if got := p.await(); got.Type != want {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
}

func TestFramesForAConversationReachItsWatchersOnly(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	watching, other := f.open(3), f.open(4)
	watching.watch(7, 0)
	other.watch(8, 0)
	f.hub.SendConversation(7, []byte(`{"type":"participants","room":1,"joined":[3],"left":[]}`))
	f.hub.SendConversation(8, []byte(`{"type":"other"}`))
	if got := watching.await(); got.Type != "participants" {
		t.Errorf("the watcher got %+v", got)
	}
	if got := other.await(); got.Type != "other" {
		t.Errorf("the other one got %+v", got)
	}
}

func TestADisconnectedPersonIsClosedWith4001(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p, other := f.open(3), f.open(4)
	f.hub.DisconnectUser(3, nil)
	if got := p.closed(); got != 4001 {
		t.Errorf("closed with %d, want 4001", got)
	}
	other.send(`{"type":"ping"}`)
	if got := other.await(); got.Type != "pong" {
		t.Errorf("the other one got %+v", got)
	}
}

func TestASessionWhoseCredentialIsGoodStays(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	p := f.open(3)
	f.hub.DisconnectUser(3, func(p *chat.Principal) (bool, error) { return p.UserID() == 3, nil })
	p.send(`{"type":"ping"}`)
	if got := p.await(); got.Type != "pong" {
		t.Errorf("got %+v", got)
	}
}

// A database that does not answer says nothing about who may stay: nobody is signed out, and nobody keeps what they may have lost.
func TestOfWhomNothingIsKnownHasToComeBack(t *testing.T) {
	for name, ask := range map[string]func(*feed){
		"one person's credentials": func(f *feed) { f.hub.DisconnectUser(3, f.log.good) },
		"everybody's":              func(f *feed) { f.hub.RecheckAll(f.log.good) },
		"who may read":             func(f *feed) { f.hub.Recheck(7) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed(t, realtime.Bounds{})
			p := f.open(3)
			p.watch(7, 0)
			f.log.mu.Lock()
			f.log.fails = errors.New("the database is away")
			f.log.mu.Unlock()
			ask(f)
			if got := p.closed(); got != websocket.StatusInternalError {
				t.Errorf("closed with %d, want %d", got, websocket.StatusInternalError)
			}
		})
	}
}

func TestShutdownClosesWith1012AndWaits(t *testing.T) {
	f := newFeed(t, realtime.Bounds{})
	pages := []*page{f.open(3), f.open(4), f.open(0)}
	codes := make(chan int, len(pages))
	for _, p := range pages {
		go func() { codes <- int(p.closed()) }()
	}
	f.shutdown()
	if got := f.hub.Stats().Sessions; got != 0 {
		t.Errorf("%d sessions are left", got)
	}
	for range pages {
		if got := <-codes; got != 1012 {
			t.Errorf("closed with %d, want 1012", got)
		}
	}
}

func TestShutdownCutsOffWhoDoesNotAnswerWhenTimeIsUp(t *testing.T) {
	f := newFeed(t, realtime.Bounds{CloseWait: time.Hour})
	f.open(3) // never reads, so it never answers the close frame
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := f.hub.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("shut down answers %v", err)
	}
	f.shutdown() // waits until they are gone
}

// The service knows the feed by its own small interface.
var _ chat.Live = (*realtime.Hub)(nil)
