package hipchat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
)

// body is what a call sends. A nil one is nothing.
type body struct {
	kind string // its content type
	text []byte
	err  error   // it could not be encoded
	file *stream // more than fits into memory, instead of text
}

func jsonBody(v any) *body {
	b, err := json.Marshal(v)
	if err != nil {
		err = fmt.Errorf("encode the request: %w", err)
	}
	return &body{kind: "application/json", text: b, err: err}
}

func formBody(v url.Values) *body {
	return &body{kind: "application/x-www-form-urlencoded", text: []byte(v.Encode())}
}

// put makes the body that of the request, from its beginning.
func (b *body) put(req *http.Request) error {
	switch {
	case b == nil:
		return nil
	case b.err != nil:
		return b.err
	}
	req.Header.Set("Content-Type", b.kind)
	if b.file != nil {
		return b.file.put(req)
	}
	req.ContentLength = int64(len(b.text))
	req.Body = io.NopCloser(bytes.NewReader(b.text))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.text)), nil }
	return nil
}

// repeats tells whether the body can be sent again.
func (b *body) repeats() bool {
	if b == nil || b.file == nil {
		return true
	}
	_, ok := b.file.content.(io.Seeker)
	return ok
}

// settled waits until nothing reads the body any more: a server may answer before it has read everything, and the
// reader that a caller gave is the caller's again when the method returns.
func (b *body) settled() {
	if b != nil && b.file != nil && b.file.reading != nil {
		<-b.file.reading.closed
	}
}

// stream is content between a head and a tail.
type stream struct {
	head, tail []byte
	content    io.Reader
	start      int64 // where the content begins, when it is a Seeker
	size       int64 // of the content; -1: unknown
	reading    *reading
}

var errBeforeStart = errors.New("hipchat: the content ends before where it stood")

// newStream finds out how long the content is where that can be known.
func newStream(content io.Reader) (*stream, error) {
	s := &stream{content: content, size: -1}
	seeker, ok := content.(io.Seeker)
	if !ok {
		return s, nil
	}
	var err error
	if s.start, err = seeker.Seek(0, io.SeekCurrent); err != nil {
		s.content = struct{ io.Reader }{content} // a pipe, for example, says that it can and cannot
		return s, nil
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if s.size = end - s.start; s.size < 0 {
		return nil, errBeforeStart
	}
	_, err = seeker.Seek(s.start, io.SeekStart)
	return s, err
}

func (s *stream) put(req *http.Request) error {
	req.ContentLength = -1
	if seeker, ok := s.content.(io.Seeker); ok {
		if _, err := seeker.Seek(s.start, io.SeekStart); err != nil {
			return err
		}
		req.ContentLength = int64(len(s.head)) + s.size + int64(len(s.tail))
	}
	all := io.MultiReader(bytes.NewReader(s.head), s.content, bytes.NewReader(s.tail))
	s.reading = &reading{Reader: all, closed: make(chan struct{})}
	req.Body = s.reading
	return nil
}

// reading is one try's body. Whoever sends it closes it, which ends nothing but this try.
type reading struct {
	io.Reader
	once   sync.Once
	closed chan struct{}
}

func (r *reading) Close() error {
	r.once.Do(func() { close(r.closed) })
	return nil
}
