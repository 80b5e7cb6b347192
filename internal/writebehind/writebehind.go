// Package writebehind keeps in memory what calls note in passing, and writes it down once a minute: no call waits for it,
// many notes of one thing are one row, and a server that is killed loses no more than the last minute of it.
package writebehind

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	every = time.Minute
	limit = 10 * time.Second // for one writing, so that a database that hangs keeps no server from stopping
)

// Config is what a Buffer is built from. All of it is required.
type Config[K comparable, V any] struct {
	What  string // for the log: what it is that is noted
	Join  func(older, newer V) V
	Order func(a, b K) int // in which rows are written on every server, so that two of them never wait for each other's
	Write func(ctx context.Context, all []V) error
}

// Buffer holds what has been noted and not been written down yet, by a key that bounds how much that can be.
type Buffer[K comparable, V any] struct {
	Config[K, V]

	writing sync.Mutex // held by who writes down, before mu

	mu      sync.Mutex
	pending map[K]V
}

// New makes a Buffer.
func New[K comparable, V any](c Config[K, V]) *Buffer[K, V] {
	return &Buffer[K, V]{Config: c, pending: make(map[K]V)}
}

// Note joins v to what is to be written down of the key. It asks nobody.
func (b *Buffer[K, V]) Note(key K, v V) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if older, there := b.pending[key]; there {
		v = b.Join(older, v)
	}
	b.pending[key] = v
}

// Run writes down what was noted until ctx ends, and then once more.
func (b *Buffer[K, V]) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			if err := b.Flush(context.WithoutCancel(ctx)); err != nil {
				log.ErrorContext(ctx, "not written down at the end", "what", b.What, "error", err)
			}
			return
		case <-tick.C:
			if err := b.Flush(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "not written down, and tried again", "what", b.What, "error", err)
			}
		}
	}
}

// Flush writes down what was noted up to this moment. What cannot be written is written the next time.
func (b *Buffer[K, V]) Flush(ctx context.Context) error {
	b.writing.Lock()
	defer b.writing.Unlock()
	b.mu.Lock()
	taken := b.pending
	b.pending = make(map[K]V)
	b.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	keys := make([]K, 0, len(taken))
	for k := range taken {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, b.Order)
	all := make([]V, len(keys))
	for i, k := range keys {
		all[i] = taken[k]
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := b.Write(ctx, all)
	if err != nil {
		b.putBack(taken)
	}
	return err
}

func (b *Buffer[K, V]) putBack(older map[K]V) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for k, v := range older {
		if newer, there := b.pending[k]; there {
			v = b.Join(v, newer)
		}
		b.pending[k] = v
	}
}
