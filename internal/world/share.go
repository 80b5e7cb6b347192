package world

import (
	"bytes"
	"context"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

// share puts a file into an event. Its bytes are made up when they are written, anew from its key.
func (s *speaker) share(e *chat.Event) {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], s.random.Uint64())
	binary.BigEndian.PutUint64(raw[8:], s.random.Uint64())
	f := chat.File{Key: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])}
	f.Size = int64(len(s.contents.of(f.Key)))
	f.Name, f.Type = fmt.Sprintf("%s-%d.log", s.words.known[s.random.IntN(200)], len(s.files)), "text/plain"
	if picture(f.Key) {
		f.Name, f.Type, f.Width, f.Height = fmt.Sprintf("screen-%d.png", len(s.files)), "image/png", pictureSide, pictureSide
	}
	e.File = &f
	s.files = append(s.files, chat.StoredFile{File: f, ConversationID: e.ConversationID, EventID: e.ID, UserID: e.UserID, Created: e.Time})
}

// picture tells whether the file with a key is one.
func picture(key string) bool { return key[0] < 'K' }

const pictureSide = 24

// contents makes up what is in files.
type contents struct {
	known   []string // words
	encoder png.Encoder
	buffer  *png.EncoderBuffer
	out     bytes.Buffer
}

func newContents(known []string) *contents {
	c := &contents{known: known}
	c.encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: c}
	return c
}

// Get and Put keep the encoder's one buffer.
func (c *contents) Get() *png.EncoderBuffer  { return c.buffer }
func (c *contents) Put(b *png.EncoderBuffer) { c.buffer = b }

// of is what is in the file with a key: a small picture, or some lines. It is good until the next call.
func (c *contents) of(key string) []byte {
	random := rand.New(rand.NewPCG(binary.BigEndian.Uint64([]byte(key)), binary.BigEndian.Uint64([]byte(key[8:]))))
	c.out.Reset()
	if picture(key) {
		_ = c.encoder.Encode(&c.out, drawn(random)) // into memory, of a size that it takes
		return c.out.Bytes()
	}
	w := newWords(random, c.known)
	for range 3 + random.IntN(60) {
		c.out.Write(append(w.sentence(nil), '\n'))
	}
	return c.out.Bytes()
}

func drawn(random *rand.Rand) image.Image {
	img := image.NewPaletted(image.Rect(0, 0, pictureSide, pictureSide), color.Palette{
		color.White, color.RGBA{uint8(random.Uint32()), uint8(random.Uint32()), uint8(random.Uint32()), 255},
	})
	for i := range img.Pix {
		img.Pix[i] = uint8(random.IntN(2))
	}
	return img
}

// writeFiles writes what is known of the files, and their bytes.
func (m *maker) writeFiles(ctx context.Context) error {
	var rows [][]any
	for _, f := range m.files {
		rows = append(rows, []any{f.Key, f.ConversationID, f.EventID, f.UserID, f.Name, f.Size, f.Type, int64(f.Width), int64(f.Height), f.Thumb, f.Created.UnixMicro(), int64(0)})
	}
	err := m.fill(ctx, "file", []string{"key", "conversation_id", "event_id", "user_id", "name", "size", "type", "width", "height", "thumb", "created", "doubt"}, rows)
	if err != nil || m.Blobs == nil {
		return err
	}
	many := m.Blobs.Many()
	for i, f := range m.files {
		if _, err := many.Put(ctx, files.Keys(f.File)[0], bytes.NewReader(m.contents.of(f.Key))); err != nil {
			return err
		}
		if i%1000 == 0 {
			m.Progress("files", i, len(m.files))
		}
	}
	return many.Sync()
}
