package cache

import (
	"context"
	"maps"
	"slices"
	"sync"
)

// Asker puts what many ask at the same time into one question. An answer is never older than the call that it is for:
// who comes while a question is under way is part of the next. It is safe for concurrent use.
type Asker[K comparable, V any] struct {
	ask func(context.Context, []K) (map[K]V, error)

	mu     sync.Mutex
	next   *round[K, V] // nil: nobody waits for it
	asking bool
}

// round is one question, and who waits for its answer.
type round[K comparable, V any] struct {
	keys    map[K]struct{}
	done    chan struct{}
	answers map[K]V
	err     error
}

// NewAsker makes an Asker of a question. Its context is nobody's, since many wait: it has to bound itself.
func NewAsker[K comparable, V any](ask func(context.Context, []K) (map[K]V, error)) *Asker[K, V] {
	return &Asker[K, V]{ask: ask}
}

// Ask answers what is said of the key; found is false when nothing is.
func (a *Asker[K, V]) Ask(ctx context.Context, key K) (v V, found bool, err error) {
	r := a.join(key)
	select {
	case <-r.done:
		v, found = r.answers[key]
		return v, found, r.err
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
}

func (a *Asker[K, V]) join(key K) *round[K, V] {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.next == nil {
		a.next = &round[K, V]{keys: map[K]struct{}{}, done: make(chan struct{})}
	}
	r := a.next
	r.keys[key] = struct{}{}
	if !a.asking {
		a.asking = true
		go a.run()
	}
	return r
}

// run asks one question after the other, until nobody waits.
func (a *Asker[K, V]) run() {
	for r := a.take(); r != nil; r = a.take() {
		r.answers, r.err = a.ask(context.Background(), slices.Collect(maps.Keys(r.keys)))
		close(r.done)
	}
}

func (a *Asker[K, V]) take() *round[K, V] {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.next
	a.next = nil
	a.asking = r != nil
	return r
}
