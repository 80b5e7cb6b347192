// Package later does what people have put off. It sends what they have written to be sent later, in their name and once,
// whichever node of a cluster comes first and whatever becomes of it, and reminds them of what they have saved.
//
// What waits stands in the database. A node claims what is due for some seconds, says it and forgets it. Where a node is killed
// in between, another one claims it again, and the log, which takes each nonce of a person once, answers with what has been
// said already. A reminder is a mark on what somebody has saved, and the word of it a hint: where a node is killed before it has
// told anybody, the mark is there.
package later

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	tickEvery = time.Second      // the clock is looked at: it may be set, and a machine may have slept
	lookEvery = 30 * time.Second // at the database, for what a node took on that is dead by now
	claimFor  = 10 * time.Second // or else its node is taken for dead
	againIn   = 5 * time.Second  // after an error
	giveUp    = time.Hour        // after which an error is the person's to know
)

// Store keeps what waits.
type Store interface {
	Schedule(ctx context.Context, m chat.Scheduled, limit int) (chat.Scheduled, error) // chat.ErrLimit: there are as many
	Scheduled(ctx context.Context, userID int64) ([]chat.Scheduled, error)             // the soonest first
	ScheduledByID(ctx context.Context, userID, id int64) (chat.Scheduled, error)
	ChangeScheduled(ctx context.Context, userID, id int64, p chat.ScheduledPatch) (chat.Scheduled, error)  // chat.ErrClaimed: it is being sent
	DropScheduled(ctx context.Context, userID, id int64) (chat.Scheduled, error)                           // likewise
	ClaimOwnScheduled(ctx context.Context, userID, id int64, now, until time.Time) (chat.Scheduled, error) // likewise
	ClaimScheduled(ctx context.Context, now, until time.Time) ([]chat.Scheduled, error)                    // in the order in which they are to be sent
	EndScheduled(ctx context.Context, m chat.Scheduled) error
	PutOffScheduled(ctx context.Context, m chat.Scheduled, problem string, again time.Time) error
	NextScheduled(ctx context.Context) (time.Time, error) // chat.ErrNotFound: nothing waits

	TakeReminders(ctx context.Context, now time.Time) ([]chat.Reminder, error) // each once
	NextReminder(ctx context.Context) (time.Time, error)                       // chat.ErrNotFound: nobody is to be reminded
}

// Pushes reaches people who have no page open, or do not look at it.
type Pushes interface {
	Note(ctx context.Context, userID int64, n chat.Note) error
}

// Previews looks at the links of what people say, after it has been said.
type Previews interface {
	Look(p *chat.Principal, said chat.Event)
}

// Config is what a Desk is built from.
type Config struct {
	Store    Store
	Chat     *chat.Service
	Previews Previews
	Pushes   Pushes
	Now      func() time.Time
	Log      *slog.Logger
}

// Desk takes what people put off, and does it when its time has come. Use New, then Run.
type Desk struct {
	c    Config
	next atomic.Int64 // when something is due, in microseconds; 0: nobody has looked
}

// New makes a Desk.
func New(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Desk{c: c}
}

// Run does what is due until ctx ends. The database is asked only when something is: what is put off at this node is known
// here, and what others knew is found within lookEvery.
func (d *Desk) Run(ctx context.Context) {
	tick, look := time.NewTicker(tickEvery), time.NewTicker(lookEvery)
	defer tick.Stop()
	defer look.Stop()
	for {
		if d.c.Now().UnixMicro() >= d.next.Load() {
			d.Do(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-look.C:
			d.next.Store(0)
		}
	}
}

// Do does what is due now.
func (d *Desk) Do(ctx context.Context) {
	now := d.c.Now()
	d.next.Store(now.Add(lookEvery).UnixMicro()) // before it looks: who puts something off meanwhile is heard
	err := errors.Join(d.sendDue(ctx, now), d.remindDue(ctx, now))
	for _, ask := range []func(context.Context) (time.Time, error){d.c.Store.NextScheduled, d.c.Store.NextReminder} {
		next, failed := ask(ctx)
		switch {
		case failed == nil:
			d.wake(next)
		case !errors.Is(failed, chat.ErrNotFound):
			err = errors.Join(err, failed)
		}
	}
	if err != nil && ctx.Err() == nil {
		d.wake(now.Add(againIn))
		d.c.Log.ErrorContext(ctx, "what is due was not all done, and is tried again", "error", err)
	}
}

// wake has the desk look at the database when a moment has come, unless it does so before.
func (d *Desk) wake(at time.Time) {
	micros := at.UnixMicro()
	for now := d.next.Load(); micros < now; now = d.next.Load() {
		if d.next.CompareAndSwap(now, micros) {
			return
		}
	}
}

// tell tells a person's pages, and those of their browsers that have none open.
func (d *Desk) tell(ctx context.Context, userID int64, n chat.Note) error {
	d.c.Chat.TellSelf(userID, "note", n)
	if d.c.Pushes == nil {
		return nil
	}
	return d.c.Pushes.Note(ctx, userID, n)
}
