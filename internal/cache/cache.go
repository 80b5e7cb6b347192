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
	weigh      func(V) int
	weight     int // of all values together
	max        int
	generation uint64

	tell    func()      // has other nodes forget
	current func() bool // what other nodes tell arrives; nil: there are none
}

// Sharing is how the caches of several nodes hear of each other's changes. internal/node has it.
type Sharing interface {
	// Share has forget called whenever another node has changed what the topic names, or may have. tell says that this
	// one has, and returns once the others have forgotten; of one that does not answer it gives up after a second.
	Share(topic string, forget func()) (tell func())
	// Bell is Share for what another node is to do: ring waits for nobody.
	Bell(topic string, hear func()) (ring func())
	// Current tells whether what other nodes tell arrives.
	Current() bool
}

// New makes a cache of at most max values; a full one starts over.
func New[K comparable, V any](max int) *Cache[K, V] {
	return NewWeighed[K](max, func(V) int { return 1 })
}

// NewWeighed makes a cache of values that weigh at most max together, for values that are not of one size.
func NewWeighed[K comparable, V any](max int, weigh func(V) int) *Cache[K, V] {
	return &Cache[K, V]{values: make(map[K]V), weigh: weigh, max: max}
}

// Share has nodes forget what one of them clears. While they cannot hear each other, nothing that is kept is believed.
// Call it before the first Get.
func (c *Cache[K, V]) Share(s Sharing, topic string) {
	c.current = s.Current
	c.tell = s.Share(topic, c.forget)
}

// Get answers the kept value, or loads it. Errors are not kept.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	if c.current != nil && !c.current() {
		return load(ctx, key)
	}
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
		c.keep(key, v)
	}
	return v, nil
}

// keep adds a value, where it has room at all. The lock is held.
func (c *Cache[K, V]) keep(key K, v V) {
	w := c.weigh(v)
	if w > c.max {
		return
	}
	if was, ok := c.values[key]; ok { // two loaded it at the same time
		c.weight -= c.weigh(was)
		delete(c.values, key)
	}
	if c.weight+w > c.max {
		clear(c.values)
		c.weight = 0
	}
	c.values[key] = v
	c.weight += w
}

// Clear forgets every value, those being loaded included, here and on other nodes. Call it after the change has been
// committed.
func (c *Cache[K, V]) Clear() {
	c.forget()
	if c.tell != nil {
		c.tell()
	}
}

func (c *Cache[K, V]) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	clear(c.values)
	c.weight = 0
}
