package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is a temporary file that the JSON parts of all archives are kept in, one behind the other.
type spool struct {
	file    *os.File
	gone    bool // its name is removed already
	size    int64
	limit   int64
	element int64 // bytes that an element may have
}

var errSpool = errors.New("the JSON in it is larger than any export's")

// part is a file of an archive that has been spooled.
type part struct {
	name     string
	from, to int64 // in the spool
}

// newSpool makes one that only its owner may read. Where the system lets it, its name is removed at once, so that nothing
// that people said stays behind if the program is killed.
func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "stoa-import-*")
	if err != nil {
		return nil, fmt.Errorf("keep what the archive says meanwhile: %w", err)
	}
	return &spool{file: f, gone: os.Remove(f.Name()) == nil, limit: maxSpool, element: maxElement}, nil
}

func (s *spool) add(e entry) (part, error) {
	p := part{name: e.name, from: s.size}
	n, err := io.Copy(s.file, io.LimitReader(e.Reader, s.limit-s.size+1))
	s.size += n
	p.to = s.size
	if err == nil && s.size > s.limit {
		err = errSpool
	}
	if err != nil {
		return p, fmt.Errorf("read %s: %w", e.name, err)
	}
	return p, nil
}

func (s *spool) reader(p part) io.Reader { return io.NewSectionReader(s.file, p.from, p.to-p.from) }

// read reads an element into buf, which grows as needed.
func (s *spool) read(e element, buf []byte) ([]byte, error) {
	if cap(buf) < int(e.size) {
		buf = make([]byte, e.size+e.size/2)
	}
	buf = buf[:e.size]
	if _, err := s.file.ReadAt(buf, e.at); err != nil {
		return buf, fmt.Errorf("read what the archive says: %w", err)
	}
	return buf, nil
}

func (s *spool) close() error {
	err := s.file.Close()
	if !s.gone {
		err = errors.Join(err, os.Remove(s.file.Name()))
	}
	return err
}
