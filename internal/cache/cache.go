// Package cache is a bounded read-through cache for what the hot path would otherwise ask of the database on every
// request. What was read before an invalidation is never kept after it.
package cache

import (
	"context"
	"sync"
)

// Cache keeps values by key until they are invalidated. It is safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu         sync.RWMutex
	values     map[K]V
	max        int
	generation uint64
}

// New makes a cache of at most max values; a full one starts over.
func New[K comparable, V any](max int) *Cache[K, V] {
	return &Cache[K, V]{values: make(map[K]V), max: max}
}

// Get answers the kept value, or loads it. Errors are not kept.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	c.mu.RLock()
	v, ok := c.values[key]
	generation := c.generation
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	v, err := load(ctx, key)
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation == generation {
		if len(c.values) >= c.max {
			clear(c.values)
		}
		c.values[key] = v
	}
	return v, nil
}

// Clear forgets every value, those being loaded included. Call it after the change has been committed.
func (c *Cache[K, V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	clear(c.values)
}
