package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

// directory keeps each blob in a file that is named by its key. A file has its name only when all of it is on the disk.
type directory struct {
	root  *os.Root
	later bool // whoever puts asks for the disk afterwards, see Many
}

func openDirectory(name string) (bucket, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return directory{root: root}, nil
}

func (d directory) put(ctx context.Context, key string, r io.Reader) (int64, error) {
	if err := d.root.MkdirAll(path.Dir(key), 0o700); err != nil {
		return 0, err
	}
	unfinished := key + "." + rand.Text() + ".tmp" // where deleteStranded looks
	n, err := d.write(ctx, unfinished, r)
	if err == nil {
		err = d.root.Rename(unfinished, key)
	}
	if err != nil {
		_ = d.root.Remove(unfinished) // otherwise it goes with the key
		return n, err
	}
	if !d.later {
		err = d.syncAbove(key)
	}
	return n, err
}

func (d directory) write(ctx context.Context, name string, r io.Reader) (int64, error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, r)
	if !d.later {
		err = errors.Join(err, f.Sync())
	}
	return n, errors.Join(err, context.Cause(ctx), f.Close())
}

// syncAbove brings the name of a file, and those of the directories above it, to the disk.
func (d directory) syncAbove(key string) error {
	for key != "." {
		key = path.Dir(key)
		f, err := d.root.Open(key)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (d directory) open(_ context.Context, key string) (io.ReadSeekCloser, error) {
	f, err := d.root.Open(key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d directory) remove(_ context.Context, key string) error {
	if err := d.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.deleteStranded(key)
}

// deleteStranded removes what a put has left beside the key that was killed with its process.
func (d directory) deleteStranded(key string) error {
	left, err := fs.Glob(d.root.FS(), key+".*.tmp") // keys have no wildcards
	for _, name := range left {
		err = errors.Join(err, d.root.Remove(name))
	}
	return err
}

func (d directory) reachable(context.Context) error {
	_, err := d.root.Stat(".")
	return err
}

func (d directory) close() error { return d.root.Close() }
