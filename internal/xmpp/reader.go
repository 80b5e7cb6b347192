package xmpp

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The bounds of one stanza.
const (
	maxStanza = 256 << 10 // bytes: a message of the greatest length, escaped, fits
	maxDepth  = 16
	maxParts  = 1000 // elements and attributes
)

// The conditions of stream errors that a client's XML can have. spec: RFC 6120, 4.9.3.
var (
	errNotXML     = errors.New("not-well-formed")
	errRestricted = errors.New("restricted-xml")
	errTooBig     = errors.New("policy-violation")
	errNoStream   = errors.New("invalid-namespace")
)

// reader reads one stream after the other from a connection: STARTTLS and signing in begin a new one. Nothing of what comes
// after a stanza is lost with the decoder, which reads by the byte.
type reader struct {
	from *bufio.Reader
	left int // bytes that the stanza may still have
	xml  *xml.Decoder
	lost error // what the connection ended with: the decoder makes it a mistake in the XML
}

func newReader(r io.Reader) *reader { return &reader{from: bufio.NewReaderSize(r, 4<<10)} }

// ReadByte is the decoder's, bounded.
func (r *reader) ReadByte() (byte, error) {
	if r.left <= 0 {
		return 0, errTooBig
	}
	r.left--
	b, err := r.from.ReadByte()
	if err != nil {
		r.lost = err
	}
	return b, err
}

// Read is there since the decoder asks for an io.Reader; it reads by the byte.
func (r *reader) Read(b []byte) (int, error) {
	c, err := r.ReadByte()
	if err != nil || len(b) == 0 {
		return 0, err
	}
	b[0] = c
	return 1, nil
}

// buffered tells whether the client has sent more than was asked for. White space is nothing, and is left out: go-xmpp ends
// stanzas with a line break.
func (r *reader) buffered() bool {
	for r.from.Buffered() > 0 {
		b, err := r.from.ReadByte()
		if err != nil || !strings.ContainsRune(" \t\r\n", rune(b)) {
			return true
		}
	}
	return false
}

// open reads the head of a stream. spec: RFC 6120, 4.2, 4.7.
func (r *reader) open() (*element, error) {
	r.left = maxStanza
	r.xml = xml.NewDecoder(r)
	for {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		if text, ok := t.(xml.CharData); ok && len(bytes.TrimSpace(text)) > 0 {
			return nil, errNotXML
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue // a declaration
		}
		if start.Name.Local != "stream" || start.Name.Space != nsStream {
			return nil, errNoStream
		}
		return converted(start), nil
	}
}

// next reads a stanza; io.EOF is the end of the stream in good order.
func (r *reader) next() (*element, error) {
	for {
		r.left = maxStanza
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			parts := 0
			return r.element(t, 1, &parts)
		case xml.EndElement:
			return nil, io.EOF
		}
	}
}

// element reads the rest of an element that has begun.
func (r *reader) element(start xml.StartElement, depth int, parts *int) (*element, error) {
	if *parts += 1 + len(start.Attr); depth > maxDepth || *parts > maxParts {
		return nil, errTooBig
	}
	e := converted(start)
	var text strings.Builder
	for {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			c, err := r.element(t, depth+1, parts)
			if err != nil {
				return nil, err
			}
			e.children = append(e.children, c)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if e.text = text.String(); len(e.children) > 0 {
				e.text = strings.TrimSpace(e.text)
			}
			return e, nil
		}
	}
}

// token reads one token and refuses what streams must not have. spec: RFC 6120, 11.1.
func (r *reader) token() (xml.Token, error) {
	t, err := r.xml.Token()
	switch {
	case err != nil && r.lost != nil: // the decoder makes it a mistake in the XML
		return nil, fmt.Errorf("read stream: %w", r.lost)
	case errors.Is(err, errTooBig):
		return nil, errTooBig
	case err != nil:
		return nil, errNotXML
	}
	switch t := t.(type) {
	case xml.Comment, xml.Directive:
		return nil, errRestricted
	case xml.ProcInst:
		if t.Target != "xml" {
			return nil, errRestricted
		}
	}
	return t, nil
}

// converted is an element's head. Attributes keep the names that they have without namespaces, but xml:lang.
func converted(start xml.StartElement) *element {
	e := &element{name: start.Name.Local, space: start.Name.Space}
	for _, a := range start.Attr {
		switch {
		case a.Name.Local == "xmlns" || a.Name.Space == "xmlns":
		case a.Name.Space == "":
			e.attrs = append(e.attrs, attr{a.Name.Local, a.Value})
		case a.Name.Local == "lang":
			e.attrs = append(e.attrs, attr{"xml:lang", a.Value})
		}
	}
	return e
}
