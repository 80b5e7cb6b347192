// Package upload reads the multipart bodies that shared files come in, as real clients send them: with bare line
// feeds, without a closing boundary, with unquoted file names and broken types. spec: client-quirks, 1.7; rest-v2, 4.7.
package upload

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strings"
)

// ErrNoBoundary says that the Content-Type does not name the boundary of the parts.
var ErrNoBoundary = errors.New("the content type names no boundary")

// ErrBase64 says that a part is not what its Content-Transfer-Encoding says.
var ErrBase64 = errors.New("the part is not valid base64")

// Reader reads a multipart body part by part. Nothing of it is kept in memory but one part's headers.
type Reader struct {
	parts *multipart.Reader
	body  *body
}

// Part is one part of a body; reading it gives its content, decoded.
type Part struct {
	Name     string // from Content-Disposition
	FileName string // as it was sent, with whatever path
	Type     string // without parameters, in lower case; empty when it is broken
	io.Reader
}

// NewReader makes a Reader for a body of the content type, whatever multipart type it is.
func NewReader(r io.Reader, contentType string) (*Reader, error) {
	_, params := header(contentType)
	if params["boundary"] == "" {
		return nil, ErrNoBoundary
	}
	b := &body{r: r}
	return &Reader{multipart.NewReader(b, params["boundary"]), b}, nil
}

// Next goes on to the next part, passing over what is left of the one before. After the last it answers io.EOF, also
// when the body ends without a closing boundary.
func (r *Reader) Next() (*Part, error) {
	p, err := r.parts.NextRawPart()
	if err != nil {
		return nil, r.end(err)
	}
	_, disposition := header(p.Header.Get("Content-Disposition"))
	t, _ := header(p.Header.Get("Content-Type"))
	part := &Part{Name: disposition["name"], FileName: disposition["filename"], Type: t, Reader: content{r, p}}
	if strings.EqualFold(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding")), "base64") {
		part.Reader = decoded{base64.NewDecoder(base64.RawStdEncoding, significant{part.Reader})}
	}
	return part, nil
}

// end makes of an error within the parts the end of the body where that is all there is to it.
func (r *Reader) end(err error) error {
	if r.body.ended && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return io.EOF
	}
	if r.body.failed != nil {
		return r.body.failed
	}
	return fmt.Errorf("the parts cannot be told apart: %w", err)
}

// body notes how the whole body has ended, to tell one without a closing boundary from one that broke off.
type body struct {
	r      io.Reader
	ended  bool
	failed error
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.ended = true
	case err != nil:
		b.failed = err
	}
	return n, err
}

// content is what is in a part.
type content struct {
	whole *Reader
	part  *multipart.Part
}

func (c content) Read(p []byte) (int, error) {
	n, err := c.part.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = c.whole.end(err)
	}
	return n, err
}

// significant leaves out of base64 what says nothing: white space and padding. spec: client-quirks, F2.
type significant struct{ r io.Reader }

func (s significant) Read(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		kept := p[:0]
		for _, c := range p[:n] {
			if c > ' ' && c != '=' {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 || err != nil || len(p) == 0 {
			return len(kept), err
		}
	}
}

// decoded gives the decoder's errors a name that callers can ask for.
type decoded struct{ r io.Reader }

func (d decoded) Read(p []byte) (int, error) {
	n, err := d.r.Read(p)
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = ErrBase64
	}
	return n, err
}
