// Package realtime is the live feed: it holds the WebSocket connections of those who are here and tells each of
// them, in order, what happens in the conversations that they watch.
//
// A session is one connection. It watches conversations; a watch knows the seq up to which its events have been
// sent. The bus rings for every new event: a watch that is exactly one behind gets the frame, which was encoded once
// for all; a watch that is further behind (because it resumes, or because a ring was lost) reads the log until it
// has caught up. So a session sees the events of a conversation in the order of seq, without a gap and none twice.
//
// Whoever rings never waits: frames go to a session's pending list, and a socket that is too slow for its list is
// closed with code 4008 and resumes from the log when it comes back.
//
// With several nodes on one database, each has a hub. Rings come from the node that committed; presence, typing and
// frames that are no events are told from hub to hub, see cluster.go.
//
// Locks are taken in this order: Hub.mu, topics.mu or people.mu, topic.mu, session.mu, pending.mu.
package realtime

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
)

// Log is what the hub reads of conversations' logs. chat.Store has it.
type Log interface {
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error) // ascending
	Heads(ctx context.Context, conversationIDs []int64) (map[int64]int64, error)                 // the seq of each one's newest
}

// Access says what a caller may watch. chat.Service has it.
type Access interface {
	// CanRead answers nil when p may read the conversation, and a *chat.Error when not.
	CanRead(ctx context.Context, p *chat.Principal, conversationID int64) error
	// CanLook is CanRead for who is about to be sent something of it.
	CanLook(ctx context.Context, p *chat.Principal, conversationID int64) error
}

// Good tells whether a session's credential is still valid. An error says that it is not known.
type Good func(*chat.Principal) (bool, error)

// Config is what a Hub is built from.
type Config struct {
	Log    Log
	Access Access
	Bus    *bus.Bus
	Logger *slog.Logger
	Bounds Bounds
	// Good tells whether a session's credential is still valid, when the session begins, and when another node says that
	// one of its person's has ended; nil: then none is. auth.Tokens knows.
	Good Good
	// HearsAll tells whether rings of all other nodes arrive; while they do not, what is watched is compared with the log
	// often. nil: as long as the bus is linked.
	HearsAll func() bool
	Now      func() time.Time // by which credentials expire; nil: time.Now
	Page     string           // names the web client that this server hands out, so that a page knows whether it is another one
}

// Bounds limits what one session may cost, and says when what happens. A zero field has its default.
type Bounds struct {
	PendingBytes  int           // unwritten bytes of a socket before it is closed with 4008; 1 MiB
	PendingFrames int           // unwritten frames, likewise; 4096
	Watches       int           // conversations that a session may watch; 2000
	Missed        int64         // events that a resume reads from the log; a longer gap is answered with reset; 1000
	Resumes       int           // questions to the log and about access at the same time, of all sessions; 16
	Doors         int           // sockets that are opened at the same time, so that whoever posts meanwhile has a turn; 8
	WriteWait     time.Duration // for one write; 10 s
	CloseWait     time.Duration // for the rest of the closing handshake; 5 s
	ReadLogWait   time.Duration // for one question to the log or about access; 10 s
	PingEvery     time.Duration // between two pings to a socket; 30 s
	Silence       time.Duration // after which a peer that says nothing, not even pong, is dead; 75 s
	Grace         time.Duration // a person stays online this long after the last session, so that a reload does not flicker; 5 s
	Gather        time.Duration // presence changes are told together after this time, and later the more sessions there are; 100 ms
	Typing        time.Duration // a session's word that its person types is passed on this often; 2 s
	Disorder      time.Duration // an event that is ahead of its turn waits this long for those before it, then they are read; 25 ms
	FreshEvery    time.Duration // conversations newly watched are compared with the log, in a cluster, and all while not everybody is heard; 1 s
	HeadsEvery    time.Duration // all are; 30 s
}

func (b Bounds) withDefaults() Bounds {
	def(&b.PendingBytes, 1<<20)
	def(&b.PendingFrames, 4096)
	def(&b.Watches, 2000)
	def(&b.Missed, 1000)
	def(&b.Resumes, 16)
	def(&b.Doors, 8)
	def(&b.WriteWait, 10*time.Second)
	def(&b.CloseWait, 5*time.Second)
	def(&b.ReadLogWait, 10*time.Second)
	def(&b.PingEvery, 30*time.Second)
	def(&b.Silence, 75*time.Second)
	def(&b.Grace, 5*time.Second)
	def(&b.Gather, 100*time.Millisecond)
	def(&b.Typing, 2*time.Second)
	def(&b.Disorder, 25*time.Millisecond)
	def(&b.FreshEvery, time.Second)
	def(&b.HeadsEvery, 30*time.Second)
	return b
}

func def[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Hub holds all sessions of this process. Use New.
type Hub struct {
	log    Log
	bus    *bus.Bus
	good   Good
	hears  func() bool // all rings
	now    func() time.Time
	access Access
	logger *slog.Logger
	bounds Bounds
	count  counters
	topics topics
	fresh  fresh
	pages  pages
	newest *cache.Asker[int64, int64] // how far a log is
	people *people

	resumes   chan struct{} // holds one token per question to the log that is under way
	doors     chan struct{} // and one per socket that is being opened
	started   time.Time
	pingFrame []byte
	ctx       context.Context // ends at Shutdown
	cancel    context.CancelFunc
	unhear    []func()

	mu       sync.Mutex
	sessions map[*session]struct{}
	trouble  []byte // what who comes is told of the server; nil: nothing
	closing  bool
	empty    chan struct{} // closed when closing and the last session is gone
}

type counters struct{ sent, closedSlow atomic.Uint64 }

// Stats are figures for the metrics page. Sessions is a gauge, the others only grow.
type Stats struct {
	Sessions   int
	FramesSent uint64
	ClosedSlow uint64
}

// New makes a Hub that follows the bus until Shutdown.
func New(c Config) *Hub {
	h := &Hub{
		log: c.Log, bus: c.Bus, good: c.Good, hears: c.HearsAll, access: c.Access, logger: c.Logger, bounds: c.Bounds.withDefaults(), now: c.Now,
		topics:   topics{byID: map[int64]*topic{}},
		sessions: map[*session]struct{}{},
		empty:    make(chan struct{}),

		started:   time.Now(),
		pingFrame: serverFrame(ws.OpPing, nil),
	}
	if h.now == nil {
		h.now = time.Now
	}
	if h.hears == nil {
		h.hears = func() bool { return c.Bus.Up() == nil }
	}
	h.people = newPeople(&h.bounds, c.Bus, h.broadcast)
	h.people.page = c.Page
	h.newest = cache.NewAsker(h.heads)
	h.resumes = make(chan struct{}, h.bounds.Resumes)
	h.doors = make(chan struct{}, h.bounds.Doors)
	h.ctx, h.cancel = context.WithCancel(context.Background())
	h.unhear = append(h.listen(), c.Bus.Subscribe(h.ring))
	go h.ping()
	if !c.Bus.Alone() {
		go h.watchHeads()
	}
	return h
}

// Stats tells how the hub is doing.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	defer h.mu.Unlock()
	return Stats{
		Sessions:   len(h.sessions),
		FramesSent: h.count.sent.Load(),
		ClosedSlow: h.count.closedSlow.Load(),
	}
}

// broadcast gives encoded frames to every session that is a person's. Guests know nobody but who is in their room.
func (h *Hub) broadcast(frames []byte) {
	for _, s := range h.all() {
		if u := s.principal.User; u != nil && !u.Guest {
			s.out.add(frames)
		}
	}
}

// Shutdown closes every session with code 1012 and waits until they are gone. When ctx ends first it cuts the rest
// off and answers ctx's error.
func (h *Hub) Shutdown(ctx context.Context) error {
	for _, end := range h.unhear {
		end()
	}
	h.cancel()
	h.people.stop()
	for _, s := range h.refuseNew() {
		s.out.close(closeRestart, "the server restarts")
	}
	select {
	case <-h.empty:
		return nil
	case <-ctx.Done():
		for _, s := range h.all() {
			s.out.abort()
		}
		return ctx.Err()
	}
}

// refuseNew makes add fail from now on and answers the sessions that there are.
func (h *Hub) refuseNew() []*session {
	h.mu.Lock()
	if !h.closing && len(h.sessions) == 0 {
		close(h.empty)
	}
	h.closing = true
	h.mu.Unlock()
	return h.all()
}

// add makes a session known and greets it, before it gets anything that all do. It answers false when the hub is shutting
// down.
func (h *Hub) add(s *session) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing {
		return false
	}
	h.people.arrive(s)
	if h.trouble != nil {
		s.out.add(h.trouble)
	}
	h.sessions[s] = struct{}{}
	return true
}

func (h *Hub) remove(s *session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s)
	if h.closing && len(h.sessions) == 0 {
		close(h.empty)
	}
}

func (h *Hub) all() []*session {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := make([]*session, 0, len(h.sessions))
	for s := range h.sessions {
		list = append(list, s)
	}
	return list
}
