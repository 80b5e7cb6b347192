package importer

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html"
	"io"
	"runtime"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store"
)

// shared are the files of the archive.
type shared struct {
	byPlace map[filePlace]*sharedFile
	shown   []chat.StoredFile // as the log shows them
	copies  []copied
}

// filePlace is where a file stands in the archive.
type filePlace struct {
	room, user int64
	path       string
}

// sharedFile is one that has been stored.
type sharedFile struct {
	chat.File
	shown bool // a message has it
}

// copied is a file that more than one message shows: each of them has one of its own, since it goes with its message.
type copied struct{ from, to chat.File }

func newShared() *shared { return &shared{byPlace: map[filePlace]*sharedFile{}} }

// blobs puts files so that they are brought to the disk together, and reads them again.
type blobs struct {
	blob.Many
	store *blob.Store
}

func (b blobs) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	return b.store.Open(ctx, key)
}

// takeFiles stores the archive's files, whoever will show them, and the pictures of emoticons.
func (m *importer) takeFiles(ctx context.Context) error {
	n := int64(0)
	for f, err := range m.archive.Files(ctx) {
		if err != nil {
			return err
		}
		if f.Emoticon {
			err = m.takeEmoticon(ctx, f)
		} else {
			err = m.takeFile(ctx, f)
		}
		if err != nil {
			return fmt.Errorf("file %s: %w", f.Path, err)
		}
		if n++; n%100 == 0 {
			m.Progress("files", n, 0)
		}
	}
	m.nameEmoticons()
	return m.makeThumbs(ctx)
}

// makeThumbs makes small copies of the files that are pictures, many at a time: it takes longer than all else.
func (m *importer) makeThumbs(ctx context.Context) error {
	if !m.stores() {
		return nil
	}
	var done atomic.Int64
	g, work := errgroup.WithContext(ctx)
	g.SetLimit(atOnce())
	for where, s := range m.files.byPlace {
		if work.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := files.MakeThumb(work, blobs{m.Blobs.Many(), m.Blobs}, m.pictures, &s.File); err != nil {
				return fmt.Errorf("file %s: %w", where.path, err)
			}
			done.Add(1)
			return nil
		})
		m.Progress("files looked at", done.Load(), int64(len(m.files.byPlace)))
	}
	return cmp.Or(g.Wait(), ctx.Err())
}

// atOnce is how many pictures are decoded at a time: each takes memory.
func atOnce() int { return min(4, runtime.GOMAXPROCS(0)) }

func (m *importer) takeFile(ctx context.Context, f archive.File) error {
	s := &sharedFile{File: chat.File{Key: rand.Text(), Size: f.Size}}
	m.files.byPlace[filePlace{f.Room, f.User, f.Path}] = s
	if !m.stores() {
		return nil
	}
	return files.Keep(ctx, blobs{m.Blobs.Many(), m.Blobs}, &s.File, f)
}

// stores tells whether the bytes of files are stored.
func (m *importer) stores() bool { return m.load != nil && m.Blobs != nil }

// attach gives a message the file that was shared with it. Of one that is not there the message says what it was.
func (m *importer) attach(e *chat.Event, msg *archive.Message, p *place, r *room) {
	a := msg.Attachment
	switch {
	case a == nil:
		return
	case e.Kind == chat.KindNotification: // none has one here
		m.report.leftOut("files of notifications; their text says what they were")
		what := lost("", a, "not imported")
		if e.Format == chat.FormatHTML {
			what = "<br>" + html.EscapeString(what)
		}
		e.Body += what
		return
	case e.Kind != chat.KindMessage:
		return
	}
	f := m.files.of(a.Path, msg, r)
	switch {
	case f == nil:
		m.report.Files.Missing++
		e.Body = lost(e.Body, a, "not in the export")
		return
	case m.load != nil && m.Blobs == nil:
		e.Body = lost(e.Body, a, "not imported")
		return
	}
	file := f.File
	file.Name = files.CleanName(a.Name)
	if f.shown {
		file.Key = rand.Text()
		m.files.copies = append(m.files.copies, copied{f.File, file})
	}
	f.shown = true
	e.File = &file
	m.files.shown = append(m.files.shown, chat.StoredFile{File: file, ConversationID: p.conversation, EventID: e.ID, UserID: e.UserID, Created: e.Time})
	m.report.Files.Shared++
	m.report.Files.Bytes += file.Size
}

// of finds a file where its message says it is. Archives disagree about where those of one-to-one chats are.
func (s *shared) of(path string, msg *archive.Message, r *room) *sharedFile {
	if path == "" {
		return nil
	}
	if r != nil {
		return s.byPlace[filePlace{room: r.ID, path: path}]
	}
	for _, user := range []int64{0, msg.Sender.ID, msg.Receiver.ID} {
		if f := s.byPlace[filePlace{user: user, path: path}]; f != nil {
			return f
		}
	}
	return nil
}

// lost says in a message what had been shared with it.
func lost(body string, a *archive.Attachment, why string) string {
	what := "[file " + files.CleanName(a.Name)
	if a.Size > 0 {
		what += ", " + strconv.FormatInt(a.Size, 10) + " bytes"
	}
	what += ": " + why + "]"
	if body == "" {
		return what
	}
	return body + "\n" + what
}

// writeFiles writes what is known of the files that messages show, and removes the others.
func (m *importer) writeFiles(ctx context.Context) error {
	for _, s := range m.files.byPlace {
		if s.shown {
			continue
		}
		m.report.Files.Unused++
		if err := m.drop(ctx, s.File); err != nil {
			return err
		}
	}
	if m.load == nil {
		return nil
	}
	for _, c := range m.files.copies {
		if err := m.copy(ctx, c); err != nil {
			return err
		}
	}
	t, err := m.load.FileTable()
	if err != nil {
		return err
	}
	_, err = m.load.Fill(ctx, t, func(yield func([]any, error) bool) {
		for i := range m.files.shown {
			if !yield(store.FileRow(&m.files.shown[i]), ctx.Err()) {
				return
			}
		}
	})
	return err
}

// copy stores a file once more.
func (m *importer) copy(ctx context.Context, c copied) error {
	to := files.Keys(c.to)
	for i, key := range files.Keys(c.from) {
		err := func() error {
			r, err := m.Blobs.Open(ctx, key)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = m.Blobs.Many().Put(ctx, to[i], r)
			return err
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *importer) drop(ctx context.Context, f chat.File) error {
	if !m.stores() {
		return nil
	}
	for _, key := range files.Keys(f) {
		if err := m.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// dropFiles removes what was stored before the import failed. What cannot be removed is in nobody's way.
func (m *importer) dropFiles(ctx context.Context) error {
	var errs []error
	for _, s := range m.files.byPlace {
		errs = append(errs, m.drop(ctx, s.File))
	}
	for _, c := range m.files.copies {
		errs = append(errs, m.drop(ctx, c.to))
	}
	return errors.Join(errs...)
}
