package webhook

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// Outbox is what the Deliverer asks of the store.
type Outbox interface {
	Webhook(ctx context.Context, id int64) (chat.Webhook, error)
	Installation(ctx context.Context, id int64) (chat.Installation, error)
	User(ctx context.Context, id int64) (chat.User, error)

	// ClaimDeliveries answers up to limit deliveries that are due, the oldest pending one of each webhook at most.
	// Nobody else gets them until now+lease. Their attempts are counted already.
	ClaimDeliveries(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]chat.Delivery, error)
	// FinishDelivery notes how an attempt ended. next counts for a delivery that stays pending.
	FinishDelivery(ctx context.Context, id int64, state chat.DeliveryState, status int, lastError string, next time.Time) error
}

// Config says how deliveries are made. Store, Outbound and Secret are required.
type Config struct {
	Store    Outbox
	Outbound *outbound.Client

	// Secret gives an installation's OAuth client, whose secret signs its deliveries.
	Secret func(ctx context.Context, installationID int64) (oauthID, secret string, err error)

	// Answer posts the notification that a receiver answered with: JSON with a message, the body of "send room
	// notification". It is called after the delivery has been noted as done, so at most once. nil: answers are ignored.
	Answer func(ctx context.Context, hook chat.Webhook, d chat.Delivery, notification []byte) error

	// Ended is called when a delivery to a webhook that has ended is over, whichever way. It must not block. nil:
	// nobody waits for it.
	Ended func()

	// Trusted tells whether a webhook may be on a private network. Those of installations that a group
	// administrator made may in any case. nil: no others.
	Trusted func(ctx context.Context, hook chat.Webhook) bool

	HeaderOnly  bool          // send the JWT in the Authorization header only, not as signed_request as well
	InFlight    int           // calls at the same time; 0: 64
	Timeout     time.Duration // of one call; 0: 10 s
	Lease       time.Duration // how long a claim lasts, longer than a call; 0: 30 s
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
}

// finished says that a webhook's call has ended and when to call again, zero for no known time.
type finished struct {
	webhookID int64
	next      time.Time
}

// NewDeliverer makes a Deliverer that does nothing until Run.
func NewDeliverer(c Config) *Deliverer {
	c.InFlight = cmp.Or(c.InFlight, 64)
	c.Timeout = cmp.Or(c.Timeout, 10*time.Second)
	c.Lease = cmp.Or(c.Lease, 30*time.Second)
	c.FirstRetry = cmp.Or(c.FirstRetry, time.Second)
	c.GiveUpAfter = cmp.Or(c.GiveUpAfter, 24*time.Hour)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Deliverer{Config: c, ring: make(chan struct{}, 1), finished: make(chan finished, c.InFlight)}
}

// Ring says that deliveries have been committed. It never blocks.
func (d *Deliverer) Ring() {
	select {
	case d.ring <- struct{}{}:
	default: // somebody rang already
	}
}

// claimRetry is the wait after the store could not be asked.
const claimRetry = time.Second

// Run makes deliveries until ctx ends: one call at a time for each webhook, in order, so a slow receiver delays only
// itself. It sleeps until it is rung, or a retry is due, or a lease has passed in which another node may have died.
// When ctx ends, calls on their way are cut off, noted as due again, and Run returns nil. It is run once.
// spec: connect, 5.6 Timeouts, retries, loops
func (d *Deliverer) Run(ctx context.Context) error {
	var calls sync.WaitGroup
	defer calls.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	running := 0
	due := make(map[int64]time.Time) // by webhook: retries that this node knows of
	for ctx.Err() == nil {
		if running < d.InFlight {
			claimed, wake := d.claim(ctx, d.InFlight-running, due)
			for _, owed := range claimed {
				running++
				calls.Go(func() { d.finished <- finished{owed.WebhookID, d.deliver(ctx, owed)} })
			}
			timer.Reset(wake)
		}
		if running == d.InFlight {
			timer.Stop() // with no hand free there is nothing to wake up for but a call's end
		}
		select {
		case <-ctx.Done():
		case <-d.ring:
		case <-timer.C:
		case f := <-d.finished:
			running--
			note(due, f)
			for range len(d.finished) { // one claim for all that have ended meanwhile
				running--
				note(due, <-d.finished)
			}
		}
	}
	return nil
}

func note(due map[int64]time.Time, f finished) {
	if !f.next.IsZero() {
		due[f.webhookID] = f.next
	}
}

// claim takes what is due and answers it with the time to sleep afterwards.
func (d *Deliverer) claim(ctx context.Context, limit int, due map[int64]time.Time) ([]chat.Delivery, time.Duration) {
	now := d.Now()
	claimed, err := d.Store.ClaimDeliveries(ctx, now, d.Lease, limit)
	if err != nil {
		if ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "deliveries not claimed", "error", err)
		}
		return nil, claimRetry
	}
	for _, owed := range claimed {
		delete(due, owed.WebhookID)
	}
	wake := d.Lease
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
