package backup

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/store"
)

const (
	// chunkBytes is about how much of a table goes into one member, before it is compressed.
	chunkBytes = 4 << 20
	// maxChunk bounds one: a row holds a file's worth at most.
	maxChunk = 256 << 20
)

// chunk collects rows of a table as lines of JSON: first the table with its columns, then an array for each row. Bytes are
// strings in base64, and so is text that is not UTF-8, as {"base64": …}.
type chunk struct {
	packed bytes.Buffer
	gzip   *gzip.Writer
	enc    *json.Encoder
	size   *counted
	rows   int64
}

func newChunk() *chunk {
	c := &chunk{}
	c.gzip, _ = gzip.NewWriterLevel(&c.packed, gzip.BestSpeed) // a level that there is
	c.size = &counted{Writer: c.gzip}
	c.enc = json.NewEncoder(c.size)
	c.enc.SetEscapeHTML(false)
	return c
}

// begin empties the chunk for a table.
func (c *chunk) begin(t table) error {
	c.packed.Reset()
	c.gzip.Reset(&c.packed)
	c.size.n, c.rows = 0, 0
	return c.enc.Encode(t)
}

// odd is text that JSON cannot hold.
type odd struct {
	Base64 []byte `json:"base64"`
}

func (c *chunk) add(cells []any) error {
	for i, cell := range cells {
		if text, ok := cell.(string); ok && !utf8.ValidString(text) {
			cells[i] = odd{[]byte(text)}
		}
	}
	c.rows++
	return c.enc.Encode(cells)
}

func (c *chunk) full() bool { return c.size.n >= chunkBytes }

// end answers the member.
func (c *chunk) end() ([]byte, error) {
	err := c.gzip.Close()
	return c.packed.Bytes(), err
}

// readChunk answers the table of a member, and its rows, which must be read at once.
func readChunk(r io.Reader) (t table, rows store.Rows, err error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return t, nil, err
	}
	dec := json.NewDecoder(&bounded{unpacked, maxChunk})
	dec.UseNumber()
	if err := dec.Decode(&t); err != nil {
		return t, nil, fmt.Errorf("the table: %w", err)
	}
	if t.Name == "" || len(t.Columns) == 0 {
		return t, nil, errors.New("a table needs a name and columns")
	}
	return t, func(yield func([]any, error) bool) {
		for {
			var cells []any
			err := dec.Decode(&cells)
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				err = typed(t, cells)
			}
			if !yield(cells, err) || err != nil {
				return
			}
		}
	}, nil
}

// typed turns what JSON has into what the columns hold.
func typed(t table, cells []any) error {
	if len(cells) != len(t.Columns) {
		return fmt.Errorf("a row of %s has %d cells instead of %d", t.Name, len(cells), len(t.Columns))
	}
	for i, c := range t.Columns {
		v, err := cellOf(c.Kind, cells[i])
		if err != nil {
			return fmt.Errorf("table %s, column %s: %w", t.Name, c.Name, err)
		}
		cells[i] = v
	}
	return nil
}

func cellOf(kind string, v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case json.Number:
		if kind == store.KindInt {
			return v.Int64()
		}
	case bool:
		if kind == store.KindBool {
			return v, nil
		}
	case string:
		if kind == store.KindText {
			return v, nil
		}
		if kind == store.KindBytes {
			return base64.StdEncoding.DecodeString(v)
		}
	case map[string]any:
		if text, ok := v["base64"].(string); ok && kind == store.KindText {
			b, err := base64.StdEncoding.DecodeString(text)
			return string(b), err
		}
	}
	return nil, fmt.Errorf("a %T is no %s", v, kind)
}

// bounded fails where too much comes out.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errors.New("too much for one member")
	}
	return n, err
}
