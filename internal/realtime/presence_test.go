package realtime_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/realtime"
)

// pipes is a listener inside the process, so that a server, its clients and their clock can live in a bubble.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	p.conns <- server
	return client, nil
}

// inBubble runs a test with a feed whose time stands still until everyone waits.
func inBubble(t *testing.T, test func(t *testing.T, f *feed)) {
	synctest.Test(t, func(t *testing.T) {
		f := newHub(t, realtime.Bounds{})
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		f.url = "http://pipe"
		f.client = &http.Client{Transport: &http.Transport{DialContext: l.dial}}
		served := make(chan error, 1)
		go func() { served <- f.server.Serve(l) }()
		defer func() {
			f.shutdown()
			_ = f.server.Close()
			if err := <-served; !errors.Is(err, http.ErrServerClosed) {
				t.Errorf("serve: %v", err)
			}
		}()
		test(t, f)
	})
}

// listen collects the presence frames that a page gets.
func (p *page) listen() func() []frame {
	var got []frame
	go func() {
		for {
			f, err := p.forever()
			if err != nil {
				return
			}
			if f.Type == "presence" || f.Type == "presences" {
				got = append(got, f)
			}
		}
	}()
	return func() []frame {
		synctest.Wait()
		all := got
		got = nil
		return all
	}
}

func online(user int64, show string) frame {
	return frame{Type: "presence", UserID: user, Online: true, Show: show}
}

func offline(user int64) frame { return frame{Type: "presence", UserID: user, Show: "chat"} }

func expect(t *testing.T, what string, got []frame, want ...frame) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestPresenceIsToldWhenAPersonComesAndGoes(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		heard := f.open(1).listen()
		time.Sleep(time.Second)
		expect(t, "its own arrival", heard(), online(1, "chat"))

		p, other := f.open(3), f.open(3)
		p.listen()
		other.listen()
		if !f.hub.Online(3) || f.hub.Show(3) != "chat" {
			t.Errorf("online %t, show %q", f.hub.Online(3), f.hub.Show(3))
		}
		time.Sleep(time.Second)
		expect(t, "two sessions of one person", heard(), online(3, "chat"))

		p.conn.CloseNow()
		time.Sleep(time.Minute)
		expect(t, "one of two sessions closes", heard())

		other.conn.CloseNow()
		time.Sleep(4 * time.Second)
		expect(t, "during the grace", heard())
		if !f.hub.Online(3) {
			t.Error("offline during the grace")
		}
		time.Sleep(2 * time.Second)
		expect(t, "after the grace", heard(), offline(3))
		if f.hub.Online(3) || f.hub.Show(3) != "" {
			t.Errorf("online %t, show %q", f.hub.Online(3), f.hub.Show(3))
		}
	})
}

func TestAReloadDoesNotFlicker(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		heard := f.open(1).listen()
		p := f.open(3)
		p.listen()
		time.Sleep(time.Second)
		heard()
		p.conn.CloseNow()
		time.Sleep(3 * time.Second)
		f.open(3).listen()
		time.Sleep(time.Minute)
		expect(t, "a reload", heard())
	})
}

func TestTheMostAvailableSessionCounts(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		heard := f.open(1).listen()
		one := f.open(3)
		one.listen()
		time.Sleep(time.Second)
		heard()
		one.send(`{"type":"presence","show":"dnd"}`)
		time.Sleep(time.Second)
		expect(t, "do not disturb", heard(), online(3, "dnd"))

		two := f.open(3)
		two.listen()
		time.Sleep(time.Second)
		expect(t, "a second page that says nothing", heard())

		two.send(`{"type":"presence","show":"away"}`)
		time.Sleep(time.Second)
		expect(t, "away beats dnd", heard(), online(3, "away"))

		one.send(`{"type":"presence","show":"chat"}`)
		time.Sleep(time.Second)
		expect(t, "chat beats away", heard(), online(3, "chat"))
		if got := f.hub.Show(3); got != "chat" {
			t.Errorf("show %q", got)
		}

		one.conn.CloseNow()
		time.Sleep(time.Second)
		expect(t, "what is left", heard(), online(3, "away"))
	})
}

// spec: product, 7.1
func TestWhoHasOnlyPhonesIsMobile(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		mobile := online(3, "chat")
		mobile.Mobile = true
		heard := f.open(1).listen()
		phone := f.open(3)
		phone.listen()
		time.Sleep(time.Second)
		heard()
		phone.send(`{"type":"presence","show":"chat","mobile":true}`)
		time.Sleep(time.Second)
		expect(t, "a phone alone", heard(), mobile)

		desk := f.open(3)
		desk.listen()
		time.Sleep(time.Second)
		expect(t, "a page that has said nothing yet", heard())
		desk.send(`{"type":"presence","show":"chat"}`)
		time.Sleep(time.Second)
		expect(t, "a page that is on no phone as well", heard(), online(3, "chat"))
		if f.hub.Mobile(3) {
			t.Error("mobile with a page that is on no phone")
		}

		desk.conn.CloseNow()
		time.Sleep(time.Second)
		expect(t, "the phone alone again", heard(), mobile)
	})
}

func TestIntegrationsHaveNoPresenceAndSeeNone(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		person := f.open(1).listen()
		integration := f.open(0).listen()
		time.Sleep(time.Second)
		expect(t, "the person", person(), online(1, "chat"))
		expect(t, "the integration", integration())
	})
}

func TestTheServerPingsAndCutsOffTheSilent(t *testing.T) {
	inBubble(t, func(t *testing.T, f *feed) {
		f.open(1).listen() // the library answers pings
		var pings int
		f.openWith(3, websocket.DialOptions{OnPingReceived: func(context.Context, []byte) bool {
			pings++
			return false
		}}).listen()
		time.Sleep(74 * time.Second)
		synctest.Wait()
		if pings != 2 {
			t.Errorf("%d pings came in 74 s, want 2", pings)
		}
		if got := f.hub.Stats().Sessions; got != 2 {
			t.Fatalf("%d sessions, want 2", got)
		}
		time.Sleep(10 * time.Minute)
		if got := f.hub.Stats().Sessions; got != 1 {
			t.Errorf("%d sessions, want the one that answers", got)
		}
	})
}
