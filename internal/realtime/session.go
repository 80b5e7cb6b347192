package realtime

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/chat"
)

// session is one live connection. Its only lasting goroutine reads; writing and reading the log happen in
// goroutines that exist while there is something to do.
type session struct {
	hub       *Hub
	principal *chat.Principal
	in        frameReader
	out       pending

	heard  atomic.Int64  // when the last frame came, in nanoseconds since the hub's start
	pinged time.Duration // when the last ping went, since the hub's start; only the ping goroutine uses it
	typed  time.Duration // when the person was last said to type, since the hub's start; only the reading goroutine uses it
	show   string        // as last set by this session; guarded by people.mu
	mobile bool          // likewise

	mu      sync.Mutex
	watches map[int64]*watch // by conversation
	queue   []*watch         // those that are behind, one entry each
	reading bool             // the goroutine that reads the log is there
}

func newSession(h *Hub, conn net.Conn, p *chat.Principal) *session {
	s := &session{hub: h, principal: p, pinged: h.age()}
	s.in.from = conn
	s.out.conn, s.out.bounds, s.out.count = conn, &h.bounds, &h.count
	s.heard.Store(int64(h.age()))
	return s
}

// run reads until the connection ends and leaves nothing behind.
func (s *session) run() {
	defer s.hub.hearFor(s)()
	if !s.hub.add(s) {
		_ = s.out.conn.Close()
		return
	}
	if s.hub.good != nil { // it may have ended before the session was known to whoever ends sessions
		s.hub.report(s.endUnless(s.hub.good))
	}
	err := s.read()
	s.hub.people.leave(s)
	s.unwatchAll()
	s.farewell(err)
	s.hub.remove(s)
}

// read handles what the client sends until its close frame or an error.
func (s *session) read() error {
	for {
		op, payload, err := s.in.next()
		if err != nil {
			return err
		}
		s.heard.Store(int64(s.hub.age()))
		switch op {
		case ws.OpText:
			s.obey(payload)
		case ws.OpPing:
			s.out.add(serverFrame(ws.OpPong, payload))
		case ws.OpClose:
			s.out.peerClosed(echo(payload))
			return nil
		}
	}
}

// echo is the code with which a peer's close frame is answered. spec: RFC 6455, 5.5.1.
func echo(body []byte) ws.StatusCode {
	if len(body) < 2 {
		return ws.StatusNormalClosure
	}
	return ws.StatusCode(binary.BigEndian.Uint16(body))
}

// maxUnread bounds what is still read from a client that broke the protocol, in bytes.
const maxUnread = 1 << 20

// farewell ends the connection. A client that broke the protocol is told so, and what it has sent meanwhile is read,
// since a socket that is closed with unread bytes takes the close frame back.
func (s *session) farewell(err error) {
	if err == nil {
		return
	}
	var broke *closeError
	if errors.As(err, &broke) {
		s.out.close(broke.code, broke.reason)
		_, _ = io.CopyN(io.Discard, s.in.from, maxUnread)
	}
	s.out.hangUp()
}

// hear is told an event by the bus; a nil frame has to be read from the log.
func (s *session) hear(w *watch, seq int64, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case w.gone:
	case w.behind: // even a seq up to w.sent counts: the client may have made up the one it resumes after
		w.told = max(w.told, seq)
	case seq <= w.sent:
	case s.principal.After > 0: // a guest does not get what everybody gets, see sendFromLog
		w.told = seq
		s.fallBehind(w)
	case seq == w.sent+1 && frame != nil:
		if s.out.add(frame) {
			w.sent = seq
		}
	default: // a ring was lost
		w.told = seq
		s.fallBehind(w)
	}
}

// fallBehind leaves w to the goroutine that reads the log. The caller holds s.mu.
func (s *session) fallBehind(w *watch) {
	w.behind = true
	s.queue = append(s.queue, w)
	if !s.reading {
		s.reading = true
		go s.catchUp()
	}
}

// watch begins to watch a conversation, anew if the session watches it already. It answers false at the limit.
func (s *session) watch(conversation, after int64) bool {
	s.unwatch(conversation)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.watches) >= s.hub.bounds.Watches {
		return false
	}
	if s.watches == nil {
		s.watches = map[int64]*watch{}
	}
	w := &watch{session: s, conversation: conversation, sent: after, resumes: true}
	s.watches[conversation] = w
	s.fallBehind(w)
	return true
}

func (s *session) unwatch(conversation int64) {
	s.mu.Lock()
	w := s.watches[conversation]
	if w != nil {
		s.forget(w)
	}
	s.mu.Unlock()
	if w != nil {
		s.hub.unsubscribe(w)
	}
}

func (s *session) unwatchAll() {
	s.mu.Lock()
	all := make([]*watch, 0, len(s.watches))
	for _, w := range s.watches {
		all = append(all, w)
	}
	for _, w := range all {
		s.forget(w)
	}
	s.mu.Unlock()
	for _, w := range all {
		s.hub.unsubscribe(w)
	}
}

// forget ends a watch. The caller holds s.mu and removes it from the topics afterwards, without the lock.
func (s *session) forget(w *watch) {
	w.gone = true
	if s.watches[w.conversation] == w {
		delete(s.watches, w.conversation)
	}
	s.queue = slices.DeleteFunc(s.queue, func(queued *watch) bool { return queued == w })
}
