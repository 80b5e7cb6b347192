package blob

import (
	"context"
	"io"
)

// Many puts blobs one after the other and brings them to the disk together: many small ones would wait for it one by one.
// Nothing is there to stay before Sync has answered.
type Many struct{ store *Store }

// Many begins.
func (s *Store) Many() Many {
	if d, ok := s.bucket.(directory); ok {
		d.later = true
		return Many{&Store{d}}
	}
	return Many{s}
}

// Put keeps everything that r gives under the key, and answers its size.
func (m Many) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	return m.store.Put(ctx, key, r)
}

// Sync answers nil when all that was put is there to stay.
func (m Many) Sync() error {
	if d, ok := m.store.bucket.(directory); ok {
		return syncAll(d.root)
	}
	return nil
}
