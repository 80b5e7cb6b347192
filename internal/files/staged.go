package files

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// StagedStore keeps what is known of files that are on their way in, but not to any conversation yet.
type StagedStore interface {
	AddStaged(ctx context.Context, f chat.StagedFile) error
	Staged(ctx context.Context, id string) (chat.StagedFile, error)
	StagedBySecret(ctx context.Context, secret []byte) (chat.StagedFile, error)
	CountStaged(ctx context.Context, tokenID int64) (int, error)
	StagedReceived(ctx context.Context, id string) error
	StagedBefore(ctx context.Context, before time.Time, limit int) ([]chat.StagedFile, error)
	DeleteStaged(ctx context.Context, id string) error
}

// maxStaged is how many files a token may have staged at the same time.
const maxStaged = 100

func staged(key string) string { return "staged/" + key[:2] + "/" + key }

// Stage announces a file, and answers its id and the secret by which its bytes are sent. What is not shared in half an
// hour is forgotten.
func (l *Library) Stage(ctx context.Context, p *chat.Principal, name string, size int64) (id, secret string, err error) {
	if err := l.Chat.MayShare(ctx, p); err != nil {
		return "", "", err
	}
	if size > hipchat.MaxUpload {
		return "", "", errTooLarge
	}
	n, err := l.Store.CountStaged(ctx, p.TokenID)
	if err != nil {
		return "", "", err
	}
	if n >= maxStaged {
		return "", "", chat.Errorf(chat.TooMany, "%d files of this token have been announced and not shared: share them first", n)
	}
	secret = rand.Text()
	sum := sha256.Sum256([]byte(secret))
	f := chat.StagedFile{
		ID: "F" + rand.Text(), Secret: sum[:], TokenID: p.TokenID, Key: rand.Text(), Name: CleanName(name), Size: size, Created: l.Now().UTC(),
	}
	return f.ID, secret, l.Store.AddStaged(ctx, f)
}

var errNoUpload = chat.Errorf(chat.NotFound, "There is no such upload, or it is over")

// Fill takes the bytes of a staged file. Who knows the secret may send them, and again until the file is shared.
func (l *Library) Fill(ctx context.Context, secret string, r io.Reader) (size int64, err error) {
	sum := sha256.Sum256([]byte(secret))
	f, err := l.Store.StagedBySecret(ctx, sum[:])
	if errors.Is(err, chat.ErrNotFound) {
		return 0, errNoUpload
	}
	if err != nil {
		return 0, err
	}
	source := &bounded{r: blaming{r}, left: hipchat.MaxUpload}
	if size, err = l.Blobs.Put(ctx, staged(f.Key), bufio.NewReader(source)); err != nil {
		if source.err != nil {
			return 0, source.err
		}
		return 0, err
	}
	err = l.Store.StagedReceived(ctx, f.ID)
	if errors.Is(err, chat.ErrNotFound) { // it was shared, or forgotten, while these bytes came
		l.forget(ctx, f)
		return 0, errNoUpload
	}
	return size, err
}

// StagedOf answers a file that the caller has staged and sent.
func (l *Library) StagedOf(ctx context.Context, p *chat.Principal, id string) (chat.StagedFile, error) {
	f, err := l.Store.Staged(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && (f.TokenID != p.TokenID || !f.Received) {
		return f, chat.Errorf(chat.NotFound, "There is no file '%s' that this token has sent", hipchat.Abridge(id))
	}
	return f, err
}

// ShareStaged shares a staged file in a conversation. It is gone from there when this succeeds, and a repeat in the same
// conversation meanwhile is answered with the first event.
func (l *Library) ShareStaged(ctx context.Context, p *chat.Principal, to chat.Target, f chat.StagedFile, d chat.Draft) (chat.Event, error) {
	content, err := l.Blobs.Open(ctx, staged(f.Key))
	if err != nil {
		return chat.Event{}, err
	}
	defer content.Close()
	in, err := l.Receive(ctx, p, to, f.Name, content)
	if err != nil {
		return chat.Event{}, err
	}
	d.ClientID = "staged:" + f.ID
	e, err := in.Post(ctx, p, d)
	if err == nil {
		l.forget(ctx, f)
	}
	return e, err
}

// forget removes a staged file that is needed no more. What cannot be removed now is swept up later.
func (l *Library) forget(ctx context.Context, f chat.StagedFile) {
	if err := l.removeStaged(context.WithoutCancel(ctx), f); err != nil {
		l.Log.WarnContext(ctx, "a staged file that nobody needs was left behind for now", "error", err)
	}
}

func (l *Library) removeStaged(ctx context.Context, f chat.StagedFile) error {
	if err := l.Blobs.Delete(ctx, staged(f.Key)); err != nil {
		return err
	}
	return l.Store.DeleteStaged(ctx, f.ID)
}

// sweepStaged removes what was announced and never shared.
func (l *Library) sweepStaged(ctx context.Context) error {
	for {
		old, err := l.Store.StagedBefore(ctx, l.Now().Add(-grace), sweepBatch)
		if err != nil {
			return err
		}
		for _, f := range old {
			if err := l.removeStaged(ctx, f); err != nil {
				return err
			}
		}
		if len(old) < sweepBatch {
			return nil
		}
	}
}
