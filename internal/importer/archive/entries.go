package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// entry is a file in an archive. Its reader is good until the next.
type entry struct {
	name string // with slashes, inside the archive
	size int64
	io.Reader
}

var errMany = fmt.Errorf("there are more than %d entries in it", maxEntries)

// meter tells how much of the archives has been read, and stops reading when nobody waits for it any longer.
type meter struct {
	ctx        context.Context // of the one pass that it lives for
	read, size int64
	tell       func(read, size int64)
}

// newMeter makes one for a pass over archives.
func newMeter(ctx context.Context, paths []string, tell func(read, size int64)) (*meter, error) {
	m := &meter{ctx: ctx, tell: tell}
	for _, p := range paths {
		p, err := filepath.EvalSymlinks(p)
		if err != nil {
			return nil, err
		}
		err = filepath.WalkDir(p, func(_ string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err == nil && info.Mode().IsRegular() {
				m.size += info.Size()
			}
			return errors.Join(err, ctx.Err())
		})
		if err != nil {
			return nil, err
		}
	}
	return m, nil
}

// of counts what is read from r.
func (m *meter) of(r io.Reader) io.Reader { return metered{m, r} }

func (m *meter) add(n int64) {
	m.read += n
	m.tell(m.read, m.size)
}

type metered struct {
	*meter
	io.Reader
}

func (m metered) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.Reader.Read(b)
	m.add(int64(n))
	return n, err
}

// entries yields the files of an archive. It ends with an error at the first thing that no export has in it.
func entries(m *meter, at string, password []byte) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		info, err := os.Stat(at)
		if err != nil {
			yield(entry{}, err)
			return
		}
		if info.IsDir() {
			directory(m, at, yield)
			return
		}
		f, err := os.Open(at)
		if err != nil {
			yield(entry{}, err)
			return
		}
		defer f.Close()
		var magic [4]byte
		if n, _ := f.ReadAt(magic[:], 0); string(magic[:n]) == "PK\x03\x04" {
			unzip(m, f, yield)
			return
		}
		r, err := unpack(bufio.NewReaderSize(m.of(f), 64<<10), password)
		if err != nil {
			yield(entry{}, err)
			return
		}
		untar(r, yield)
	}
}

var errFormat = errors.New("this is no export of a HipChat group: neither a tar archive, compressed or encrypted or not, nor a zip")

// unpack takes off what is around the tar archive, by what it looks like.
func unpack(r *bufio.Reader, password []byte) (io.Reader, error) {
	head, err := peek(r, len(mark))
	if err != nil {
		return nil, err
	}
	if string(head) == mark {
		plain, err := decrypt(r, password, compressed)
		if err != nil {
			return nil, err
		}
		r = bufio.NewReaderSize(plain, 64<<10)
	}
	if head, err = peek(r, 3); err != nil {
		return nil, err
	}
	if compressed(head) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return nil, err
		}
		r = bufio.NewReaderSize(z, 64<<10)
	}
	const magic = "ustar"
	if head, err = peek(r, 257+len(magic)); err != nil {
		return nil, err
	}
	if !bytes.HasSuffix(head, []byte(magic)) {
		return nil, errFormat
	}
	return r, nil
}

// peek looks at what comes next, which is less where little is left.
func peek(r *bufio.Reader, n int) ([]byte, error) {
	head, err := r.Peek(n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head, err
}

// compressed tells whether this is how gzip begins, with the one method that there is.
func compressed(head []byte) bool { return bytes.HasPrefix(head, []byte{0x1f, 0x8b, 8}) }

func untar(r io.Reader, yield func(entry, error) bool) {
	t := tar.NewReader(r)
	for n := 0; ; n++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			// What is behind the end is read too: the sum of the compression stands there.
			if _, err := io.Copy(io.Discard, r); err != nil {
				yield(entry{}, err)
			}
			return
		}
		if err == nil && n >= maxEntries {
			err = errMany
		}
		var e entry
		if err == nil {
			e, err = member(h, t)
		}
		if err != nil {
			yield(e, err)
			return
		}
		if e.name != "" && !yield(e, nil) {
			return
		}
	}
}

// Errors of entries that no export has.
var (
	errNoFile  = errors.New("it is neither a file nor a directory: links and devices are in no export")
	errHoles   = errors.New("it has holes: such files are in no export")
	errOutside = errors.New("it leads out of the archive")
	errLong    = errors.New("the name is too long")
)

// member checks a member of a tar archive. Directories have no name.
func member(h *tar.Header, r io.Reader) (entry, error) {
	e, err := checked(h, r)
	if err != nil {
		return entry{}, fmt.Errorf("%s: %w", shown(h.Name), err)
	}
	return e, nil
}

func checked(h *tar.Header, r io.Reader) (entry, error) {
	switch h.Typeflag {
	case tar.TypeXGlobalHeader:
		return entry{}, nil
	case tar.TypeDir:
		if path.Clean(h.Name) == "." {
			return entry{}, nil
		}
		_, err := nameOf(h.Name)
		return entry{}, err
	case tar.TypeReg:
	default:
		return entry{}, errNoFile
	}
	for record := range h.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return entry{}, errHoles
		}
	}
	name, err := nameOf(h.Name)
	return entry{name: name, size: h.Size, Reader: r}, err
}

// nameOf answers the name of an entry as it is written inside the archive.
func nameOf(name string) (string, error) {
	if len(name) > maxName {
		return "", errLong
	}
	clean := inside(name)
	if clean == "" {
		return "", errOutside
	}
	return clean, nil
}

// directory yields the files of an archive that was unpacked.
func directory(m *meter, at string, yield func(entry, error) bool) {
	root, err := os.OpenRoot(at)
	if err != nil {
		yield(entry{}, err)
		return
	}
	defer root.Close()
	n := 0
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		n++
		switch {
		case err != nil:
			return err
		case n > maxEntries:
			return errMany
		case d.IsDir():
			return m.ctx.Err()
		case !d.Type().IsRegular():
			return fmt.Errorf("%s: %w", shown(name), errNoFile)
		}
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return err
		}
		if !yield(entry{name: name, size: info.Size(), Reader: m.of(f)}, nil) {
			return fs.SkipAll
		}
		return nil
	})
	if err != nil {
		yield(entry{}, err)
	}
}
