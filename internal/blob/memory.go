package blob

import (
	"bytes"
	"context"
	"io"
	"sync"
)

// memory keeps blobs for as long as the process lives.
type memory struct {
	mu    sync.RWMutex
	blobs map[string][]byte
}

func (m *memory) put(_ context.Context, key string, r io.Reader) (int64, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blobs[key] = b
	return int64(len(b)), nil
}

func (m *memory) open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	b, ok := m.blobs[key]
	if !ok {
		return nil, ErrNotFound
	}
	return unclosed{bytes.NewReader(b)}, nil
}

func (m *memory) remove(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.blobs, key)
	return nil
}

func (*memory) reachable(context.Context) error { return nil }

func (*memory) close() error { return nil }

type unclosed struct{ io.ReadSeeker }

func (unclosed) Close() error { return nil }
