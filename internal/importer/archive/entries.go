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

type metered struct {
	*meter
	io.Reader
}

func (m metered) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.Reader.Read(b)
	m.read += int64(n)
	m.tell(m.read, m.size)
	return n, err
}

// entries yields the files of an archive. It ends with an error at the first thing that no export has in it.
func entries(m *meter, path string, password []byte) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		info, err := os.Stat(path)
		if err != nil {
			yield(entry{}, err)
			return
		}
		if info.IsDir() {
			directory(m, path, yield)
			return
		}
		f, err := os.Open(path)
		if err != nil {
			yield(entry{}, err)
			return
		}
		defer f.Close()
		r, err := unpack(bufio.NewReaderSize(m.of(f), 64<<10), password)
		if err != nil {
			yield(entry{}, err)
			return
		}
		untar(r, yield)
	}
}

var errFormat = errors.New("this is no export of a HipChat group: neither a tar archive nor a compressed one")

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

// member checks a member of a tar archive. Directories have no name.
func member(h *tar.Header, r io.Reader) (entry, error) {
	switch h.Typeflag {
	case tar.TypeXGlobalHeader:
		return entry{}, nil
	case tar.TypeReg, tar.TypeDir:
	default:
		return entry{}, fmt.Errorf("%s is no file: links and devices are in no export", shown(h.Name))
	}
	for record := range h.PAXRecords {
		if strings.HasPrefix(record, "GNU.sparse.") {
			return entry{}, fmt.Errorf("%s has holes: such files are in no export", shown(h.Name))
		}
	}
	name := inside(h.Name)
	switch {
	case len(h.Name) > maxName:
		return entry{}, fmt.Errorf("%s: the name is too long", shown(h.Name))
	case h.Typeflag == tar.TypeDir && (name != "" || h.Name == "./" || h.Name == "."):
		return entry{}, nil
	case name == "":
		return entry{}, fmt.Errorf("%s leads out of the archive", shown(h.Name))
	}
	return entry{name: name, size: h.Size, Reader: r}, nil
}

// directory yields the files of an archive that was unpacked.
func directory(m *meter, path string, yield func(entry, error) bool) {
	root, err := os.OpenRoot(path)
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
			return fmt.Errorf("%s is no file: links and devices are in no export", shown(name))
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
