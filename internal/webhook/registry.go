package webhook

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	// matchBudget bounds what all patterns of one event may take of its sender's time: none begins after it. The last
	// one to begin has its own limit.
	matchBudget = 200 * time.Millisecond
	// maxAge is how long the list is believed without a word of change, in case that word was lost on its way.
	maxAge = time.Minute
	// readLimit bounds the reading of the list.
	readLimit = 10 * time.Second
)

// Registrations is where the Registry learns who listens. The store implements it.
type Registrations interface {
	Webhooks(ctx context.Context, f chat.WebhookFilter) ([]chat.Webhook, error)
	Installations(ctx context.Context, f chat.InstallationFilter) ([]chat.Installation, error)
	Installation(ctx context.Context, id int64) (chat.Installation, error)
}

// Registered is a webhook with the OAuth client that registered it: "" when a person or a room's token did.
type Registered struct {
	chat.Webhook
	OAuthID string
}

// Registry knows in memory which webhooks listen to which events.
type Registry struct {
	store   Registrations
	log     *slog.Logger
	now     func() time.Time
	changes atomic.Int64 // counts Invalidate
	current atomic.Pointer[listeners]
	reads   *cache.Asker[struct{}, *listeners] // there is one list

	tell  func()      // has other nodes read it anew
	heard func() bool // other nodes are heard
}

// NewRegistry makes a Registry. It reads the store when it is first asked.
func NewRegistry(store Registrations, log *slog.Logger) *Registry {
	r := &Registry{store: store, log: log, now: time.Now, tell: func() {}, heard: func() bool { return true }}
	r.reads = cache.NewAsker(r.read)
	return r
}

// Share has all nodes read anew what one of them has changed. Call it before serving.
func (r *Registry) Share(s cache.Sharing) {
	r.heard = s.Current
	r.tell = s.Share("webhooks", func() { r.changes.Add(1) })
}

// Invalidate says that webhooks or installations have changed. The next Match reads them anew, on every node.
func (r *Registry) Invalidate() {
	r.changes.Add(1)
	r.tell()
}

// Match answers the webhooks that are to hear of an event in a room, in order of id: the room's own and those that
// hear all rooms. Of text, which only messages and notifications have, each webhook's pattern must be found.
// Patterns that are not done in time count as not found; those that may take long come last, so that they keep no
// other from its turn. When the store cannot be read, the last list is used; when there is none, nobody knows what the
// event owes, and the error matches chat.ErrAway.
// spec: connect, 5.3 pattern
func (r *Registry) Match(ctx context.Context, roomID int64, event, text string) ([]Registered, error) {
	l, err := r.listeners(ctx)
	if err != nil || len(l.by[place{roomID, event}]) == 0 && len(l.by[place{0, event}]) == 0 {
		return nil, err // as nearly always: nobody listens
	}
	var slow []listener
	var end time.Time
	hears := func(h listener) bool {
		if end.IsZero() {
			end = r.now().Add(matchBudget)
		}
		return r.hears(ctx, h, text, end)
	}
	matched := l.pick(roomID, event, func(h listener) bool {
		if h.pattern == nil {
			return true
		}
		if !h.pattern.fast(text) {
			slow = append(slow, h)
			return false
		}
		return hears(h)
	})
	for _, h := range slow {
		if hears(h) {
			matched = append(matched, h.Registered)
		}
	}
	return inOrder(matched), nil
}

// to answers the webhooks that are to hear of an event that has no text.
func (l *listeners) to(roomID int64, event string) []Registered {
	return inOrder(l.pick(roomID, event, func(listener) bool { return true }))
}

// pick answers those that listen to the event in the room or in all rooms, and hear it.
func (l *listeners) pick(roomID int64, event string, hears func(listener) bool) []Registered {
	var picked []Registered
	for _, place := range []place{{roomID, event}, {0, event}} {
		for _, h := range l.by[place] {
			if hears(h) {
				picked = append(picked, h.Registered)
			}
		}
		if roomID == 0 {
			break
		}
	}
	return picked
}

func inOrder(hooks []Registered) []Registered {
	slices.SortFunc(hooks, func(a, b Registered) int { return cmp.Compare(a.ID, b.ID) })
	return hooks
}

// hears looks for a webhook's pattern, unless the sender has waited long enough or the pattern is paused.
func (r *Registry) hears(ctx context.Context, h listener, text string, end time.Time) bool {
	now := r.now()
	switch {
	case h.pattern.pause.on(now):
		return false
	case ctx.Err() != nil, now.After(end):
		r.log.WarnContext(ctx, "webhook pattern not tried: no time left", "webhook_id", h.ID)
		return false
	}
	found, err := h.pattern.Match(text)
	if err != nil {
		r.log.WarnContext(ctx, "webhook pattern given up", "webhook_id", h.ID, "error", err)
	}
	if h.pattern.pause.note(err == nil, now) {
		r.log.WarnContext(ctx, "webhook pattern paused: it took too long again and again", "webhook_id", h.ID, "for", pauseFor)
	}
	return found
}

// place is what a webhook listens to.
type place struct {
	roomID int64 // 0: all rooms
	event  string
}

type listener struct {
	Registered
	pattern *Pattern // nil: every event
}

// listeners is the list as of one moment. It is never changed.
type listeners struct {
	by       map[place][]listener
	patterns map[string]*Pattern
	change   int64 // of Registry.changes, when the reading began
	read     time.Time
}

// listeners answers the list, read anew if it has changed.
func (r *Registry) listeners(ctx context.Context) (*listeners, error) {
	if l := r.current.Load(); r.fresh(l) {
		return l, nil
	}
	l, _, err := r.reads.Ask(ctx, struct{}{})
	if err == nil {
		return l, nil
	}
	if l = r.current.Load(); l == nil {
		return nil, fmt.Errorf("%w: who listens has never been read: %w", chat.ErrAway, err)
	}
	r.log.ErrorContext(ctx, "webhooks not read, the last list is used", "error", err)
	return l, nil
}

// read reads the list for all who ask at the same time. While other nodes are not heard, that is everybody who posts.
func (r *Registry) read(ctx context.Context, _ []struct{}) (map[struct{}]*listeners, error) {
	ctx, cancel := context.WithTimeout(ctx, readLimit)
	defer cancel()
	l := r.current.Load()
	if !r.fresh(l) {
		var err error
		if l, err = r.load(ctx, l); err != nil {
			return nil, err
		}
		r.current.Store(l)
	}
	return map[struct{}]*listeners{{}: l}, nil
}

func (r *Registry) fresh(l *listeners) bool {
	return l != nil && l.change == r.changes.Load() && time.Since(l.read) < maxAge && r.heard()
}

func (r *Registry) load(ctx context.Context, old *listeners) (*listeners, error) {
	l := &listeners{by: make(map[place][]listener), patterns: make(map[string]*Pattern), change: r.changes.Load(), read: time.Now()}
	installations, err := r.store.Installations(ctx, chat.InstallationFilter{})
	if err != nil {
		return nil, fmt.Errorf("read installations: %w", err)
	}
	clients := map[int64]string{0: ""} // 0: registered with a person's or room's token
	for _, i := range installations {
		if i.Works() {
			clients[i.ID] = i.OAuthID
		}
	}
	hooks, err := r.store.Webhooks(ctx, chat.WebhookFilter{})
	if err != nil {
		return nil, fmt.Errorf("read webhooks: %w", err)
	}
	for _, h := range hooks {
		oauthID, active := clients[h.InstallationID]
		if !active {
			continue
		}
		pattern, err := l.pattern(h, old)
		if err != nil {
			r.log.WarnContext(ctx, "webhook left out", "webhook_id", h.ID, "error", err)
			continue
		}
		p := place{h.RoomID, h.Event}
		l.by[p] = append(l.by[p], listener{Registered{h, oauthID}, pattern})
	}
	return l, nil
}

// pattern compiles a webhook's pattern, unless the old list has it.
func (l *listeners) pattern(h chat.Webhook, old *listeners) (*Pattern, error) {
	if h.Pattern == "" || h.Event != "room_message" && h.Event != "room_notification" {
		return nil, nil
	}
	p := l.patterns[h.Pattern]
	if p == nil && old != nil {
		p = old.patterns[h.Pattern]
	}
	if p == nil {
		var err error
		if p, err = Compile(h.Pattern); err != nil {
			return nil, err
		}
	}
	l.patterns[h.Pattern] = p
	return p, nil
}
