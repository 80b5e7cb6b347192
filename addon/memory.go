package addon

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"
)

// Memory is a Store for tests and for trying things out: it ends with the process.
type Memory struct {
	mu      sync.Mutex
	records map[string]Record
	posts   []waiting // in order of their ids
}

// waiting is a post with when it is due.
type waiting struct {
	Post
	due time.Time
}

// NewMemory makes a Memory.
func NewMemory() *Memory { return &Memory{records: make(map[string]Record)} }

// Put implements Store.
func (m *Memory) Put(_ context.Context, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[r.OAuthID] = r
	return nil
}

// Replace implements Store.
func (m *Memory) Replace(_ context.Context, r Record, version string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.records[r.OAuthID]; !ok || old.Version != version {
		return ErrNotInstalled
	}
	m.records[r.OAuthID] = r
	return nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, oauthID string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.records[oauthID]
	if !ok {
		return r, ErrNotInstalled
	}
	return r, nil
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, oauthID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.records[oauthID]; !ok {
		return ErrNotInstalled
	}
	delete(m.records, oauthID)
	m.posts = slices.DeleteFunc(m.posts, func(w waiting) bool { return w.OAuthID == oauthID })
	return nil
}

// All implements Store.
func (m *Memory) All(context.Context) iter.Seq2[Record, error] {
	m.mu.Lock()
	all := slices.Collect(maps.Values(m.records))
	m.mu.Unlock()
	return func(yield func(Record, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// AddPost implements Store.
func (m *Memory) AddPost(_ context.Context, p Post, limit int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, w := range m.posts {
		if w.OAuthID == p.OAuthID {
			n++
		}
	}
	if n >= limit {
		return ErrOutboxFull
	}
	m.posts = append(m.posts, waiting{Post: p})
	slices.SortFunc(m.posts, func(a, b waiting) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// ClaimPosts implements Store.
func (m *Memory) ClaimPosts(_ context.Context, now, lease time.Time, n int) (claimed []Post, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seen := make(map[string]bool)
	for i := range m.posts {
		w := &m.posts[i]
		if len(claimed) < n && !seen[w.OAuthID] && !w.due.After(now) {
			w.due = lease
			claimed = append(claimed, w.Post)
		}
		seen[w.OAuthID] = true
	}
	return claimed, nil
}

// PutOffPost implements Store.
func (m *Memory) PutOffPost(_ context.Context, id string, due time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.posts {
		if w := &m.posts[i]; w.ID == id {
			w.due = due
			w.Attempts++
		}
	}
	return nil
}

// DeletePost implements Store.
func (m *Memory) DeletePost(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.posts = slices.DeleteFunc(m.posts, func(w waiting) bool { return w.ID == id })
	return nil
}
