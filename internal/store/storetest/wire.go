package storetest

import (
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// Wire lies between a store and its PostgreSQL and notes what is asked over it.
type Wire struct {
	server string

	mu         sync.Mutex
	statements []string
	trips      int
}

// ping is what the driver sends over a connection that nobody has used for a second.
const ping = "-- ping"

// Tap answers a database's URL by way of a Wire.
func Tap(t testing.TB, database string) (tapped string, w *Wire) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	w = &Wire{server: u.Host}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.carry(c)
		}
	}()
	u.Host = l.Addr().String()
	return u.String(), w
}

// carry brings one connection's bytes across, both ways.
func (w *Wire) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", w.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	b := pgproto3.NewBackend(client, io.Discard)
	for started := false; !started; {
		m, err := b.ReceiveStartupMessage()
		if err != nil || pass(server, m) != nil {
			return
		}
		_, started = m.(*pgproto3.StartupMessage) // before it, whether there is TLS may be asked
	}
	w.listen(b, server)
}

func pass(server net.Conn, m pgproto3.FrontendMessage) error {
	raw, err := m.Encode(nil)
	if err == nil {
		_, err = server.Write(raw)
	}
	return err
}

// listen passes on a message when it has noted it, so that what has been answered has been noted.
func (w *Wire) listen(b *pgproto3.Backend, server net.Conn) {
	prepared, bound := make(map[string]string), ""
	for {
		m, err := b.Receive()
		if err != nil {
			return
		}
		switch m := m.(type) {
		case *pgproto3.Parse:
			prepared[m.Name] = m.Query
		case *pgproto3.Bind:
			bound = prepared[m.PreparedStatement]
		case *pgproto3.Execute:
			w.note(0, bound)
		case *pgproto3.Query:
			if m.String != ping {
				w.note(1, m.String)
			}
		case *pgproto3.Sync:
			w.note(1)
		}
		if pass(server, m) != nil {
			return
		}
	}
}

func (w *Wire) note(trips int, statements ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trips += trips
	w.statements = append(w.statements, statements...)
}

// Taken answers the statements that were run since the last time, and in how many round trips.
func (w *Wire) Taken() (statements []string, trips int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	statements, trips = slices.Clone(w.statements), w.trips
	w.statements, w.trips = nil, 0
	return statements, trips
}
