package store

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// maxBatch bounds the events of one transaction.
const maxBatch = 512

// hangLimit is how long the database may take for one transaction of the log before it counts as away.
const hangLimit = 20 * time.Second

// errClosed is what an append answers when the store has been closed.
var errClosed = errors.New("the store is closed")

// request is one append on its way through the writer.
type request struct {
	chat.Append
	mentioned string // the event's column, see mentionedColumn
	data      string // the event's column, chat.Event.Details

	done chan struct{} // closed when Event.Seq, earlier and err are set
	// The writer's alone until then.
	earlier *chat.Event // the event that the same client id already names
	err     error
}

// committed tells whether the request's own event stands in the log: it is no repeat, and changed something.
func (r *request) committed() bool { return r.err == nil && r.earlier == nil && r.Event.Seq > 0 }

func (r *request) answer() (chat.Event, error) {
	switch {
	case r.err != nil:
		return chat.Event{}, r.err
	case r.earlier != nil:
		return *r.earlier, nil
	}
	return r.Event, nil
}

// Append commits the event and all that must be committed with it, see chat.Store. ctx only matters until the event
// is queued; from then on it is carried through. An event whose conversation is gone is answered chat.ErrNotFound.
func (s *Store) Append(ctx context.Context, a chat.Append) (chat.Event, error) {
	e := &a.Event
	e.Time = e.Time.UTC().Truncate(time.Microsecond) // what is told is what will be read
	data, err := e.Details()
	if err != nil {
		return chat.Event{}, s.explain("append: encode event", err)
	}
	r := &request{Append: a, mentioned: mentionedColumn(e), data: string(data), done: make(chan struct{})}
	if err := s.writer.enqueue(ctx, r); err != nil {
		return chat.Event{}, s.explain("append", err)
	}
	<-r.done
	answer, err := r.answer()
	return answer, s.explain("append", err)
}

// writer is the one goroutine that appends to the log.
type writer struct {
	store      *Store
	statements logStatements
	announce   func([]chat.Append)
	committed  func(events int, took time.Duration, err error) // nil: nobody counts
	limit      time.Duration                                   // see hangLimit; 0: none
	told       []chat.Append                                   // what announce gets, kept for the next batch

	mu      sync.RWMutex // held for reading while a caller queues, so that close never closes under a sender
	closed  bool
	queue   chan *request
	stopped chan struct{}
}

func startWriter(s *Store, statements logStatements, c Config) *writer {
	w := &writer{
		store:      s,
		statements: statements,
		announce:   c.Announce,
		committed:  c.Committed,
		queue:      make(chan *request, maxBatch),
		stopped:    make(chan struct{}),
	}
	if s.dialect.mayHang() {
		w.limit = cmp.Or(c.hangLimit, hangLimit)
	}
	go w.run()
	return w
}

func (w *writer) enqueue(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return errClosed
	}
	select {
	case w.queue <- r:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close lets the writer finish what is queued.
func (w *writer) close() error {
	w.mu.Lock()
	already := w.closed
	w.closed = true
	w.mu.Unlock()
	if already {
		return nil
	}
	close(w.queue)
	<-w.stopped
	return w.statements.close()
}

// run takes whatever is queued as one batch. It never waits for more: a lone sender pays for one commit only, and
// under load the queue fills while the commit before is on its way to the disk.
func (w *writer) run() {
	defer close(w.stopped)
	batch := make([]*request, 0, maxBatch)
	for r := range w.queue {
		w.letOthersIn()
		batch = w.fill(append(batch[:0], r))
		if err := w.process(batch); errors.Is(err, context.DeadlineExceeded) {
			w.refuseQueued(err)
		}
		clear(batch)
	}
}

// letOthersIn lets the senders run for as long as that brings more events. It sleeps for nothing: with no other
// goroutine ready it costs a microsecond.
func (w *writer) letOthersIn() {
	for queued := -1; len(w.queue) > queued; {
		queued = len(w.queue)
		for range 4 {
			runtime.Gosched()
		}
	}
}

func (w *writer) fill(batch []*request) []*request {
	for len(batch) < maxBatch {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// refuseQueued answers whoever waits behind a batch for which the database took too long: they would have to wait for as
// long again, and more would come meanwhile than are answered.
func (w *writer) refuseQueued(err error) {
	for {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return
			}
			refuse([]*request{r}, err)
		default:
			return
		}
	}
}

// process commits a batch, tells it and answers it. When the database refuses a row, each request is tried alone,
// so that only the one at fault fails. The error is the batch's as a whole.
func (w *writer) process(batch []*request) error {
	began := time.Now()
	err := w.commitInTime(batch)
	if w.committed != nil {
		w.committed(len(batch), time.Since(began), err)
	}
	if err != nil && len(batch) > 1 && w.store.dialect.refused(err) {
		w.store.log.Warn("a batch of events was refused, trying them one by one", "events", len(batch), "err", err)
		for i := range batch {
			if err := w.process(batch[i : i+1]); errors.Is(err, context.DeadlineExceeded) {
				refuse(batch[i+1:], err)
				return err
			}
		}
		return nil
	}
	if err != nil {
		refuse(batch, err)
		return err
	}
	w.tell(batch)
	for _, r := range batch {
		close(r.done)
	}
	return nil
}

func refuse(requests []*request, err error) {
	for _, r := range requests {
		r.err = err
		close(r.done)
	}
}

// commitInTime gives up a database that hangs, with its connection. What was on its way to it may be committed all the same
// when it goes on, as after any lost connection; the log says so.
func (w *writer) commitInTime(batch []*request) error {
	ctx := context.Background()
	if w.limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, w.limit)
		defer cancel()
	}
	return w.commit(ctx, batch)
}

func (w *writer) tell(batch []*request) {
	if w.announce == nil {
		return
	}
	told := w.told[:0]
	for _, r := range batch {
		if r.committed() {
			told = append(told, r.Append)
		}
	}
	if len(told) > 0 {
		w.announce(told)
	}
	clear(told)
	w.told = told
}
