package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Bounds on what an archive may hold.
const (
	maxElement = 32 << 20  // bytes of one element of a JSON array; avatars stand in them
	maxEntries = 5_000_000 // files and directories of one archive
	maxName    = 4096      // bytes of an entry's name
	maxSpool   = 256 << 30 // bytes of all JSON together: the largest export that was told of had 44 GB, most of it files
)

// Options are how archives are opened.
type Options struct {
	Password []byte                 // of encrypted ones; raw bytes, nothing is trimmed
	Spool    string                 // the directory that the JSON parts are kept in until Close; "": os.TempDir
	Progress func(read, size int64) // bytes of all archives, as they lie on disk; called often. nil: nobody is told
	Found    func(messages int64)   // so far, in what has been read; called often. nil: nobody is told
}

// Archive is what one or more exports of a group say, taken together.
type Archive struct {
	paths   []string
	options Options
	roots   []string // of each archive: what stands before the names of the layout
	spool   *spool
	odd     *oddities

	users     []User
	rooms     []Room
	emoticons []Emoticon
	logs      []Log
	avatars   map[int64]element
	autoJoin  part
	found     int64  // messages
	source    Source // nil: archives of HipChat
}

// Open reads archives of one group, the oldest first. Each is a .tar.gz.aes, a .tar.gz, a .tar, a
// directory, or the .zip that HipChat made until about 2016, told apart by their content. Of people and rooms that stand in several, the newest entry counts; histories are united.
func Open(ctx context.Context, paths []string, o Options) (a *Archive, err error) {
	if len(paths) == 0 {
		return nil, errors.New("no archive is named")
	}
	if o.Progress == nil {
		o.Progress = func(int64, int64) {}
	}
	a = &Archive{paths: paths, options: o, odd: newOddities(), avatars: make(map[int64]element)}
	if a.spool, err = newSpool(o.Spool); err != nil {
		return nil, err
	}
	if err := a.read(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *Archive) read(ctx context.Context) error {
	m, err := newMeter(ctx, a.paths, a.options.Progress)
	if err != nil {
		return err
	}
	b := newIndex()
	for _, path := range a.paths {
		parts, err := a.keep(m, path)
		if err == nil {
			err = a.take(ctx, b, parts)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	a.logs = b.logs(a.spool, a.odd)
	slices.SortFunc(a.users, func(x, y User) int { return cmp.Compare(x.ID, y.ID) })
	slices.SortFunc(a.rooms, func(x, y Room) int { return cmp.Compare(x.ID, y.ID) })
	return nil
}

// keep spools the JSON parts of an archive.
func (a *Archive) keep(m *meter, path string) ([]part, error) {
	var parts []part
	var foreign string
	for e, err := range entries(m, path, a.options.Password) {
		if err != nil {
			return nil, err
		}
		if !isPart(e.name) {
			foreign = cmp.Or(foreign, systemOf(e.name))
			continue
		}
		p, err := a.spool.add(e)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	if foreign != "" && !slices.ContainsFunc(parts, listsRooms) {
		return nil, fmt.Errorf("this is no export of HipChat, but looks like one of %s: stoa import %s reads those", foreign, strings.ToLower(foreign))
	}
	return parts, nil
}

// told counts a message that was found.
func (a *Archive) told() {
	a.found++
	if a.options.Found != nil {
		a.options.Found(a.found)
	}
}

// Close removes what was spooled. Nothing can be read afterwards.
func (a *Archive) Close() error { return a.spool.close() }

// Users answers the people in ascending order of their ids.
func (a *Archive) Users() []User { return a.users }

// Rooms answers the rooms in ascending order of their ids.
func (a *Archive) Rooms() []Room { return a.rooms }

// Emoticons answers the group's own emoticons.
func (a *Archive) Emoticons() []Emoticon { return a.emoticons }

// Logs answers the histories: of rooms in ascending order of their ids, also of rooms that Rooms lacks, then of pairs of
// people who talked.
func (a *Archive) Logs() []Log { return a.logs }

// AutoJoin is what people had in their lists, by the newest export that says it: {"pref:autoJoin:501": [{"name": …, "jid": …}]}.
// nil: none does, as of HipChat's none did.
func (a *Archive) AutoJoin() io.Reader {
	if a.autoJoin.name == "" {
		return nil
	}
	return a.spool.reader(a.autoJoin)
}

// Odd answers what was met and not understood, counted: a line for each kind of thing.
func (a *Archive) Odd() []string {
	if a.source != nil {
		return append(a.source.Odd(), a.odd.lines()...)
	}
	return a.odd.lines()
}
