package addon

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
)

// Memory is a Store for tests and for trying things out: it ends with the process.
type Memory struct {
	mu      sync.Mutex
	records map[string]Record
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
