package calls

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	ringSize = 2048
	// Calls are written down in transactions of so many, one with each flush: 256 a second leave the database to those who
	// post. What comes in a burst waits in the ring.
	atOnce     = 64
	flushEvery = 250 * time.Millisecond
	writeLimit = 10 * time.Second
)

// Store keeps calls; the store does.
type Store interface {
	AddCalls(ctx context.Context, calls []chat.Call) error
	Call(ctx context.Context, id int64) (chat.Call, error)
	Calls(ctx context.Context, f chat.CallFilter) ([]chat.Call, error)
	InstallationByOAuthID(ctx context.Context, oauthID string) (chat.Installation, error)
}

// Rooms finds rooms, and tells who may look at the calls of one, or for room 0 of all; chat.Service does.
type Rooms interface {
	Room(ctx context.Context, p *chat.Principal, ref string) (chat.Room, error)
	CanOversee(ctx context.Context, p *chat.Principal, roomID int64) error
}

// Config is what a Log is built from. Store and Rooms are required.
type Config struct {
	Store Store
	Rooms Rooms
	Now   func() time.Time // nil: time.Now

	// Kept is told of each call when its turn to be written down comes. nil: nobody counts.
	Kept func(status int, took time.Duration)

	Log *slog.Logger // nil: slog.Default
}

// Log is the log of calls. See Watch, and Run, without which nothing is written down.
type Log struct {
	store Store
	rooms Rooms
	now   func() time.Time
	log   *slog.Logger
	kept  func(status int, took time.Duration)

	writing sync.Mutex // held by who writes down, before mu

	mu      sync.Mutex
	ring    []*call // of ringSize; from first on, n of them wait
	first   int
	n       int
	dropped int64
}

// New makes a Log.
func New(c Config) *Log {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Kept == nil {
		c.Kept = func(int, time.Duration) {}
	}
	return &Log{kept: c.Kept, store: c.Store, rooms: c.Rooms, now: c.Now, log: c.Log, ring: make([]*call, ringSize)}
}

// add puts a call into the ring, in the place of the oldest when it is full.
func (l *Log) add(c *call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ring[(l.first+l.n)%ringSize] = c
	if l.n < ringSize {
		l.n++
		return
	}
	l.first = (l.first + 1) % ringSize
	l.dropped++
}

// take takes up to limit calls out of the ring, the oldest first.
func (l *Log) take(limit int) []*call {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := make([]*call, 0, min(limit, l.n))
	for range min(limit, l.n) {
		taken = append(taken, l.ring[l.first])
		l.ring[l.first] = nil
		l.first = (l.first + 1) % ringSize
		l.n--
	}
	return taken
}

// Dropped tells how many calls have not been kept since the server started, because they came too fast or could not be
// written down.
func (l *Log) Dropped() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// Run writes calls down until ctx ends, and then what is left.
func (l *Log) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			l.flush(ctx, ringSize)
			return
		case <-tick.C:
			l.flush(ctx, atOnce)
		}
	}
}

// flush writes down up to limit calls. What the database does not take is dropped: the log is not worth more. Those
// behind it wait for the next time, so that nobody waits for a database that hangs more than once.
func (l *Log) flush(ctx context.Context, limit int) {
	l.writing.Lock()
	defer l.writing.Unlock()
	for limit > 0 {
		taken := l.take(min(limit, atOnce))
		if len(taken) == 0 {
			return
		}
		limit -= len(taken)
		if err := l.write(ctx, taken); err != nil {
			l.log.WarnContext(ctx, "calls were not written down", "calls", len(taken), "error", err)
			l.mu.Lock()
			l.dropped += int64(len(taken))
			l.mu.Unlock()
			return
		}
	}
}

// write writes calls down, also when ctx ends meanwhile: they are others' calls than that of whoever looks at the log.
func (l *Log) write(ctx context.Context, taken []*call) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeLimit)
	defer cancel()
	rows := make([]chat.Call, len(taken))
	for i, c := range taken {
		rows[i] = l.row(ctx, c)
		l.kept(rows[i].Status, rows[i].Took)
	}
	return l.store.AddCalls(ctx, rows)
}

// Waiting tells how many calls have not been written down yet.
func (l *Log) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.n
}
