package archive

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
)

// File is a file that somebody shared, or the picture of an emoticon.
type File struct {
	Room      int64  // 0: it belongs to one-to-one chats
	User      int64  // in whose directory it is; 0 with Room 0: in the one for all
	Emoticon  bool   // it is the picture of one
	Path      string // that of an Attachment or of an Emoticon
	Size      int64
	io.Reader // until the next file
}

// Files reads the archives once more and yields their files, of each path the newest. It ends after the first error.
func (a *Archive) Files(ctx context.Context) iter.Seq2[File, error] {
	if a.source != nil {
		return a.source.Files(ctx)
	}
	return func(yield func(File, error) bool) {
		m, err := newMeter(ctx, a.paths, a.options.Progress)
		if err != nil {
			yield(File{}, err)
			return
		}
		seen := make(map[[16]byte]bool)
		for i := len(a.paths) - 1; i >= 0; i-- {
			for e, err := range entries(m, a.paths[i], a.options.Password) {
				if err != nil {
					yield(File{}, fmt.Errorf("%s: %w", a.paths[i], err))
					return
				}
				name, ok := strings.CutPrefix(e.name, a.roots[i])
				if !ok {
					continue
				}
				f, ok := fileOf(name)
				sum := sha256.Sum256([]byte(name))
				if !ok || seen[[16]byte(sum[:])] {
					continue
				}
				seen[[16]byte(sum[:])] = true
				f.Size, f.Reader = e.size, e.Reader
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}

// fileOf tells whose a file is by its name below the root.
func fileOf(name string) (f File, ok bool) {
	kind, rest, ok := strings.Cut(name, "/")
	if !ok {
		return f, false
	}
	if kind == "emoticons" {
		return File{Emoticon: true, Path: rest}, true
	}
	if f.Path, ok = strings.CutPrefix(rest, "files/"); ok && kind == "users" {
		return f, true
	}
	id, rest, _ := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(id, 10, 64)
	if f.Path, ok = strings.CutPrefix(rest, "files/"); !ok || err != nil || n <= 0 {
		return f, false
	}
	switch kind {
	case "rooms":
		f.Room = n
	case "users":
		f.User = n
	default:
		return f, false
	}
	return f, true
}
