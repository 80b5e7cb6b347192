package mailin

import (
	"net"
	"os"
	"sync"
	"time"
)

// listener accepts so many connections at the same time. Where there are as many, the one that has been silent for the longest
// time gives way to the next, once it has been silent for as long as patience is.
type listener struct {
	net.Listener
	most     int
	patience time.Duration
	room     chan struct{} // a connection has ended
	done     chan struct{}
	close    sync.Once

	mu   sync.Mutex
	open map[*conn]struct{}
}

func limit(l net.Listener, most int, patience time.Duration) *listener {
	return &listener{Listener: l, most: most, patience: patience, room: make(chan struct{}, 1), done: make(chan struct{}), open: map[*conn]struct{}{}}
}

// Accept answers the next connection when there is room for it. Those behind it wait in the kernel.
func (l *listener) Accept() (net.Conn, error) {
	next, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: next, of: l}
	for {
		wait, ok := l.admit(c)
		if ok {
			return c, nil
		}
		again := time.NewTimer(wait)
		select {
		case <-l.room:
		case <-again.C:
		case <-l.done:
			again.Stop()
			_ = next.Close()
			return nil, net.ErrClosed
		}
		again.Stop()
	}
}

// Close ends the listener, also for a connection that waits for room.
func (l *listener) Close() error {
	l.close.Do(func() { close(l.done) })
	return l.Listener.Close()
}

// admit takes a connection if there is room or one gives way to it, and otherwise tells when to ask again.
func (l *listener) admit(c *conn) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.open) == l.most {
		silent := l.silent()
		if silent == nil {
			return l.patience, false
		}
		if wait := l.patience - time.Since(silent.since); wait > 0 {
			return wait, false
		}
		silent.ended = true
		delete(l.open, silent)
		_ = silent.Conn.SetReadDeadline(time.Unix(1, 0)) // long ago: the protocol says 421, as to any that is silent for too long
	}
	l.open[c] = struct{}{}
	return 0, true
}

// silent is the connection that has been waited for longest, or nil.
func (l *listener) silent() (longest *conn) {
	for c := range l.open {
		if c.waits && (longest == nil || c.since.Before(longest.since)) {
			longest = c
		}
	}
	return longest
}

// conn knows since when it has been waiting for what the other side says. The listener's lock guards its fields.
type conn struct {
	net.Conn
	of    *listener
	waits bool
	since time.Time
	ended bool // it gives way: nothing more is read
}

// Read notes how long it waits.
func (c *conn) Read(b []byte) (int, error) {
	if !c.begin() {
		return 0, os.ErrDeadlineExceeded
	}
	n, err := c.Conn.Read(b)
	c.of.mu.Lock()
	c.waits = false
	c.of.mu.Unlock()
	return n, err
}

// begin tells whether there may be anything to read.
func (c *conn) begin() bool {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	if c.ended {
		return false
	}
	c.waits, c.since = true, time.Now()
	return true
}

// Close makes room for another.
func (c *conn) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	select {
	case c.of.room <- struct{}{}:
	default:
	}
	return c.Conn.Close()
}
