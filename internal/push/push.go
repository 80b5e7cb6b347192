// Package push reaches people who have no page open, or do not look at it: it follows the log and sends Web Push
// messages to the browsers that asked for them (RFC 8030, 8188, 8291, 8292), with the server's own keys and no service
// of the vendor's in between. A push is a hint that there is something to read, so it is tried for a minute and then let
// be: the log has the message.
//
// The bus only notes which conversations have grown; everything else happens in goroutines of its own. What was
// committed in the moment before the server was killed is not pushed.
package push

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/bus"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// Store is what pushing asks of the database.
type Store interface {
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error)
	RoomByConversation(ctx context.Context, conversationID int64) (chat.Room, error)

	// PushTargets answers the browsers of who follows the conversation or is one of also, and with listed of who is on the
	// list of its room.
	PushTargets(ctx context.Context, conversationID int64, also []int64, listed bool) ([]chat.PushTarget, error)
	AddPushSubscription(ctx context.Context, session []byte, s chat.PushSubscription, most int) error
	DeletePushSubscription(ctx context.Context, userID int64, endpoint string) error // userID 0: anybody's
	CountPushSubscriptions(ctx context.Context) (int, error)
	VAPID(ctx context.Context) (public string, sealedPrivate []byte, err error)
	SetVAPID(ctx context.Context, public string, sealedPrivate []byte) error // the first one stays
}

// People says who is here and who may read what. chat.Service is it.
type People interface {
	Presence(userID int64) (online bool, show string)
	MayRead(ctx context.Context, conversationID int64, userIDs []int64) (map[int64]bool, error)
}

// Sealer keeps the private key.
type Sealer interface {
	Seal(text string) []byte
	Open(sealed []byte) (string, error)
}

// Config is what a Pusher is built from.
type Config struct {
	Store    Store
	People   People
	Bus      *bus.Bus
	Outbound *outbound.Client
	Sealer   Sealer
	Base     string // the public URL, by which push services can tell who sends
	NoText   bool   // pushes only say that something arrived. spec: product, 7.3
	Now      func() time.Time
	Log      *slog.Logger
	Pause    func(attempt int) time.Duration // before the next attempt; nil: 1, 5, 25 s
}

// Pusher follows the log. Use New, then Run.
type Pusher struct {
	Config
	keys keys
	any  atomic.Bool // somebody may have a subscription

	mu    sync.Mutex
	grown map[int64]span // conversations with events that have not been looked at
	rung  chan struct{}

	parcels *lines
	dropped atomic.Int64 // parcels for which there was no room
}

// topicAny is told to other nodes when somebody has a subscription.
const topicAny = "push.any"

// span is a piece of a conversation's log.
type span struct{ from, to int64 }

const (
	maxParcels = 1000 // waiting to be sent; further ones are dropped, see enqueue
	senders    = 4
	attempts   = 4
)

// New makes a Pusher.
func New(c Config) *Pusher {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Pause == nil {
		c.Pause = func(attempt int) time.Duration {
			return []time.Duration{time.Second, 5 * time.Second, 25 * time.Second}[attempt]
		}
	}
	return &Pusher{Config: c, grown: map[int64]span{}, rung: make(chan struct{}, 1), parcels: newLines(maxParcels)}
}

// Run follows the log until ctx ends.
func (p *Pusher) Run(ctx context.Context) {
	n, err := p.Store.CountPushSubscriptions(ctx)
	if err != nil && ctx.Err() == nil {
		p.Log.WarnContext(ctx, "it is not known whether anybody wants pushes, so each event is looked at", "error", err)
	}
	if n > 0 || err != nil {
		p.any.Store(true)
	}
	defer p.Bus.Subscribe(p.hear)()
	defer p.Bus.Hear(topicAny, func(string, []byte) { p.any.Store(true) })()
	defer p.Bus.OnGap(func() { p.any.Store(true) })()
	var sending sync.WaitGroup
	defer sending.Wait()
	for range senders {
		sending.Go(func() { p.send(ctx) })
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.rung:
			p.look(ctx)
		}
	}
}

// hear notes that a conversation has grown by what this node has committed: of several nodes, that one pushes. It is
// called by the goroutine that commits and does nothing else.
func (p *Pusher) hear(r bus.Ring) {
	if r.Away || !p.any.Load() {
		return
	}
	p.mu.Lock()
	s, there := p.grown[r.ConversationID]
	if !there {
		s.from = r.Seq
	}
	s.to = r.Seq
	p.grown[r.ConversationID] = s
	p.mu.Unlock()
	select {
	case p.rung <- struct{}{}:
	default: // it is about to look anyway
	}
}

// look works through what has grown.
func (p *Pusher) look(ctx context.Context) {
	p.mu.Lock()
	grown := p.grown
	p.grown = map[int64]span{}
	p.mu.Unlock()
	for id, s := range grown {
		if err := p.lookAt(ctx, id, s); err != nil && ctx.Err() == nil {
			p.Log.WarnContext(ctx, "no pushes for what was said", "conversation", id, "error", err)
		}
	}
}

// Waiting answers how many messages to browsers wait to be sent, and how many have been dropped since the server started.
func (p *Pusher) Waiting() (waiting int, dropped int64) { return p.parcels.len(), p.dropped.Load() }
