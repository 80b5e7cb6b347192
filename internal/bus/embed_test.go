package bus_test

import (
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/bus"
)

func TestServersInTheNodesFormACluster(t *testing.T) {
	t.Parallel()
	one := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Secret: "s3cret"})
	c := bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Peers: "nats-route://" + bus.PeerAddress(one.Bus), Secret: "s3cret"}
	two, three := join(t, c), join(t, c)
	knowEachOther(one, two, three)
	three.Watch(t.Context(), bus.Room(7))
	three.Tell("t", []byte("watching")) // goes the same way, behind it
	until(t, two.told, three.Node()+": watching")
	two.post(7, 1)
	if r := next(t, three.rings); r.Seq != 1 || !r.Away {
		t.Errorf("%+v", r)
	}
	two.Close()
	until(t, three.nodes, "-"+two.Node())
}

func TestANodeWhosePeersAreLostDoesNotWaitForTheirSilence(t *testing.T) {
	t.Parallel()
	one := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Silence: time.Hour})
	two := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Silence: time.Hour, Peers: "nats-route://" + bus.PeerAddress(one.Bus)})
	knowEachOther(one, two)
	if got := one.Heard(); len(got) != 1 || got[0] != two.Node() {
		t.Errorf("heard %v", got)
	}
	bus.Cut(two.Bus)
	for len(one.Heard()) > 0 {
		runtime.Gosched()
	}
	if got := one.others(); len(got) != 1 {
		t.Errorf("its people are gone before its silence is over: %v", got)
	}
}

func TestPeerWithAnotherSecretStaysOutside(t *testing.T) {
	t.Parallel()
	one := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Secret: "s3cret"})
	peers := "nats-route://" + bus.PeerAddress(one.Bus)
	stranger := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Peers: peers, Secret: "guessed"})
	friend := join(t, bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Peers: peers, Secret: "s3cret"})
	knowEachOther(one, friend)
	if got := stranger.others(); len(got) > 0 {
		t.Errorf("the stranger knows %+v", got)
	}
	if got := one.others(); len(got) != 1 || got[0].ID != friend.Node() {
		t.Errorf("the node knows %+v", got)
	}
}

func TestConfigurationThatCannotWorkIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		bus.Config
		want string
	}{
		{"another scheme", bus.Config{URL: "http://secret@host:4222"}, "--bus: number 1"},
		{"the second has no host", bus.Config{URL: "nats://host:4222,nats://"}, "--bus: number 2"},
		{"a listener without a server", bus.Config{URL: "nats://host:4222", Listen: "127.0.0.1:0"}, "--bus embedded"},
		{"no listener", bus.Config{URL: bus.Embedded}, "--bus-listen"},
		{"a port that is none", bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:x"}, "--bus-listen"},
		{"no secret", bus.Config{URL: bus.Embedded, Listen: "0.0.0.0:0"}, "STOA_BUS_SECRET"},
		{"peers of another kind", bus.Config{URL: bus.Embedded, Listen: "127.0.0.1:0", Peers: "http://h:1"}, "--bus-peers: number 1"},
		{"a prefix that is none", bus.Config{URL: "nats://host:4222", Prefix: "a b"}, "prefix"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.Log = slog.New(slog.DiscardHandler)
			b, err := bus.Open(t.Context(), c.Config)
			if err == nil {
				b.Close()
			}
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret@") {
				t.Errorf("%v, want an error about %s", err, c.want)
			}
		})
	}
}

func TestBusWithoutALinkIsUpAndAlone(t *testing.T) {
	t.Parallel()
	n := join(t, bus.Config{})
	n.Watch(t.Context(), bus.Room(7))
	n.Tell("t", []byte("to nobody"))
	n.post(7, 1)
	n.Unwatch(bus.Room(7))
	if err := n.Up(); err != nil {
		t.Error(err)
	}
	if s, linked := n.Status(); linked {
		t.Errorf("%+v", s)
	}
}
