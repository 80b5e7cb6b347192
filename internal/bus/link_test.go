package bus_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"

	"github.com/stoachat/stoa/internal/bus"
)

// natsAt starts a server on the port of a loopback address, -1 for a free one.
func natsAt(t *testing.T, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	t.Cleanup(s.Shutdown)
	return s
}

// node is a bus and what has come to it.
type node struct {
	*bus.Bus
	t     *testing.T
	nodes chan string // "+id" and "-id"
	gaps  chan bool
	rings chan bus.Ring // from other nodes
	told  chan string   // topic "t": who said what
}

func join(t *testing.T, c bus.Config) *node {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	b, err := bus.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{b, t, make(chan string, 100), make(chan bool, 100), make(chan bus.Ring, 2000), make(chan string, 2000)}
	n.OnNode(func(id string, here bool) {
		if here {
			n.nodes <- "+" + id
		} else {
			n.nodes <- "-" + id
		}
	})
	n.OnGap(func() { n.gaps <- true })
	n.Subscribe(func(r bus.Ring) {
		if r.Away {
			n.rings <- r
		}
	})
	n.Hear("t", func(from string, payload []byte) { n.told <- from + ": " + string(payload) })
	t.Cleanup(sync.OnceFunc(n.Close))
	return n
}

// next waits for what comes next.
func next[T any](t *testing.T, c <-chan T) (got T) {
	t.Helper()
	select {
	case got = <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return got
}

// until waits for something in particular.
func until[T comparable](t *testing.T, c <-chan T, want T) {
	t.Helper()
	for next(t, c) != want {
	}
}

// knowEachOther waits until each node has noticed all others.
func knowEachOther(nodes ...*node) {
	for _, n := range nodes {
		for len(n.others()) < len(nodes)-1 {
			next(n.t, n.nodes)
		}
	}
}

func (n *node) others() []bus.Node {
	s, _ := n.Status()
	return s.Nodes
}

func (n *node) post(conversation, seq int64) {
	n.Publish(bus.Ring{ConversationID: conversation, Seq: seq, Frame: fmt.Appendf(nil, `{"seq":%d}`, seq)})
}

func TestRingsReachTheNodesThatWatchInOrder(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two, three := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	two.Watch(t.Context(), bus.Room(7))
	two.Watch(t.Context(), bus.Room(7))
	two.Unwatch(bus.Room(7))
	three.Watch(t.Context(), bus.Room(8))
	for seq := int64(1); seq <= 1000; seq++ {
		one.post(7, seq)
	}
	one.post(8, 1)
	for seq := int64(1); seq <= 1000; seq++ {
		want := bus.Ring{ConversationID: 7, Seq: seq, Frame: fmt.Appendf(nil, `{"seq":%d}`, seq), Away: true}
		if diff := cmp.Diff(want, next(t, two.rings)); diff != "" {
			t.Fatal(diff)
		}
	}
	if r := next(t, three.rings); r.ConversationID != 8 {
		t.Errorf("a node heard %+v of a conversation that it does not watch", r)
	}
	two.Unwatch(bus.Room(7))
	two.Watch(t.Context(), bus.Room(9)) // when the server has taken this, it has taken that
	one.post(7, 1001)
	one.post(9, 1)
	if r := next(t, two.rings); r.ConversationID != 9 {
		t.Errorf("after the last Unwatch %+v came", r)
	}
	if len(one.rings) > 0 {
		t.Errorf("a node hears its own rings as another's: %+v", <-one.rings)
	}
}

func TestFrameThatIsTooLargeIsLeftOut(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	two.Watch(t.Context(), bus.Room(7))
	one.Publish(bus.Ring{ConversationID: 7, Seq: 3, Frame: []byte("{" + strings.Repeat(" ", 1<<20) + "}")})
	if diff := cmp.Diff(bus.Ring{ConversationID: 7, Seq: 3, Away: true}, next(t, two.rings)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsToldReachesThoseItIsMeantForInOrder(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two, three := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two, three)
	two.Watch(t.Context(), bus.Person(5))
	one.Tell("t", []byte("a"))
	one.Tell("another", []byte("b"))
	one.TellTo(bus.Person(5), "t", []byte("c"))
	one.TellTo(bus.Only(three.Node()), "t", []byte("d"))
	one.Tell("t", nil)
	for n, want := range map[*node][]string{two: {"a", "c", ""}, three: {"a", "d", ""}} {
		for _, w := range want {
			if got := next(t, n.told); got != one.Node()+": "+w {
				t.Errorf("heard %q, want %q", got, w)
			}
		}
	}
	if len(one.told) > 0 {
		t.Errorf("a node hears itself: %s", <-one.told)
	}
}

func TestNodesKnowEachOtherAndNoticeWhoGoes(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	c := bus.Config{URL: s.ClientURL(), Beat: 50 * time.Millisecond, Version: "9.9"}
	one, two := join(t, c), join(t, c)
	knowEachOther(one, two)
	if got := one.others(); len(got) != 1 || got[0].ID != two.Node() || got[0].Version != "9.9" || got[0].Since.IsZero() {
		t.Errorf("%+v", got)
	}
	if err := one.Up(); err != nil {
		t.Error(err)
	}
	three := join(t, c)
	until(t, one.nodes, "+"+three.Node())
	three.Close()
	until(t, one.nodes, "-"+three.Node())
	bus.Cut(two.Bus)
	until(t, one.nodes, "-"+two.Node())
}

func TestAfterTheServerWasAwayAllHearOfAGapAndGoOn(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two)
	two.Watch(t.Context(), bus.Room(7))
	one.post(7, 1)
	next(t, two.rings)
	port := portOf(s)
	s.Shutdown()
	s.WaitForShutdown()
	for one.Up() == nil || two.Up() == nil {
		runtime.Gosched()
	}
	drain(one.gaps)
	drain(two.gaps)
	one.Tell("t", []byte("nobody hears this"))
	one.post(7, 2)
	natsAt(t, port)
	next(t, one.gaps)
	next(t, two.gaps)
	one.post(7, 3)
	if r := next(t, two.rings); r.Seq != 3 {
		t.Errorf("%+v, want what was said after the link was back", r)
	}
}

func portOf(s *server.Server) int { return s.Addr().(*net.TCPAddr).Port }

func drain[T any](c chan T) {
	for len(c) > 0 {
		<-c
	}
}

func TestNodeThatMissedSomethingHearsOfAGap(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two)
	settled(one, two)
	bus.Skip(one.Bus) // as if one message had been dropped on its way
	one.Tell("t", []byte("a"))
	next(t, two.gaps)
	until(t, two.told, one.Node()+": a")
}

// settled waits until what the nodes hear of each other's coming is over.
func settled(nodes ...*node) {
	for _, n := range nodes {
		n.Tell("t", []byte("now"))
		for _, other := range nodes {
			if other != n {
				until(n.t, other.told, n.Node()+": now")
			}
		}
	}
	for _, n := range nodes {
		bus.Mended(n.Bus)
		drain(n.gaps)
	}
}

func TestServerThatIsNotThereYetIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	port := portOf(s)
	s.Shutdown()
	s.WaitForShutdown()
	one := join(t, bus.Config{URL: s.ClientURL()})
	if one.Up() == nil {
		t.Error("the link is up without a server")
	}
	one.Watch(t.Context(), bus.Room(7)) // does not wait
	natsAt(t, port)
	two := join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two)
	two.post(7, 1)
	next(t, one.rings)
}

func TestWrongPasswordIsRefused(t *testing.T) {
	t.Parallel()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, Username: "stoa", Password: "right"})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer s.Shutdown()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server does not start")
	}
	host := s.Addr().String()
	right := join(t, bus.Config{URL: "nats://stoa:right@" + host})
	if err := right.Up(); err != nil {
		t.Error(err)
	}
	_, err = bus.Open(context.Background(), bus.Config{URL: "nats://stoa:wrong@" + host, Log: slog.New(slog.DiscardHandler)})
	if err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("%v, want an error without the password", err)
	}
}

// A server knows the others before its parts are built that want to know of them.
func TestWhoAsksLaterIsToldOfTheNodesThatAreThere(t *testing.T) {
	t.Parallel()
	s := natsAt(t, -1)
	one, two := join(t, bus.Config{URL: s.ClientURL()}), join(t, bus.Config{URL: s.ClientURL()})
	knowEachOther(one, two)
	var met []string
	cancel := one.OnNode(func(id string, here bool) {
		if here {
			met = append(met, id)
		}
	})
	cancel()
	if len(met) != 1 || met[0] != two.Node() {
		t.Errorf("told of %v", met)
	}
}
