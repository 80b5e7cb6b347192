package realtime_test

import (
	"fmt"
	"log/slog"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
)

// cluster is hubs that share a log and hear each other over a server of NATS.
type cluster struct {
	t      testing.TB
	log    *memoryLog
	server *server.Server
	config bus.Config
	bounds realtime.Bounds
	nodes  []*feed
}

// quick lets what has to be waited for come soon.
var quick = realtime.Bounds{Grace: 50 * time.Millisecond, Gather: 5 * time.Millisecond, Typing: time.Nanosecond, FreshEvery: 20 * time.Millisecond}

func newCluster(t testing.TB, nodes int, bounds realtime.Bounds) *cluster {
	c := &cluster{t: t, bounds: bounds, log: &memoryLog{events: map[int64][]chat.Event{}, barred: map[int64]bool{}, ended: map[int64]bool{}}}
	c.serve(-1)
	c.config = bus.Config{URL: c.server.ClientURL(), Beat: 100 * time.Millisecond, Silence: 2 * time.Second, Log: slog.New(slog.DiscardHandler)}
	for range nodes {
		c.join()
	}
	return c
}

func (c *cluster) serve(port int) {
	c.t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		c.t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		c.t.Fatal("the server does not start")
	}
	c.t.Cleanup(s.Shutdown)
	c.server = s
}

// join adds a node, which knows the others when it returns.
func (c *cluster) join() *feed {
	c.t.Helper()
	b, err := bus.Open(c.t.Context(), c.config)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(b.Close)
	// A server has much to open between its bus and its hub.
	for s, _ := b.Status(); len(s.Nodes) < len(c.nodes); s, _ = b.Status() {
		time.Sleep(time.Millisecond)
	}
	f := newHubOn(c.t, c.log, b, c.bounds)
	b.OnGap(func() { f.hub.RecheckAll(c.log.good) })
	f.listen()
	c.nodes = append(c.nodes, f)
	for _, f := range c.nodes {
		f.wait(func() bool { s, _ := f.bus.Status(); return len(s.Nodes) == len(c.nodes)-1 })
	}
	return f
}

// wait polls for what no frame tells of.
func (f *feed) wait(true func() bool) {
	f.t.Helper()
	for end := time.Now().Add(20 * time.Second); !true(); {
		if time.Now().After(end) {
			f.t.Fatal("it does not come about")
		}
		time.Sleep(time.Millisecond)
	}
}

// outage ends the server, and with it all links.
func (c *cluster) outage() (port int) {
	port = c.server.Addr().(*net.TCPAddr).Port
	c.server.Shutdown()
	c.server.WaitForShutdown()
	for _, f := range c.nodes {
		f.wait(func() bool { return f.bus.Up() != nil })
	}
	return port
}

// events reads the events from..to of a conversation, which must come in order, each once.
func (p *page) events(conversation, from, to int64) {
	p.t.Helper()
	for seq := from; seq <= to; seq++ {
		got := p.await()
		if got.Type != "event" || got.Event.ConversationID != conversation || got.Event.Seq != seq || got.Event.Body != fmt.Sprintf("line %d", seq) {
			p.t.Fatalf("got %+v (event %+v), want event %d", got, got.Event, seq)
		}
	}
}

func TestWhatIsPostedOnAnyNodeComesInOrderOnAll(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 3, quick)
	pages := make([]*page, len(c.nodes))
	for i, f := range c.nodes {
		pages[i] = f.open(int64(i + 1))
		pages[i].watch(7, 0)
	}
	const each = 200
	var posting sync.WaitGroup
	for _, f := range c.nodes {
		posting.Go(func() {
			for range each {
				f.post(7)
			}
		})
	}
	for _, p := range pages {
		p.events(7, 1, each*int64(len(c.nodes)))
	}
	posting.Wait()
}

func TestNothingIsLostWhileTheBusIsAway(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	one, two := c.nodes[0], c.nodes[1]
	p, q := one.open(3), two.open(4)
	p.watch(7, 0)
	q.watch(7, 0)
	one.post(7)
	two.post(7)
	p.events(7, 1, 2)
	q.events(7, 1, 2)
	port := c.outage()
	one.post(7)
	two.post(7)
	late := two.open(5)
	late.send(`{"type":"watch","conversation":7}`)
	late.events(7, 1, 4)
	if got := late.await(); got.Type != "watching" {
		t.Fatalf("%+v", got)
	}
	p.events(7, 3, 3)
	one.post(7)
	c.serve(port)
	p.events(7, 4, 5)
	q.events(7, 3, 5) // the last of them without any ring behind it
	late.events(7, 5, 5)
	two.post(7)
	p.events(7, 6, 6)
}

func TestWhatOthersPostIsReadFromTheLogWhileTheBusIsAway(t *testing.T) {
	t.Parallel()
	bounds := quick
	bounds.HeadsEvery = time.Hour
	c := newCluster(t, 2, bounds)
	one, two := c.nodes[0], c.nodes[1]
	p := two.open(4)
	p.watch(7, 0)
	one.post(7)
	p.events(7, 1, 1)
	c.outage()
	for seq := range int64(3) {
		one.post(7)
		p.events(7, seq+2, seq+2)
	}
}

func TestAllSocketsOfANodeAreSentToOthers(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	one, two := c.nodes[0], c.nodes[1]
	stays := one.open(3)
	for _, p := range []*page{two.open(4), two.open(0)} {
		two.hub.ReconnectAll()
		if got := p.closed(); got != 1012 {
			t.Errorf("closed with %d, want 1012", got)
		}
	}
	stays.watch(7, 0)
	two.post(7)
	stays.events(7, 1, 1)
}

func TestRingThatWasLostIsFoundInTheLog(t *testing.T) {
	t.Parallel()
	bounds := quick
	bounds.HeadsEvery = 20 * time.Millisecond
	c := newCluster(t, 1, bounds)
	p := c.nodes[0].open(3)
	p.watch(7, 0)
	p.watch(8, 0)
	c.log.append(7) // committed by somebody whose rings nobody hears
	p.events(7, 1, 1)
	c.nodes[0].post(8)
	p.events(8, 1, 1)
}

func TestEventsThatAreTooLargeForTheBusAreReadFromTheLog(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	p := c.nodes[1].open(3)
	p.watch(7, 0)
	for seq := range int64(3) {
		c.log.append(7)
		c.nodes[0].bus.Publish(bus.Ring{ConversationID: 7, Seq: seq + 1, Frame: make([]byte, 1<<20)})
	}
	p.events(7, 1, 3)
}

// presence reads up to what is said of a person.
func (p *page) presence(userID int64) frame {
	p.t.Helper()
	for {
		if got := p.read(); got.Type == "presence" && got.UserID == userID {
			return got
		}
	}
}

func TestPresenceIsTheUnionOfAllNodes(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	one, two := c.nodes[0], c.nodes[1]
	observer := one.open(1)
	desk, phone := two.open(3), one.open(3)
	if got := observer.presence(3); !got.Online || got.Show != "chat" || got.Mobile {
		t.Fatalf("%+v", got)
	}
	phone.send(`{"type":"presence","show":"away","mobile":true}`)
	if got := observer.presence(3); got.Show != "away" || !got.Mobile {
		t.Fatalf("a phone: %+v", got)
	}
	desk.send(`{"type":"presence","show":"xa"}`)
	if got := observer.presence(3); got.Show != "away" || got.Mobile {
		t.Fatalf("a page on another node: %+v", got)
	}
	phone.conn.Close(websocket.StatusNormalClosure, "")
	if got := observer.presence(3); !got.Online || got.Show != "xa" {
		t.Fatalf("without the phone: %+v", got)
	}
	one.hub.SetShow(3, "dnd") // they have no session here
	if got := observer.presence(3); got.Show != "dnd" {
		t.Fatalf("set from here: %+v", got)
	}
	three := c.join() // which asks who is there
	three.wait(func() bool { return three.hub.Online(3) && three.hub.Show(3) == "dnd" && three.hub.Online(1) })
	desk.conn.Close(websocket.StatusNormalClosure, "")
	if got := observer.presence(3); got.Online {
		t.Fatalf("gone: %+v", got)
	}
	three.wait(func() bool { return !three.hub.Online(3) })
	if !three.hub.Online(1) {
		t.Error("who stays is gone")
	}
}

func TestPersonWhoChangesNodesStaysOnline(t *testing.T) {
	t.Parallel()
	bounds := quick
	bounds.Grace = time.Hour
	c := newCluster(t, 2, bounds)
	observer, p := c.nodes[0].open(1), c.nodes[0].open(3)
	observer.presence(3)
	p.conn.Close(websocket.StatusNormalClosure, "")
	c.nodes[0].wait(func() bool { return c.nodes[0].hub.Stats().Sessions == 1 })
	p = c.nodes[1].open(3)
	p.send(`{"type":"presence","show":"away"}`)
	if got := observer.presence(3); !got.Online || got.Show != "away" {
		t.Fatalf("%+v", got)
	}
}

func TestPeopleOfALostNodeAreGone(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	observer := c.nodes[0].open(1)
	c.nodes[1].open(3)
	if got := observer.presence(3); !got.Online {
		t.Fatalf("%+v", got)
	}
	c.nodes[1].bus.Close()
	if got := observer.presence(3); got.Online {
		t.Fatalf("%+v", got)
	}
}

func TestTypingIsSeenOnOtherNodes(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	one, two := c.nodes[0].open(3), c.nodes[1].open(4)
	one.watch(7, 0)
	two.watch(7, 0)
	one.send(`{"type":"typing","conversation":7}`)
	if got := two.await(); got.Type != "typing" || got.UserID != 3 || got.Conversation != 7 {
		t.Errorf("%+v", got)
	}
	two.send(`{"type":"typing","conversation":7}`)
	if got := one.await(); got.Type != "typing" || got.UserID != 4 {
		t.Errorf("%+v", got)
	}
}

func TestFramesReachThoseTheyAreForOnAnyNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	here := c.nodes[0].hub
	watching, person, other := c.nodes[1].open(3), c.nodes[1].open(4), c.nodes[1].open(5)
	watching.watch(7, 0)
	here.SendConversation(7, []byte(`{"type":"to the room"}`))
	here.SendUser(4, []byte(`{"type":"to the person"}`))
	here.SendAll([]byte(`{"type":"to all"}`))
	for p, want := range map[*page][]string{watching: {"to the room", "to all"}, person: {"to the person", "to all"}, other: {"to all"}} {
		for _, w := range want {
			if got := p.await(); got.Type != w {
				t.Errorf("got %+v, want %s", got, w)
			}
		}
	}
}

func TestWhoLosesAccessIsToldOnAnyNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	here, there := c.nodes[0].hub, c.nodes[1]
	out, ended, good, changed, watching := there.open(3), there.open(4), there.open(5), there.open(6), there.open(7)
	watching.watch(9, 0)
	c.log.mu.Lock()
	c.log.ended[4], c.log.barred[9] = true, true
	c.log.mu.Unlock()
	here.DisconnectUser(3, nil)
	here.DisconnectUser(4, c.log.good)
	here.DisconnectUser(5, c.log.good)
	here.Reconnect(6)
	here.Recheck(9)
	for p, want := range map[*page]websocket.StatusCode{out: 4001, ended: 4001, changed: websocket.StatusServiceRestart} {
		if got := p.closed(); got != want {
			t.Errorf("closed with %d, want %d", got, want)
		}
	}
	if got := watching.await(); got.Type != "error" || got.Conversation != 9 {
		t.Errorf("who may not read any more got %+v", got)
	}
	good.send(`{"type":"ping"}`)
	if got := good.await(); got.Type != "pong" {
		t.Errorf("whose credential is good got %+v", got)
	}
}

func TestAccessThatWasLostWhileTheBusWasAwayEndsAfterwards(t *testing.T) {
	t.Parallel()
	c := newCluster(t, 2, quick)
	ended, watching := c.nodes[1].open(3), c.nodes[1].open(4)
	watching.watch(9, 0)
	port := c.outage()
	c.log.mu.Lock()
	c.log.ended[3], c.log.barred[9] = true, true
	c.log.mu.Unlock()
	c.nodes[0].hub.DisconnectUser(3, c.log.good)
	c.nodes[0].hub.Recheck(9)
	c.serve(port)
	if got := ended.closed(); got != 4001 {
		t.Errorf("closed with %d, want 4001", got)
	}
	if got := watching.await(); got.Type != "error" || got.Conversation != 9 {
		t.Errorf("got %+v", got)
	}
}
