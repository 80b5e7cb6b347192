package search

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Store is what the Follower reads and writes. internal/store has it.
type Store interface {
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]chat.Event, error)
	// SearchLag answers logs that have not been read to their end, of those conversations or, for nil, of all.
	SearchLag(ctx context.Context, conversations []int64) ([]chat.SearchLag, error)
	// IndexSearch takes a piece of a log, unless the search stands elsewhere in the log by now.
	IndexSearch(ctx context.Context, b chat.SearchBatch) (taken bool, err error)
	// SweepSearch forgets some of what belongs to conversations that are gone, and answers whether there is more.
	SweepSearch(ctx context.Context) (more bool, err error)
	ClearSearch(ctx context.Context) error
}

const (
	batch      = 100                    // events that are indexed in one transaction
	bulk       = 400                    // of a long log, while nobody writes
	gather     = 200 * time.Millisecond // what is said within this time is indexed together
	lookAround = time.Minute            // after which every log is looked at, whatever rang
	retry      = 5 * time.Second        // after an error
	longest    = 300 * time.Millisecond // that the follower keeps away from a busy database
	manyRings  = 100                    // a second: the database is busy
)

// Follower brings the index up to the logs, behind everybody's back: whoever writes never waits for it.
type Follower struct {
	store Store
	keeps func() bool
	size  int     // of the next batch
	yield float64 // of the time that it takes, how much is left to others behind it
	log   *slog.Logger
	bell  chan struct{}

	mu   sync.Mutex
	rang map[int64]bool // conversations
	all  bool           // look at every log

	rings  atomic.Int64
	behind atomic.Int64 // events that are known to be missing
}

// NewFollower makes a Follower; Run it. Of several nodes each follows what it has committed itself, and the one that
// keeps what others may have left behind.
func NewFollower(store Store, keeps func() bool, log *slog.Logger) *Follower {
	f := &Follower{store: store, keeps: keeps, log: log, size: batch, yield: 9, bell: make(chan struct{}, 1), rang: make(map[int64]bool), all: true}
	f.behind.Store(unknown)
	return f
}

// Ring says that a log has grown. It never blocks.
func (f *Follower) Ring(conversationID int64) {
	f.rings.Add(1)
	f.mu.Lock()
	f.rang[conversationID] = true
	f.mu.Unlock()
	f.wake()
}

func (f *Follower) wake() {
	select {
	case f.bell <- struct{}{}:
	default:
	}
}

// Rebuild forgets the index and reads every log anew. It answers when the reading has begun.
func (f *Follower) Rebuild(ctx context.Context) error {
	if err := f.store.ClearSearch(ctx); err != nil {
		return err
	}
	f.behind.Store(unknown)
	f.lookAtAll()
	return nil
}

// unknown stands for what is missing until the logs have been looked at.
const unknown = 1

// Behind is how many events the index is known to lack. It is not 0 before every log has been looked at once.
func (f *Follower) Behind() int64 { return f.behind.Load() }

func (f *Follower) lookAtAll() {
	f.mu.Lock()
	f.all = true
	f.mu.Unlock()
	f.wake()
}

// Run follows until ctx ends. What fails is tried again.
func (f *Follower) Run(ctx context.Context) {
	tick := time.NewTicker(lookAround)
	defer tick.Stop()
	for {
		wait := gather
		if err := f.round(ctx); err != nil && ctx.Err() == nil {
			f.log.ErrorContext(ctx, "the search is not brought up to date", "error", err)
			f.lookAtAll()
			wait = retry
		}
		if !pause(ctx, wait) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-f.bell:
		case <-tick.C:
			if f.keeps() {
				f.lookAtAll()
			}
		}
	}
}

// round brings up to date what rang. After a look at every log it forgets those that are gone.
func (f *Follower) round(ctx context.Context) error {
	for looked := false; ; {
		ids, any := f.due()
		if !any && looked {
			return f.sweep(ctx)
		}
		if !any {
			return nil
		}
		looked = looked || ids == nil
		lags, err := f.store.SearchLag(ctx, ids)
		if err != nil {
			return err
		}
		missing := int64(0)
		for _, l := range lags {
			missing += l.LastSeq - l.Seq
		}
		f.behind.Store(missing)
		for _, l := range lags {
			if err := f.follow(ctx, l); err != nil {
				return err
			}
		}
	}
}

// due takes what rang; nil stands for every conversation.
func (f *Follower) due() (ids []int64, any bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all {
		f.all = false
		clear(f.rang)
		return nil, true
	}
	for id := range f.rang {
		ids = append(ids, id)
	}
	clear(f.rang)
	return ids, len(ids) > 0
}

// follow reads one log to its end as it was.
func (f *Follower) follow(ctx context.Context, l chat.SearchLag) error {
	for seq := l.Seq; seq < l.LastSeq; {
		began := time.Now()
		events, err := f.store.EventsAfter(ctx, l.ConversationID, seq, f.size)
		if err != nil {
			return err
		}
		b := read(l.ConversationID, events)
		b.After = seq
		if len(events) == 0 {
			b.Seq = l.LastSeq // the log was deleted
		}
		behind := f.behind.Load()
		if taken, err := f.store.IndexSearch(ctx, b); err != nil || !taken {
			f.Ring(l.ConversationID) // another node was faster, or somebody has cleared the search: see what is left
			return err
		}
		known := min(b.Seq, l.LastSeq) - seq                  // what was said since the log was looked at was not counted
		f.behind.CompareAndSwap(behind, max(0, behind-known)) // unless a Rebuild has begun to count anew
		seq = b.Seq
		if len(events) == f.size && !f.letOthers(ctx, time.Since(began)) {
			return ctx.Err()
		}
	}
	return nil
}

// letOthers waits after a batch and decides on the next one: it is small while others write, who would wait for it. Half of
// the time is theirs while a few do, and most of it while many do. Who waited for the batch writes now, so they are looked
// for while nothing is read.
func (f *Follower) letOthers(ctx context.Context, took time.Duration) bool {
	wait := max(time.Millisecond, min(time.Duration(f.yield*float64(took)), longest))
	before := f.rings.Load()
	if !pause(ctx, wait) {
		return false
	}
	switch rings := f.rings.Load() - before; {
	case rings == 0:
		f.size, f.yield = bulk, 0.25
	case float64(rings) < manyRings*wait.Seconds():
		f.size, f.yield = batch, 1
	default:
		f.size, f.yield = batch, 9
	}
	return true
}

// read makes a batch of a piece of a log. An event that others say something about is read anew as it is now.
func read(conversationID int64, events []chat.Event) chat.SearchBatch {
	b := chat.SearchBatch{ConversationID: conversationID}
	latest := make(map[int64]*chat.Event)
	for i := range events {
		e := &events[i]
		b.Seq = e.Seq
		if e.Of != nil {
			latest[e.Of.Seq] = e.Of
		}
		if latest[e.Seq] == nil {
			latest[e.Seq] = e
		}
	}
	for seq, e := range latest {
		switch entry, ok := entryOf(e); {
		case ok:
			b.Entries = append(b.Entries, entry)
		case e.Deleted:
			b.Gone = append(b.Gone, seq)
		}
	}
	return b
}

func (f *Follower) sweep(ctx context.Context) error {
	for {
		more, err := f.store.SweepSearch(ctx)
		if err != nil || !more {
			return err
		}
		if !pause(ctx, gather) {
			return ctx.Err()
		}
	}
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
