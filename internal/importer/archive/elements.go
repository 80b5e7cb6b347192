package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// element is where in the spool an element of a JSON array stands.
type element struct {
	at   int64
	size uint32
}

var errElement = fmt.Errorf("an element is larger than %d MB", maxElement>>20)

// damage tells whether an error of each says that the part is no JSON, and not that it could not be read.
func damage(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	return syntax || errors.Is(err, errElement) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// ration is a reader that gives no more than is left for the next element.
type ration struct {
	io.Reader
	left int64
}

func (r *ration) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, errElement
	}
	n, err := r.Reader.Read(b[:min(int64(len(b)), r.left)])
	r.left -= int64(n)
	return n, err
}

// each calls do for each element of the arrays in a part: it is an array, or an object with arrays in it. An element's
// bytes are good until do returns. Nothing at all is no element.
func (s *spool) each(p part, do func(element, json.RawMessage) error) error {
	bound := &ration{Reader: s.reader(p), left: s.element}
	w := walker{dec: json.NewDecoder(bound), bound: bound, most: s.element, base: p.from, do: do}
	err := w.document()
	if errors.Is(err, io.EOF) && w.dec.InputOffset() == 0 {
		return nil
	}
	return err
}

// walker goes through one part.
type walker struct {
	dec   *json.Decoder
	bound *ration
	most  int64
	base  int64
	raw   json.RawMessage
	do    func(element, json.RawMessage) error
}

func (w *walker) document() error {
	t, err := w.dec.Token()
	switch {
	case err != nil:
		return err
	case t == json.Delim('['):
		return w.array()
	case t != json.Delim('{'):
		return nil
	}
	for w.dec.More() {
		if _, err := w.dec.Token(); err != nil { // the key
			return err
		}
		if t, err = w.dec.Token(); err != nil {
			return err
		}
		switch t {
		case json.Delim('['):
			err = w.array()
		case json.Delim('{'):
			err = w.skip()
		}
		if err != nil {
			return err
		}
	}
	_, err = w.dec.Token()
	return err
}

func (w *walker) array() error {
	for w.dec.More() {
		w.bound.left = w.most
		if err := w.dec.Decode(&w.raw); err != nil {
			return err
		}
		e := element{at: w.base + w.dec.InputOffset() - int64(len(w.raw)), size: uint32(len(w.raw))} //nolint:gosec // at most maxElement
		if err := w.do(e, w.raw); err != nil {
			return err
		}
	}
	_, err := w.dec.Token()
	return err
}

// skip goes on behind the end of an object that was begun.
func (w *walker) skip() error {
	for depth := 1; depth > 0; {
		t, err := w.dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}
