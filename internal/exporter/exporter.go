package exporter

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/stoachat/stoa/internal/blob"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/store"
)

// Source is what an export is made of.
type Source struct {
	Database string                     // its URL, as store.Config has it
	Blobs    *blob.Store                // nil: files are left out
	OneToOne bool                       // one-to-one chats are in it
	Spool    string                     // directory of a temporary file, as large as the longest history; "": os.TempDir
	Version  string                     // of this program
	Now      func() time.Time           // nil: time.Now
	Progress func(what string, n int64) // nil: nobody is told
	At       func(stage string)         // for tests: called when the database has been read
}

// Summary says what is in an export.
type Summary struct {
	Moment    time.Time `json:"moment"`
	People    int       `json:"people"`
	Rooms     int       `json:"rooms"`
	Emoticons int       `json:"emoticons"`
	Messages  int64     `json:"messages"`   // what was said in rooms: messages, notifications, topics
	OneToOne  int64     `json:"one_to_one"` // and in one-to-one chats
	Files     int64     `json:"files"`
	FileBytes int64     `json:"file_bytes"`
	Missing   int64     `json:"missing"` // files that messages show, and that the store of files has not
}

// maker makes one export.
type maker struct {
	Source
	dump  *store.Dump
	out   *output
	began time.Time
	sum   Summary
	users []chat.User
	names map[int64]*chat.User
	files []shared
	rooms []chat.Room
	chats []store.Direct
}

// Make writes an export of what there is now to w, a compressed tar archive. Servers go on meanwhile. When it fails, what was
// written is no export.
func Make(ctx context.Context, s Source, w io.Writer) (sum Summary, err error) {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Progress == nil {
		s.Progress = func(string, int64) {}
	}
	m := &maker{Source: s, began: s.Now(), names: make(map[int64]*chat.User)}
	m.sum.Moment = m.began.UTC()
	if m.dump, err = store.OpenDump(ctx, s.Database, m.began); err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, m.dump.Close()) }()
	if err := m.dump.Newest(); err != nil {
		return sum, err
	}
	if m.out, err = newOutput(w, s.Spool, m.began); err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, m.out.drop()) }()
	for _, step := range []func(context.Context) error{
		m.writeMetadata, m.writeUsers, m.writeRooms, m.writeLists, m.writeEmoticons, m.writeRoomLogs, m.writeOneToOne, m.release, m.writeFiles,
	} {
		if err := step(ctx); err != nil {
			return sum, err
		}
	}
	return m.sum, m.out.close()
}

// release lets the moment pass: what is left to copy does not change.
func (m *maker) release(context.Context) error {
	if m.At != nil {
		m.At("files")
	}
	return m.dump.Release()
}

// hold keeps files from being swept up for a while more.
func (m *maker) hold(ctx context.Context) error {
	return m.dump.Hold(ctx, m.Now())
}
