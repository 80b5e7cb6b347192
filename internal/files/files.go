// Package files receives what people share, makes thumbnails of pictures, serves all of it, and sweeps up what nobody
// can see any more.
//
// A file is written down before its first byte is stored, together with the id that its event will have; the event is
// appended after the last byte is on disk. So an event never points to a file that is not there, and a file whose
// event never came, or is gone with its room, is found by asking the log.
package files

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/picture"
)

// Blobs keeps the bytes; blob.Store does.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Delete(ctx context.Context, key string) error
}

// Store keeps what is known of files; the database does.
type Store interface {
	AddFile(ctx context.Context, f chat.StoredFile) error
	FinishFile(ctx context.Context, f chat.File) error
	File(ctx context.Context, key string) (chat.StoredFile, error)
	Orphans(ctx context.Context, before time.Time, limit int) ([]chat.StoredFile, error)
	DeleteFile(ctx context.Context, key string) error
	StagedStore
	HeldUntil(ctx context.Context) (time.Time, error) // no file may be removed before: a backup is being made
}

// Config is what a Library is built from.
type Config struct {
	Blobs    Blobs
	Store    Store
	Chat     *chat.Service
	Pictures *picture.Decoder
	Keeps    func() bool // this node sweeps; nil: it does
	Now      func() time.Time
	Log      *slog.Logger
}

// Library holds the files that people have shared.
type Library struct {
	Config
	sweep chan struct{} // full: sweep now
	tell  func()        // has the node sweep that does
}

// New makes a Library.
func New(c Config) *Library {
	if c.Keeps == nil {
		c.Keeps = func() bool { return true }
	}
	return &Library{Config: c, sweep: make(chan struct{}, 1), tell: func() {}}
}

// Incoming is a file on its way into a conversation. It ends with Post or with Discard.
type Incoming struct {
	library *Library
	stored  chat.StoredFile
	target  chat.Target
}

// Receive stores everything that r gives, for a person who may post to the target.
func (l *Library) Receive(ctx context.Context, p *chat.Principal, to chat.Target, name string, r io.Reader) (*Incoming, error) {
	conversationID, err := l.Chat.MayPost(ctx, p, to)
	if err != nil {
		return nil, err
	}
	if err := l.Chat.MayShare(ctx, p); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("message id: %w", err)
	}
	in := &Incoming{library: l, target: chat.ToConversation(conversationID), stored: chat.StoredFile{
		File:           chat.File{Key: rand.Text(), Name: CleanName(name)},
		ConversationID: conversationID, EventID: id.String(), UserID: p.UserID(), Created: l.Now().UTC(),
	}}
	if err := l.Store.AddFile(ctx, in.stored); err != nil {
		return nil, err
	}
	if err := in.receive(ctx, r); err != nil {
		in.Discard(ctx)
		return nil, err
	}
	return in, nil
}

// errTooLarge is said of more than hipchat.MaxUpload bytes. spec: rest-v2, 9.
var errTooLarge = chat.Errorf(chat.TooLarge, "The file is larger than %d MB", hipchat.MaxUpload>>20)

// sniffed is how much of a file tells its type, in bytes.
const sniffed = 3072

func (in *Incoming) receive(ctx context.Context, r io.Reader) error {
	f, source := &in.stored.File, &bounded{r: r, left: hipchat.MaxUpload}
	if err := Keep(ctx, in.library.Blobs, f, source); err != nil {
		if source.err != nil {
			return source.err // the sender's fault, not the store's
		}
		return err
	}
	if err := MakeThumb(ctx, in.library.Blobs, in.library.Pictures, f); err != nil {
		return err
	}
	return in.library.Store.FinishFile(ctx, *f)
}

// Bytes is where Keep puts what is in a file, and MakeThumb a small copy.
type Bytes interface {
	Put(ctx context.Context, key string, r io.Reader) (int64, error)
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
}

// Keep stores everything that r gives under the file's key, and notes in f what it is: how long, and of which type whatever its
// name says.
func Keep(ctx context.Context, b Bytes, f *chat.File, r io.Reader) error {
	head := bufio.NewReaderSize(r, sniffed)
	start, err := head.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	f.Type = bareType(mimetype.Detect(start).String())
	f.Size, err = b.Put(ctx, original(f.Key), head)
	return err
}

// Post says in the conversation that the file is there. The file is discarded when that is refused. After any other error
// the event may stand in the log all the same, so the file stays until the sweep has asked the log.
// spec: rest-v2, 4.7 share_file_with_room
func (in *Incoming) Post(ctx context.Context, p *chat.Principal, d chat.Draft) (chat.Event, error) {
	d.Kind, d.EventID, d.File = chat.KindMessage, in.stored.EventID, &in.stored.File
	e, err := in.library.Chat.Post(ctx, p, in.target, d)
	var refused *chat.Error
	if errors.As(err, &refused) || err == nil && e.ID != in.stored.EventID { // the second: it was here before
		in.Discard(ctx)
	}
	return e, err
}

// Discard removes what was received. What cannot be removed now is swept up later.
func (in *Incoming) Discard(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardLimit)
	defer cancel()
	if err := in.library.remove(ctx, in.stored.Key); err != nil {
		in.library.Log.WarnContext(ctx, "a file that nobody gets was left behind for now", "error", err)
	}
}

const discardLimit = 10 * time.Second

// bounded fails with errTooLarge where another reader would go on, and remembers how its own has failed.
type bounded struct {
	r    io.Reader
	left int64
	err  error
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		n, err = 0, errTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

func original(key string) string { return "file/" + key[:2] + "/" + key }
func thumb(key string) string    { return original(key) + "_thumb" }

// Keys are the keys of the blobs that a file has.
func Keys(f chat.File) []string {
	if f.Thumb {
		return []string{original(f.Key), thumb(f.Key)}
	}
	return []string{original(f.Key)}
}
