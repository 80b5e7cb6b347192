package mattermost

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/stoachat/stoa/internal/importer/archive"
)

// maxLine bounds a line, in bytes: a post stands in one with all that was answered.
const maxLine = 64 << 20

// Export is one export of a server.
type Export struct {
	zip  *zip.ReadCloser // nil: the lines are a file of their own
	name string          // of the lines' file: beside it are the files that they name, unless they are in the zip
	odd  archive.Oddities

	users     []archive.User
	people    map[string]*person // by the name that they sign in with
	rooms     []archive.Room
	channels  map[string]where // by team and name
	emoticons []archive.Emoticon
	emoji     map[string]string  // of emoticons: the paths of their pictures
	shared    map[string][]where // by path: where a file was shared; known when all messages have been read
	unknown   int
}

// where is a room, or a pair of people.
type where struct{ room, low, high int64 }

// person is somebody who may speak.
type person struct {
	archive.Person
	bot bool
}

// line is one line of the export: what it is about, and that.
type line struct {
	Type    string
	Version int
	Emoji   *emoji
	Channel *channel
	User    *user
	Bot     *bot
	Post    *post

	DirectChannel *directChannel `json:"direct_channel"`
	DirectPost    *post          `json:"direct_post"`
}

// Open reads who is there and which channels there are: a .zip, or its lines alone.
func Open(name string) (e *Export, err error) {
	e = &Export{name: name, people: map[string]*person{}, channels: map[string]where{}, emoji: map[string]string{}, shared: map[string][]where{}}
	if e.zip, err = zip.OpenReader(name); errors.Is(err, zip.ErrFormat) {
		e.zip, err = nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open the export: %w", err)
	}
	if err := e.each(e.group); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// Close ends the reading.
func (e *Export) Close() error {
	if e.zip == nil {
		return nil
	}
	return e.zip.Close()
}

// Users answers the people, without bots.
func (e *Export) Users() []archive.User { return e.users }

// Rooms answers the channels, and the conversations of several people, which are private rooms here.
func (e *Export) Rooms() []archive.Room { return e.rooms }

// Emoticons answers the server's own emoji.
func (e *Export) Emoticons() []archive.Emoticon { return e.emoticons }

// Odd answers what was met and left out, counted: a line for each kind of thing.
func (e *Export) Odd() []string { return e.odd.Lines() }

// lines opens the file of lines: the one at the root of the zip.
func (e *Export) lines() (io.ReadCloser, error) {
	if e.zip == nil {
		return os.Open(e.name)
	}
	for _, f := range e.zip.File {
		if path.Ext(f.Name) == ".jsonl" && !strings.Contains(f.Name, "/") {
			return f.Open()
		}
	}
	return nil, errors.New("this is no export of Mattermost: there is no .jsonl in it")
}

var errNoVersion = errors.New("this is no export of Mattermost: its first line does not say the version")

// each reads line by line until do answers an error.
func (e *Export) each(do func(*line) error) error {
	r, err := e.lines()
	if err != nil {
		return fmt.Errorf("open the export: %w", err)
	}
	defer func() { _ = r.Close() }() // it was only read
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 1<<20), maxLine)
	begun := false
	for ; in.Scan(); begun = true {
		var l line
		err := json.Unmarshal(in.Bytes(), &l)
		if !begun && (err != nil || l.Type != "version") {
			return errNoVersion
		}
		if !begun && l.Version != 1 {
			return fmt.Errorf("version %d of the format is not known", l.Version)
		}
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		if err != nil {
			e.odd.Add("damaged line left out")
			continue
		}
		if err := do(&l); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("read the export: %w", err)
	}
	if !begun {
		return errNoVersion
	}
	return nil
}

// group takes what is no post.
func (e *Export) group(l *line) error {
	switch {
	case l.Emoji != nil:
		e.addEmoji(*l.Emoji)
	case l.Channel != nil:
		e.addChannel(*l.Channel)
	case l.User != nil:
		e.addUser(l.User)
	case l.Bot != nil && e.people[l.Bot.Username] == nil:
		e.people[l.Bot.Username] = &person{archive.Person{Name: l.Bot.Username, MentionName: l.Bot.Username}, true}
	case l.DirectChannel != nil:
		e.direct(l.DirectChannel.everybody())
	case l.DirectPost != nil:
		e.direct(l.DirectPost.Members) // older exports name no conversation before
	}
	return nil
}

// Files yields what was shared, once for each place, and the pictures of emoticons. Messages has to have been read.
func (e *Export) Files(ctx context.Context) iter.Seq2[archive.File, error] {
	return func(yield func(archive.File, error) bool) {
		for name, picture := range e.emoji {
			if !e.file(ctx, picture, archive.File{Emoticon: true, Path: name}, yield) {
				return
			}
		}
		for name, places := range e.shared {
			seen := map[int64]bool{}
			for _, w := range places {
				if seen[w.room] {
					continue
				}
				seen[w.room] = true
				if !e.file(ctx, name, archive.File{Room: w.room, Path: name}, yield) {
					return
				}
			}
		}
	}
}

// file yields one file, if it is there; false when nobody wants more.
func (e *Export) file(ctx context.Context, name string, f archive.File, yield func(archive.File, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield(archive.File{}, err)
		return false
	}
	r, size, err := e.open(name)
	if err != nil {
		return true // the message says what was there
	}
	defer func() { _ = r.Close() }()
	f.Size, f.Reader = size, r
	return yield(f, nil)
}

// open finds a file by the name that a line has for it: below data/ in the zip, or beside the lines.
func (e *Export) open(name string) (io.ReadCloser, int64, error) {
	if e.zip != nil {
		for _, at := range []string{"data/" + name, name} {
			if f, err := e.zip.Open(at); err == nil {
				info, err := f.Stat()
				if err == nil && info.Mode().IsRegular() {
					return f, info.Size(), nil
				}
				_ = f.Close()
			}
		}
		return nil, 0, os.ErrNotExist
	}
	dir, err := os.OpenRoot(filepath.Dir(e.name))
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = dir.Close() }()
	for _, at := range []string{"data/" + name, name} {
		if f, err := dir.Open(at); err == nil {
			info, err := f.Stat()
			if err == nil && info.Mode().IsRegular() {
				return f, info.Size(), nil
			}
			_ = f.Close()
		}
	}
	return nil, 0, os.ErrNotExist
}
