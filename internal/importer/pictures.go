package importer

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/picture"
)

// pictureColumns are those of the pictures that are kept in the database.
var pictureColumns = [...]string{"key", "type", "small", "big"}

func pictureRow(p chat.Picture) []any {
	big := p.Big
	if big == nil {
		big = []byte{}
	}
	return []any{p.Key, p.Type, p.Small, big}
}

// unreadable tells whether a picture is at fault, and not the machine.
func unreadable(err error) bool {
	return errors.Is(err, picture.ErrFormat) || errors.Is(err, picture.ErrTooLarge) || errors.Is(err, errLarge)
}

var errLarge = errors.New("the picture has too many bytes")

// writePhotos writes people's avatars, read anew as a server does that is given one.
func (m *importer) writePhotos(ctx context.Context) error {
	photos := func(yield func([]any, error) bool) {
		for _, from := range m.archive.Users() {
			pic, err := m.photo(ctx, from.ID)
			switch {
			case err != nil && ctx.Err() == nil:
				m.report.change(Change{Kind: "person", ID: from.ID, Field: "avatar", From: err.Error()})
				continue
			case err == nil && pic.Key == "":
				continue
			case err == nil:
				m.people.byID[from.ID].Photo = pic.Key
				m.report.People.Avatars++
			}
			if !yield(pictureRow(pic), err) {
				return
			}
		}
	}
	if m.load == nil {
		for _, err := range photos {
			if err != nil {
				return err
			}
		}
		return nil
	}
	t, err := m.load.Table("picture", pictureColumns[:]...)
	if err != nil {
		return err
	}
	_, err = m.load.Fill(ctx, t, photos)
	return err
}

// photo answers somebody's avatar; without a key there is none.
func (m *importer) photo(ctx context.Context, id int64) (chat.Picture, error) {
	b, err := m.archive.Avatar(id)
	if err != nil || len(b) == 0 {
		return chat.Picture{}, err
	}
	if len(b) > files.MaxPicture {
		return chat.Picture{}, errLarge
	}
	return files.ReadAvatar(ctx, m.pictures, b)
}

// face is one of the group's own emoticons.
type face struct {
	chat.Emoticon
	was string // its shortcut in the archive
}

// takeEmoticon keeps the picture of those emoticons that have it.
func (m *importer) takeEmoticon(ctx context.Context, f archive.File) error {
	var b []byte
	for _, from := range m.archive.Emoticons() {
		if from.Path != f.Path {
			continue
		}
		if b == nil {
			var err error
			if b, err = io.ReadAll(io.LimitReader(f, files.MaxEmoticon+1)); err != nil {
				return err
			}
		}
		e, pic, err := m.readEmoticon(ctx, b)
		if err != nil {
			if !unreadable(err) {
				return err
			}
			m.report.change(Change{Kind: "emoticon", Field: "picture of (" + tidy(from.Shortcut) + ")", From: err.Error()})
			continue
		}
		e.Picture, e.Type = pic.Key, pic.Type
		m.faces = append(m.faces, face{e, from.Shortcut})
		if err := m.fill(ctx, "picture", pictureColumns[:], [][]any{pictureRow(pic)}); err != nil {
			return err
		}
	}
	return nil
}

func (m *importer) readEmoticon(ctx context.Context, b []byte) (chat.Emoticon, chat.Picture, error) {
	if len(b) > files.MaxEmoticon {
		return chat.Emoticon{}, chat.Picture{}, errLarge
	}
	return files.ReadEmoticon(ctx, m.pictures, b)
}

// nameEmoticons gives emoticons shortcuts that can be typed and that no two have.
func (m *importer) nameEmoticons() {
	taken := map[string]bool{}
	have := map[string]bool{}
	for i := range m.faces {
		e := &m.faces[i]
		e.ID = int64(i + 1)
		have[e.was] = true
		base := shortcut(e.was)
		if base == "" {
			base = "emoticon"
		}
		e.Shortcut = base
		for n := 2; taken[e.Shortcut]; n++ {
			number := strconv.Itoa(n)
			e.Shortcut = base[:min(len(base), maxShortcut-len(number))] + number
		}
		taken[e.Shortcut] = true
		if e.Shortcut != strings.ToLower(e.was) {
			m.report.change(Change{Kind: "emoticon", ID: e.ID, Field: "shortcut", From: e.was, To: e.Shortcut})
		}
	}
	for _, from := range m.archive.Emoticons() {
		if !have[from.Shortcut] {
			m.report.change(Change{Kind: "emoticon", Field: "shortcut", From: tidy(from.Shortcut)})
		}
	}
	m.report.Files.Emoticons = len(m.faces)
}

// maxShortcut is how long a shortcut may be.
const maxShortcut = 50

// shortcut keeps of a name what can stand in one.
func shortcut(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	return name[:min(len(name), maxShortcut)]
}

func (m *importer) writeEmoticons(ctx context.Context) error {
	var rows [][]any
	for _, e := range m.faces {
		rows = append(rows, []any{e.ID, e.Shortcut, e.Picture, e.Type, int64(e.Width), int64(e.Height), m.people.owner.ID, m.now.UnixMicro()})
		m.gave("emoticon", e.ID)
	}
	return m.fill(ctx, "emoticon", []string{"id", "shortcut", "picture", "type", "width", "height", "user_id", "created"}, rows)
}
