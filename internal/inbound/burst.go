package inbound

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// BurstStore keeps what has been counted.
type BurstStore interface {
	CountBursts(ctx context.Context, all []chat.Surplus, now time.Time) error
	ClaimBursts(ctx context.Context, now, until, quiet, old time.Time) ([]chat.Burst, error)
	TellBurst(ctx context.Context, b chat.Burst, next time.Time) error
	RenewBurst(ctx context.Context, b chat.Burst) error
}

// BurstConfig is what Bursts are built from.
type BurstConfig struct {
	Store  BurstStore
	Chat   *chat.Service
	Tokens *auth.Tokens
	Now    func() time.Time
	Log    *slog.Logger
}

// Bursts counts what comes too quickly to be said, and tells of it by one message that is edited as the number grows. The
// number stands in the database: all nodes add to it, and any of them tells it, one at a time.
type Bursts struct {
	c     BurstConfig
	queue chan *counting
	rung  chan struct{} // something has been counted
}

// NewBursts makes Bursts. Nothing is counted before Run.
func NewBursts(c BurstConfig) *Bursts {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Bursts{c: c, queue: make(chan *counting, maxCounted), rung: make(chan struct{}, 1)}
}

// counting is one call on its way into the database.
type counting struct {
	key  chat.BurstKey
	line string
	done chan error
}

// Count counts one call. It is on disk when Count answers nil; many calls share a commit.
func (b *Bursts) Count(ctx context.Context, key chat.BurstKey, line string) error {
	one := &counting{key, line, make(chan error, 1)}
	select {
	case b.queue <- one:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-one.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

const maxCounted = 512 // in one commit

// count takes whatever is queued as one commit, until ctx ends.
func (b *Bursts) count(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case one := <-b.queue:
			b.commit(context.WithoutCancel(ctx), b.drain([]*counting{one}))
		}
	}
}

func (b *Bursts) drain(all []*counting) []*counting {
	for len(all) < maxCounted {
		select {
		case one := <-b.queue:
			all = append(all, one)
		default:
			return all
		}
	}
	return all
}

// commit counts them together, and each alone where that fails: a token that has ended is no reason for others.
func (b *Bursts) commit(ctx context.Context, all []*counting) {
	err := b.c.Store.CountBursts(ctx, summed(all), b.c.Now())
	if err != nil && len(all) > 1 {
		for _, one := range all {
			b.commit(ctx, []*counting{one})
		}
		return
	}
	for _, one := range all {
		one.done <- err
	}
	if err == nil {
		b.ring()
	}
}

// ring has what has been counted told soon.
func (b *Bursts) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// summed are the calls of each burst, in an order that is the same on all nodes: they lock rows.
func summed(all []*counting) []chat.Surplus {
	by := make(map[chat.BurstKey]*chat.Surplus)
	for _, one := range all {
		s := by[one.key]
		if s == nil {
			s = &chat.Surplus{BurstKey: one.key}
			by[one.key] = s
		}
		s.Lines = append(s.Lines, chat.BurstLine{HTML: one.line, Times: 1})
	}
	out := make([]chat.Surplus, 0, len(by))
	for _, s := range by {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b chat.Surplus) int {
		return cmp.Or(cmp.Compare(a.TokenID, b.TokenID), cmp.Compare(a.ConversationID, b.ConversationID), strings.Compare(a.Kind, b.Kind))
	})
	return out
}
