package cluster_test

import (
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/stoachat/stoa/internal/freeport"
)

// bus is a NATS of the tests' own, which can be killed and started again at its address.
type bus struct {
	running *server.Server
	port    int
}

func newBus(t *testing.T) *bus {
	t.Helper()
	port, err := freeport.Port()
	if err != nil {
		t.Fatal(err)
	}
	b := &bus{port: port}
	b.start(t)
	t.Cleanup(b.kill)
	return b
}

func (b *bus) start(t *testing.T) {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: b.port, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("NATS does not start")
	}
	if at, ok := s.Addr().(*net.TCPAddr); ok {
		b.running, b.port = s, at.Port
	}
}

func (b *bus) kill() {
	b.running.Shutdown()
	b.running.WaitForShutdown()
}

func (b *bus) address() string { return b.running.Addr().String() }
