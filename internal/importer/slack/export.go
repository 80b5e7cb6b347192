package slack

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/importer/archive"
)

// maxPart bounds one JSON file of an export, in bytes: the biggest are those of one day of one channel.
const maxPart = 512 << 20

// Export is one export of a workspace.
type Export struct {
	zip *zip.ReadCloser
	odd archive.Oddities

	users   []archive.User
	people  map[string]*person // by Slack's id
	rooms   []archive.Room
	places  []place
	days    map[string][]*zip.File // by directory: the files of its days, the oldest first
	uploads map[string][]*zip.File // by the file's id
	shared  map[string][]where     // which uploads are shared where; known when all messages have been read
	unknown int                    // people who stand in no list and were given a number
}

// where is a room, or a pair of people.
type where struct{ room, low, high int64 }

// place is a conversation and the directory of its messages.
type place struct {
	where
	channel channel
	dir     string
}

// Open reads who is there and which conversations there are.
func Open(name string) (e *Export, err error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, fmt.Errorf("open the export: %w", err)
	}
	e = &Export{zip: z, people: map[string]*person{}, days: map[string][]*zip.File{}, uploads: map[string][]*zip.File{}, shared: map[string][]where{}}
	if err := e.read(); err != nil {
		return nil, errors.Join(err, z.Close())
	}
	return e, nil
}

// Close ends the reading.
func (e *Export) Close() error { return e.zip.Close() }

// Users answers the people, without bots.
func (e *Export) Users() []archive.User { return e.users }

// Rooms answers the channels, and the conversations of several people, which are private rooms here.
func (e *Export) Rooms() []archive.Room { return e.rooms }

// Emoticons answers none: a workspace's own are in no export.
func (e *Export) Emoticons() []archive.Emoticon { return nil }

// Odd answers what was met and left out, counted: a line for each kind of thing.
func (e *Export) Odd() []string { return e.odd.Lines() }

func (e *Export) read() error {
	root := map[string]*zip.File{}
	for _, f := range e.zip.File {
		name := path.Clean(strings.ReplaceAll(f.Name, `\`, "/"))
		if strings.HasSuffix(f.Name, "/") || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		switch parts := strings.Split(name, "/"); {
		case len(parts) == 1:
			root[name] = f
		case len(parts) == 2 && path.Ext(name) == ".json":
			e.days[parts[0]] = append(e.days[parts[0]], f)
		case len(parts) == 3 && parts[0] == "__uploads":
			e.uploads[parts[1]] = append(e.uploads[parts[1]], f)
		}
	}
	for _, days := range e.days {
		slices.SortFunc(days, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	}
	if root["users.json"] == nil && root["org_users.json"] == nil || root["channels.json"] == nil {
		return errors.New("this is no export of a Slack workspace: there is no users.json or no channels.json in it")
	}
	for _, name := range []string{"users.json", "org_users.json"} {
		if err := each(root[name], always(e.addPerson)); err != nil {
			return err
		}
	}
	for _, list := range []struct {
		name string
		add  func(channel)
	}{
		{"channels.json", func(c channel) { e.addRoom(c, false) }}, {"groups.json", func(c channel) { e.addRoom(c, true) }},
		{"mpims.json", e.addCircle}, {"dms.json", e.addPair},
	} {
		if err := each(root[list.name], always(list.add)); err != nil {
			return err
		}
	}
	return nil
}

// each reads the elements of an array one by one until do answers an error. A file that is not there has none.
func each[T any](f *zip.File, do func(T) error) error {
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	defer func() { _ = r.Close() }() // it was only read
	bound := &io.LimitedReader{R: r, N: maxPart + 1}
	dec := json.NewDecoder(bound)
	for begun := false; ; begun = true {
		var t T
		if !begun {
			var first json.Token
			if first, err = dec.Token(); err == nil && first != json.Delim('[') {
				err = errors.New("it is no list")
			}
		} else if !dec.More() {
			_, err = dec.Token()
			if err == nil {
				return nil
			}
		} else if err = dec.Decode(&t); err == nil {
			if err := do(t); err != nil {
				return err
			}
		}
		if bound.N <= 0 {
			return fmt.Errorf("read %s: it has more than %d MB", f.Name, maxPart>>20)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", f.Name, err)
		}
	}
}

// always goes on.
func always[T any](do func(T)) func(T) error {
	return func(t T) error {
		do(t)
		return nil
	}
}
