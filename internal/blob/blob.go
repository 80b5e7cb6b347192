// Package blob keeps the bytes of shared files: in the data directory, in an S3-compatible store, or in memory for a
// server that has no data directory. What is known about a file, and who may see it, is no business of this package.
//
// A key is made by the caller of letters, digits and slashes. What Put has answered is there to stay: on a disk it has
// been synced, as the event that will point to it is.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/stoachat/stoa/internal/outbound"
)

// ErrNotFound is what is answered for a key that has no blob.
var ErrNotFound = errors.New("there is no such blob")

// Store keeps blobs. It may be used by many goroutines.
type Store struct{ bucket bucket }

// bucket is a place that blobs are kept in. Its put leaves nothing behind when it, or the reader, fails; its open says
// ErrNotFound; removing what is not there is no error.
type bucket interface {
	put(ctx context.Context, key string, r io.Reader) (int64, error)
	open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	remove(ctx context.Context, key string) error
	reachable(ctx context.Context) error
	close() error
}

// Config says where blobs are. The zero value is memory.
type Config struct {
	URL       string           // s3://bucket?region=…&endpoint=…; empty: Directory
	Directory string           // it is made; empty: memory
	Outbound  *outbound.Client // the way to URL
}

// Open opens the store that c names.
func Open(c Config) (*Store, error) {
	b, err := open(c)
	if err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	return &Store{b}, nil
}

func open(c Config) (bucket, error) {
	switch {
	case c.URL != "":
		u, err := url.Parse(c.URL)
		if err != nil || u.Scheme != "s3" || u.Host == "" {
			return nil, errors.New(`the URL must be like "s3://bucket?region=eu-central-1"`) // it may hold a secret: not repeated
		}
		return openS3(u, c.Outbound)
	case c.Directory != "":
		return openDirectory(c.Directory)
	}
	return &memory{blobs: make(map[string][]byte)}, nil
}

// Close gives up what is open.
func (s *Store) Close() error { return s.bucket.close() }

// Put keeps everything that r gives under the key, and answers its size. When it fails, or r does, nothing is kept.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	n, err := s.bucket.put(ctx, key, r)
	if err != nil {
		return n, fmt.Errorf("put blob: %w", err)
	}
	return n, nil
}

// Open opens a blob for reading from any place.
func (s *Store) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	r, err := s.bucket.open(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return r, nil
}

// Reachable answers nil when the store answers, if only that it lets this server know nothing.
func (s *Store) Reachable(ctx context.Context) error { return s.bucket.reachable(ctx) }

// Endpoint is the URL that a store elsewhere is called at; empty: it is here.
func (s *Store) Endpoint() string {
	if b, ok := s.bucket.(s3); ok {
		return b.client.EndpointURL().String()
	}
	return ""
}

// Delete removes a blob. One that is not there is as good as removed.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.bucket.remove(ctx, key); err != nil {
		return fmt.Errorf("delete blob: %w", err)
	}
	return nil
}
