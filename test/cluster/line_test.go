package cluster_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// line is the way from a node to the bus. It can be cut, as by a wrong rule of a firewall, and held up.
type line struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	ends  map[net.Conn]bool
	isCut bool
	open  chan struct{} // closed while bytes pass
	work  sync.WaitGroup
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{listener: ln, to: to, ends: map[net.Conn]bool{}, open: make(chan struct{})}
	close(l.open)
	l.work.Go(l.accept)
	t.Cleanup(func() {
		_ = ln.Close()
		l.release()
		l.cut()
		l.work.Wait()
	})
	return l
}

func (l *line) address() string { return l.listener.Addr().String() }

func (l *line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		if !l.join(near, far) {
			_ = near.Close()
			_ = far.Close()
			continue
		}
		l.work.Go(func() { l.pass(near, far) })
		l.work.Go(func() { l.pass(far, near) })
	}
}

// join takes two ends in, unless the line is cut.
func (l *line) join(ends ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range ends {
		l.ends[c] = true
	}
	return !l.isCut
}

// pass copies one direction, and ends both when it ends.
func (l *line) pass(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	_, _ = io.Copy(held{l, to}, from) // whatever ends it ends the connection
}

// held writes when the line is open.
type held struct {
	line *line
	to   net.Conn
}

func (h held) Write(b []byte) (int, error) {
	h.line.mu.Lock()
	open := h.line.open
	h.line.mu.Unlock()
	<-open
	return h.to.Write(b)
}

// cut ends all connections and lets none in until mend.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isCut = true
	for c := range l.ends {
		_ = c.Close()
	}
	clear(l.ends)
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isCut = false
}

// hold keeps what is sent from arriving until release.
func (l *line) hold() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = make(chan struct{})
}

func (l *line) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.open:
	default:
		close(l.open)
	}
}
