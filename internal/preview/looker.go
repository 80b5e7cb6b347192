package preview

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// Messages puts a preview under a message that has been said; chat.Service does.
type Messages interface {
	Preview(ctx context.Context, p *chat.Principal, said chat.Event, link chat.LinkPreview) error
}

const (
	lookers   = 4   // links that are looked at at the same time
	maxQueued = 256 // messages that wait; more have no preview
)

// Looker looks at the links of what people type, after it has been said: nobody waits for it. A nil one looks at none.
type Looker struct {
	fetch    *Fetcher
	messages Messages
	log      *slog.Logger
	queue    chan said
}

type said struct {
	by    *chat.Principal
	event chat.Event
	link  string
}

// NewLooker makes a Looker that looks while Run runs. Without a fetcher it is nil.
func NewLooker(f *Fetcher, m Messages, log *slog.Logger) *Looker {
	if f == nil {
		return nil
	}
	return &Looker{fetch: f, messages: m, log: log, queue: make(chan said, maxQueued)}
}

// Look has the last link of a message looked at soon, unless something is to be seen at it already. It never waits.
func (l *Looker) Look(p *chat.Principal, e chat.Event) {
	if l == nil || e.Kind != chat.KindMessage || e.Format != chat.FormatText || e.File != nil || len(e.Links) > 0 || !strings.Contains(e.Body, "://") {
		return
	}
	link := markup.LastURL(e.Body)
	if link == "" {
		return
	}
	select {
	case l.queue <- said{p, e, link}:
	default: // so many links at once are nobody's reading
	}
}

// Run looks at links until ctx ends.
func (l *Looker) Run(ctx context.Context) {
	if l == nil {
		return
	}
	var all sync.WaitGroup
	for range lookers {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case s := <-l.queue:
					l.look(ctx, s)
				}
			}
		})
	}
	all.Wait()
}

func (l *Looker) look(ctx context.Context, s said) {
	found, ok := l.fetch.Fetch(ctx, s.link)
	if !ok {
		return
	}
	if err := l.messages.Preview(ctx, s.by, s.event, found); err != nil && ctx.Err() == nil {
		// Most likely it has been deleted meanwhile.
		l.log.DebugContext(ctx, "a preview finds no message", "event", s.event.ID, "error", err)
	}
}
