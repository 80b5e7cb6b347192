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
	"os"
	"path/filepath"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	"gocloud.dev/gcerrors"
)

// ErrNotFound is what is answered for a key that has no blob.
var ErrNotFound = errors.New("there is no such blob")

// Store keeps blobs. It may be used by many goroutines.
type Store struct {
	bucket *blob.Bucket
	dir    string // where the blobs are files; empty elsewhere
}

// Open opens the store that rawURL names: s3://bucket?region=…&endpoint=…; without one, the directory dir, which is
// made; without that, memory.
func Open(ctx context.Context, rawURL, dir string) (*Store, error) {
	s, err := open(ctx, rawURL, dir)
	if err != nil {
		return nil, fmt.Errorf("open blob store: %w", err)
	}
	return s, nil
}

func open(ctx context.Context, rawURL, dir string) (*Store, error) {
	switch {
	case rawURL != "":
		u, err := url.Parse(rawURL)
		if err != nil || u.Scheme != "s3" || u.Host == "" {
			return nil, errors.New(`the URL must be like "s3://bucket?region=eu-central-1"`) // it may hold a secret: not repeated
		}
		bucket, err := openS3(ctx, u)
		return &Store{bucket: bucket}, err
	case dir != "":
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		bucket, err := fileblob.OpenBucket(dir, &fileblob.Options{
			NoTempDir: true, Metadata: fileblob.MetadataDontWrite, DirFileMode: 0o700,
		})
		return &Store{bucket: bucket, dir: dir}, err
	}
	return &Store{bucket: memblob.OpenBucket(nil)}, nil
}

// Close gives up what is open.
func (s *Store) Close() error { return s.bucket.Close() }

// Put keeps everything that r gives under the key, and answers its size. When it fails, or r does, nothing is kept.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) (int64, error) {
	ctx, abandon := context.WithCancel(ctx)
	defer abandon()
	w, err := s.bucket.NewWriter(ctx, key, &blob.WriterOptions{ContentType: "application/octet-stream", DisableContentTypeDetection: true})
	if err != nil {
		return 0, fmt.Errorf("put blob: %w", err)
	}
	n, err := io.Copy(w, r)
	if err != nil {
		abandon()
		_ = w.Close() // answers that it was abandoned
		return n, fmt.Errorf("put blob: %w", err)
	}
	if err := w.Close(); err != nil {
		return n, fmt.Errorf("put blob: %w", err)
	}
	if err := s.sync(key); err != nil {
		return n, fmt.Errorf("put blob: %w", err)
	}
	return n, nil
}

// Open opens a blob for reading from any place.
func (s *Store) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	r, err := s.bucket.NewReader(ctx, key, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return r, nil
}

// Reachable answers nil when the store answers, if only that it has no blob of that name or lists none to this server.
func (s *Store) Reachable(ctx context.Context) error {
	_, err := s.bucket.Exists(ctx, "reachable")
	if gcerrors.Code(err) == gcerrors.PermissionDenied {
		return nil
	}
	return err
}

// Delete removes a blob. One that is not there is as good as removed.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := s.bucket.Delete(ctx, key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("delete blob: %w", err)
	}
	return s.deleteStranded(key)
}

// deleteStranded removes what a Put has left beside the key that was killed with its process.
func (s *Store) deleteStranded(key string) error {
	if s.dir == "" {
		return nil
	}
	left, err := filepath.Glob(filepath.Join(s.dir, filepath.FromSlash(key)) + ".*.tmp") // keys have no wildcards
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// sync brings a file, its name and the directories above it to the disk.
func (s *Store) sync(key string) error {
	if s.dir == "" {
		return nil
	}
	for path := filepath.Join(s.dir, filepath.FromSlash(key)); len(path) >= len(s.dir); path = filepath.Dir(path) {
		if err := syncOne(path); err != nil {
			return err
		}
	}
	return nil
}

func syncOne(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
