package mailin

import (
	"context"
	"log/slog"
	"net"
	"net/smtp"
	"strings"
	"testing"
	"time"
)

// taking serves mail, from connections that may be silent for as long as they like.
func taking(t *testing.T, serve func(context.Context, *Server, net.Listener) error) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := New(Config{Domain: "rooms.example.test", Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	s.smtp.ReadTimeout = time.Hour
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, s, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// dial is greeted, or fails.
func dial(t *testing.T, address string) *smtp.Client {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(2 * time.Minute)); err != nil {
		t.Fatal(err)
	}
	client, err := smtp.NewClient(c, "127.0.0.1")
	if err != nil {
		t.Fatalf("it was not greeted: %v", err)
	}
	return client
}

func TestSilentConnectionsGiveWay(t *testing.T) {
	t.Parallel()
	address := taking(t, func(ctx context.Context, s *Server, l net.Listener) error { return s.Serve(ctx, l) })
	var silent []*smtp.Client
	for range maxConns {
		silent = append(silent, dial(t, address))
	}
	next := dial(t, address)
	if err := next.Hello("nas.example.test"); err != nil {
		t.Error(err)
	}
	if line, err := silent[0].Text.ReadLine(); err != nil || !strings.HasPrefix(line, "421 ") {
		t.Errorf("the first one was told %q, %v", line, err)
	}
	if err := silent[maxConns-1].Noop(); err != nil {
		t.Errorf("the last one had to go as well: %v", err)
	}
}

// heard tells of each connection that comes.
type heard struct {
	net.Listener
	came chan struct{}
}

func (h heard) Accept() (net.Conn, error) {
	c, err := h.Listener.Accept()
	if err == nil {
		h.came <- struct{}{}
	}
	return c, err
}

func TestWhoIsNotSilentForLongNeedNotGiveWay(t *testing.T) {
	t.Parallel()
	came := make(chan struct{}, 2)
	address := taking(t, func(ctx context.Context, s *Server, l net.Listener) error {
		only := limit(heard{l, came}, 1, time.Hour)
		defer context.AfterFunc(ctx, func() { s.smtp.Close() })()
		return s.smtp.Serve(only)
	})
	first := dial(t, address)
	second, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	<-came
	<-came
	for range 10 {
		if err := first.Noop(); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.Quit(); err != nil {
		t.Fatal(err)
	}
	if _, err := smtp.NewClient(second, "127.0.0.1"); err != nil {
		t.Errorf("the second was not greeted when the first had gone: %v", err)
	}
}
