package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Hold says who else may have the database open.
type Hold int

// What a store may ask for.
const (
	HoldNothing Hold = iota // anybody: for tests, and for who only looks
	HoldAlone               // nobody who holds it as well
	HoldShared              // others who hold it shared. Only PostgreSQL can be shared
)

// ErrHeld is why a database cannot be held: another server does.
var ErrHeld = errors.New("another server is using this database")

const (
	holdWait  = 5 * time.Second // a server that was killed lets go at once, one on its way out soon
	holdEvery = time.Second     // between two looks at what is held
	holdRetry = 50 * time.Millisecond
	holdLimit = 3 * time.Second // for each look
)

// holder is what keeps a second server away from a database.
type holder interface {
	take(ctx context.Context) error // an error that is ErrHeld when somebody else has it
	check(ctx context.Context) error
	drop() error
}

// guard holds the database for as long as the store is open. What is lost is taken again.
type guard struct {
	holder holder
	again  func(ctx context.Context)

	stop    context.CancelFunc
	stopped chan struct{}

	looking sync.Mutex // held by who uses the holder; taken before mu

	mu   sync.Mutex
	lost error
}

// startGuard takes what is wanted, waiting a moment for who is about to go.
func startGuard(ctx context.Context, h holder, wait time.Duration, again func(ctx context.Context)) (*guard, error) {
	for end := time.Now().Add(wait); ; {
		err := h.take(ctx)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrHeld) || time.Now().After(end) || !pause(ctx, holdRetry) {
			return nil, errors.Join(err, h.drop())
		}
	}
	g := &guard{holder: h, again: again, stopped: make(chan struct{})}
	watched, stop := context.WithCancel(context.Background())
	g.stop = stop
	go g.watch(watched)
	return g, nil
}

func (g *guard) watch(ctx context.Context) {
	defer close(g.stopped)
	for pause(ctx, holdEvery) {
		g.look(ctx)
	}
}

// look notes what became of the hold. Whoever has it again does not know what others did meanwhile.
func (g *guard) look(ctx context.Context) {
	g.looking.Lock()
	defer g.looking.Unlock()
	ctx, cancel := context.WithTimeout(ctx, holdLimit)
	defer cancel()
	if g.held() == nil && g.holder.check(ctx) == nil {
		return
	}
	err := g.holder.take(ctx)
	g.mu.Lock()
	g.lost = err
	g.mu.Unlock()
	if err == nil {
		g.again(ctx)
	}
}

func (g *guard) held() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.lost
}

func (g *guard) close() error {
	if g == nil {
		return nil
	}
	g.stop()
	<-g.stopped
	return g.holder.drop()
}

// Held answers nil while the database is held as it was opened, and otherwise why it is not. What was lost is taken
// again by itself.
func (s *Store) Held() error {
	if s.guard == nil {
		return nil
	}
	if err := s.guard.held(); err != nil {
		return fmt.Errorf("the hold on the database was lost: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outdated
}

// pause waits; false when ctx has ended.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
