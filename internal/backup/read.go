package backup

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/stoachat/stoa/internal/store"
)

// taker takes what is in an archive, as it comes. Nothing is known to be whole before read has answered.
type taker struct {
	head func(Head) error
	key  func(name string, key []byte) error
	rows func(t table, rows store.Rows) (int64, error)
	file func(key string, r io.Reader) error
}

const (
	maxText = 16 << 20 // of the head, the end and a list of sums
	maxKey  = 1 << 10
)

var (
	// keyForm is what a key of the store of files is made of, see package files.
	keyForm   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^file/[A-Z0-9]{2}/[A-Z0-9]{20,40}(_thumb)?$`) })
	chunkForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^database/\d{2,}-([a-z0-9_]+)/\d{6,}\.jsonl\.gz$`) })
)

// reader reads one archive.
type reader struct {
	taker
	in       *tar.Reader
	sum      Summary
	got      Manifest     // what has been counted
	pending  bytes.Buffer // what the next list of sums must say
	all      hash.Hash
	progress Progress
}

// counting counts what is read.
type counting struct {
	io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	return n, err
}

// read goes through an archive once and answers what it is, or what is wrong with it.
func read(r io.Reader, t taker, p Progress) (Summary, error) {
	in := &counting{Reader: r}
	rd := &reader{taker: t, in: tar.NewReader(in), all: sha256.New(), progress: p, got: Manifest{Tables: map[string]int64{}}}
	if err := rd.begin(); err != nil {
		return rd.sum, err
	}
	for rd.sum.Members == 0 {
		if err := rd.next(); err != nil {
			return rd.sum, err
		}
	}
	if _, err := rd.in.Next(); !errors.Is(err, io.EOF) {
		return rd.sum, errors.New("something stands behind the end of the backup")
	}
	rd.sum.Bytes = in.n
	return rd.sum, rd.compare()
}

func (r *reader) begin() error {
	h, err := r.in.Next()
	if err != nil || h.Name != headName {
		return errors.Join(errors.New("this is no backup of Stoa's: it does not begin with "+headName), err)
	}
	text, err := r.small(h, maxText)
	if err != nil {
		return err
	}
	r.list(h.Name, sha256.Sum256(text))
	if err := json.Unmarshal(text, &r.sum.Head); err != nil {
		return fmt.Errorf("%s: %w", headName, err)
	}
	if r.sum.Format != format {
		return fmt.Errorf("the backup has format %d, and this Stoa knows %d", r.sum.Format, format)
	}
	return r.head(r.sum.Head)
}

// small reads a member that is not large.
func (r *reader) small(h *tar.Header, limit int64) ([]byte, error) {
	if h.Size > limit {
		return nil, fmt.Errorf("%s has %d bytes, which is too much", h.Name, h.Size)
	}
	b, err := io.ReadAll(r.in)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", h.Name, err)
	}
	return b, nil
}

func (r *reader) list(name string, sum [sha256.Size]byte) {
	r.got.Members++
	fmt.Fprintf(&r.pending, "%s  %s\n", hex.EncodeToString(sum[:]), name)
}

func (r *reader) next() error {
	h, err := r.in.Next()
	if errors.Is(err, io.EOF) {
		return errors.New("the backup has no end: it was cut off")
	}
	if err != nil {
		return fmt.Errorf("read backup: %w", err)
	}
	if h.Typeflag != tar.TypeReg {
		return fmt.Errorf("%q is no file", h.Name)
	}
	switch {
	case h.Name == endName:
		return r.end(h)
	case strings.HasPrefix(h.Name, sumsPrefix):
		return r.sums(h)
	}
	if r.got.Members > 0 && r.pending.Len() > maxText {
		return errors.New("members without their sums")
	}
	return r.member(h)
}

func (r *reader) sums(h *tar.Header) error {
	text, err := r.small(h, maxText)
	if err != nil {
		return err
	}
	if !bytes.Equal(text, r.pending.Bytes()) {
		return fmt.Errorf("%s does not say what stands before it: %s", h.Name, differing(text, r.pending.Bytes()))
	}
	r.all.Write(text)
	r.pending.Reset()
	return nil
}

// differing names the first member whose sum is another one.
func differing(said, found []byte) string {
	of := make(map[string]bool)
	for line := range strings.Lines(string(said)) {
		of[line] = true
	}
	for line := range strings.Lines(string(found)) {
		if !of[line] {
			_, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
			return name + " was changed"
		}
	}
	return "members are missing"
}

// member takes one of the others, which is hashed as it is read.
func (r *reader) member(h *tar.Header) error {
	sum := sha256.New()
	body := io.TeeReader(r.in, sum)
	if err := r.take(h, body); err != nil {
		return fmt.Errorf("%s: %w", h.Name, err)
	}
	if _, err := io.Copy(io.Discard, body); err != nil { // what whoever took it has left
		return fmt.Errorf("read %s: %w", h.Name, err)
	}
	r.list(h.Name, [sha256.Size]byte(sum.Sum(nil)))
	return nil
}

func (r *reader) take(h *tar.Header, body io.Reader) error {
	if name, ok := strings.CutPrefix(h.Name, secretPrefix); ok {
		b, err := io.ReadAll(io.LimitReader(body, maxKey))
		if err != nil {
			return err
		}
		return r.key(name, b)
	}
	if key, ok := strings.CutPrefix(h.Name, filePrefix); ok {
		if !keyForm().MatchString(key) {
			return errors.New("this is no name of a file")
		}
		r.got.Files++
		r.got.FileBytes += h.Size
		r.progress.say("files", r.got.Files)
		return r.file(key, body)
	}
	form := chunkForm().FindStringSubmatch(h.Name)
	if form == nil {
		return errors.New("nobody knows what this is")
	}
	t, rows, err := readChunk(body)
	if err != nil {
		return err
	}
	if t.Name != form[1] {
		return fmt.Errorf("it holds rows of %s", t.Name)
	}
	n, err := r.rows(t, rows)
	r.got.Tables[t.Name] += n
	r.progress.say(t.Name, r.got.Tables[t.Name])
	return err
}

func (r *reader) end(h *tar.Header) error {
	text, err := r.small(h, maxText)
	if err != nil {
		return err
	}
	if r.pending.Len() > 0 {
		return errors.New("the last members have no sums")
	}
	if err := json.Unmarshal(text, &r.sum.Manifest); err != nil {
		return fmt.Errorf("%s: %w", endName, err)
	}
	if r.sum.Members == 0 {
		return fmt.Errorf("%s counts nothing", endName)
	}
	return nil
}

// compare holds what was counted against what the manifest says.
func (r *reader) compare() error {
	said := r.sum.Manifest
	for name, n := range said.Tables {
		if r.got.Tables[name] != n {
			return fmt.Errorf("table %s has %d rows instead of %d", name, r.got.Tables[name], n)
		}
	}
	switch {
	case len(said.Tables) < len(r.got.Tables):
		return errors.New("there are tables that the manifest does not know")
	case said.Files != r.got.Files || said.FileBytes != r.got.FileBytes:
		return fmt.Errorf("there are %d files of %d bytes instead of %d of %d", r.got.Files, r.got.FileBytes, said.Files, said.FileBytes)
	case said.Members != r.got.Members || said.Sums != hex.EncodeToString(r.all.Sum(nil)):
		return errors.New("the sums are not those of the manifest")
	}
	return nil
}

// Verify reads a whole backup and answers what it is, or what is wrong with it.
func Verify(r io.Reader, p Progress) (Summary, error) {
	return read(r, taker{
		head: func(Head) error { return nil },
		key:  func(string, []byte) error { return nil },
		rows: func(_ table, rows store.Rows) (n int64, err error) {
			for _, err := range rows {
				if err != nil {
					return n, err
				}
				n++
			}
			return n, nil
		},
		file: func(string, io.Reader) error { return nil },
	}, p)
}
