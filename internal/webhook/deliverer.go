package webhook

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// Outbox is what the Deliverer asks of the store.
type Outbox interface {
	Webhook(ctx context.Context, id int64) (chat.Webhook, error)
	Installation(ctx context.Context, id int64) (chat.Installation, error)
	User(ctx context.Context, id int64) (chat.User, error)

	// ClaimDeliveries answers deliveries that are due, the oldest pending one of each queue at most: up to first that are
	// tried for the first time, and up to again others. Nobody else gets them until now+lease, unless the node is found to be
	// dead. Their attempts are counted already.
	ClaimDeliveries(ctx context.Context, node string, now time.Time, lease time.Duration, first, again int) ([]chat.Delivery, error)
	// SettleDeliveries notes how attempts ended, all or none.
	SettleDeliveries(ctx context.Context, ended []chat.Settlement) error
	// NoteAnswer notes why what a receiver answered to a delivery was not posted.
	NoteAnswer(ctx context.Context, deliveryID int64, why string) error

	AsideOf(ctx context.Context, webhookID int64) (n int, oldest time.Time, err error)
	DoneSince(ctx context.Context, webhookID int64, t time.Time) (bool, error)
	PauseWebhook(ctx context.Context, id int64, why string, at time.Time) (first bool, err error)
}

// Config says how deliveries are made. Store, Outbound and Secret are required.
type Config struct {
	Store    Outbox
	Outbound *outbound.Client

	// Secret gives an installation's OAuth client, whose secret signs its deliveries.
	Secret func(ctx context.Context, installationID int64) (oauthID, secret string, err error)

	// Open opens the sealed secrets that registrations' deliveries are signed with. nil: they are not signed.
	Open func(sealed []byte) (string, error)

	// Paused is called once when a webhook was paused because its receiver is gone or has failed for long. nil: nobody
	// is told.
	Paused func(ctx context.Context, hook chat.Webhook) error

	// Answer posts the notification that a receiver answered with: JSON with a message, the body of "send room
	// notification". It is called after the delivery has been noted as done, so at most once. What it fails with is noted
	// beside the delivery, for who wrote the receiver. nil: answers are ignored.
	Answer func(ctx context.Context, hook chat.Webhook, d chat.Delivery, notification []byte) error

	// Ended is called when a delivery to a webhook that has ended is over, whichever way. It must not block. nil:
	// nobody waits for it.
	Ended func()

	// Tried is told how each attempt ended and what it took, after that has been noted. nil: nobody counts.
	Tried func(state chat.DeliveryState, took time.Duration)

	// Trusted tells whether a webhook may be on a private network. Those of installations that a group
	// administrator made may in any case. nil: no others.
	Trusted func(ctx context.Context, hook chat.Webhook) bool

	Node        string        // this process among those that share the store
	HeaderOnly  bool          // send the JWT in the Authorization header only, not as signed_request as well
	InFlight    int           // calls at the same time that do not linger; 0: 256
	Linger      time.Duration // a call lingers when it has not been answered for so long; 0: 1 s
	Lingering   int           // calls at the same time that linger, or are repeated; 0: 1024
	Timeout     time.Duration // of one call; 0: 10 s
	Lease       time.Duration // how long a claim lasts, longer than a call; 0: 30 s
	Begin       time.Duration // a call is begun so soon after its claim or not at all, before others may take this node for dead; 0: 5 s
	FirstRetry  time.Duration // wait after the first failure; 0: 1 s
	GiveUpAfter time.Duration // age at which a delivery has failed; 0: 24 h

	Now func() time.Time // nil: time.Now
	Log *slog.Logger     // nil: slog.Default
}

// Deliverer empties the outbox: see Run.
type Deliverer struct {
	Config
	ring     chan struct{}
	finished chan finished
	lingers  chan int // calls that do
	settler  *settler

	busy, lingering atomic.Int64 // calls under way, as the loop last saw them
}

// UnderWay answers how many calls are under way: those that have just begun, and those that have not been answered for long or
// are repeats.
func (d *Deliverer) UnderWay() (busy, lingering int64) { return d.busy.Load(), d.lingering.Load() }

// show notes what is under way, for UnderWay.
func (d *Deliverer) show(h *hands) {
	d.busy.Store(int64(len(h.busy)))
	d.lingering.Store(int64(len(h.lingering)))
}

// finished says that a queue's call has ended and when to call again, zero for no known time.
type finished struct {
	call  int
	queue string
	next  time.Time
}

// NewDeliverer makes a Deliverer that does nothing until Run.
func NewDeliverer(c Config) *Deliverer {
	c.InFlight = cmp.Or(c.InFlight, 256)
	c.Linger = cmp.Or(c.Linger, time.Second)
	c.Lingering = cmp.Or(c.Lingering, 1024)
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	c.Lease = cmp.Or(c.Lease, 30*time.Second)
	c.Begin = cmp.Or(c.Begin, 5*time.Second)
	c.FirstRetry = cmp.Or(c.FirstRetry, time.Second)
	c.GiveUpAfter = cmp.Or(c.GiveUpAfter, 24*time.Hour)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	most := c.InFlight + c.Lingering
	return &Deliverer{
		Config: c, ring: make(chan struct{}, 1), finished: make(chan finished, most), lingers: make(chan int, most), settler: newSettler(c.Store),
	}
}

// Ring says that deliveries have been committed. It never blocks.
func (d *Deliverer) Ring() {
	select {
	case d.ring <- struct{}{}:
	default: // somebody rang already
	}
}

const (
	claimRetry = time.Second     // the wait after the store could not be asked
	lookEvery  = 5 * time.Second // for what is due and this node does not know of: from before its start, or another's
)

// Run makes deliveries until ctx ends: one call at a time for each queue, in order, so a slow receiver delays only
// itself. It sleeps until it is rung, or a retry is due, or it is time to look for what others have left.
// When ctx ends, calls on their way are cut off, noted as due again, and Run returns nil. It is run once.
// spec: connect, 5.6 Timeouts, retries, loops
func (d *Deliverer) Run(ctx context.Context) error {
	var calls, notes sync.WaitGroup
	notes.Go(func() { d.settler.run(context.WithoutCancel(ctx)) })
	defer func() {
		calls.Wait()
		close(d.settler.queue)
		notes.Wait()
	}()
	timer := time.NewTimer(0)
	defer timer.Stop()
	hands := newHands(d.InFlight, d.Lingering)
	due := make(map[string]time.Time) // by queue: retries that this node knows of
	for ctx.Err() == nil {
		if first, again := hands.free(); first > 0 || again > 0 {
			claimed, wake := d.claim(ctx, first, again, due)
			for _, owed := range claimed {
				n := hands.begin(owed)
				calls.Go(func() { d.handle(ctx, n, owed) })
			}
			timer.Reset(wake)
		} else {
			timer.Stop() // with no hand free there is nothing to wake up for but a call's end
		}
		d.show(hands)
		select {
		case <-ctx.Done():
		case <-d.ring:
		case <-timer.C:
		case call := <-d.lingers:
			hands.lingers(call)
		case f := <-d.finished:
			note(hands, due, f)
			for range len(d.finished) { // one claim for all that have ended meanwhile
				note(hands, due, <-d.finished)
			}
		}
	}
	return nil
}

// handle delivers, and says so when that takes long and when it has been done.
func (d *Deliverer) handle(ctx context.Context, call int, owed chat.Delivery) {
	slow := time.AfterFunc(d.Linger, func() { d.lingers <- call })
	f := d.deliver(ctx, owed)
	slow.Stop()
	f.call = call
	d.finished <- f
}

// queueOfOne is the queue of a delivery that was set aside.
func queueOfOne(id int64) string { return "d" + strconv.FormatInt(id, 10) }

func note(h *hands, due map[string]time.Time, f finished) {
	h.end(f.call)
	if !f.next.IsZero() {
		due[f.queue] = f.next
	}
}

// claim takes what is due and answers it with the time to sleep afterwards.
func (d *Deliverer) claim(ctx context.Context, first, again int, due map[string]time.Time) ([]chat.Delivery, time.Duration) {
	now := d.Now()
	claimed, err := d.Store.ClaimDeliveries(ctx, d.Node, now, d.Lease, first, again)
	if err != nil {
		if ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "deliveries not claimed", "error", err)
		}
		return nil, claimRetry
	}
	for _, owed := range claimed {
		delete(due, owed.Queue)
	}
	wake := min(d.Lease, lookEvery)
	for id, next := range due {
		wait := next.Sub(now)
		if wait <= 0 { // another node has it, or the webhook is gone
			delete(due, id)
			continue
		}
		wake = min(wake, wait)
	}
	return claimed, wake
}
