package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/store"
)

// AutoJoin is what people found open after they had signed in, by their ids: rooms, and one-to-one chats.
type AutoJoin map[int64][]Open

// Open is something that somebody had open.
type Open struct {
	Name string `json:"name"`
	JID  string `json:"jid"` // 1_boiler_room@conf.… or 1_502@chat.…
}

// maxAutoJoin bounds the file.
const maxAutoJoin = 256 << 20

// autoJoinKey is what HipChat Server called such a list in its Redis, before the person's id.
const autoJoinKey = "pref:autoJoin:"

// ReadAutoJoin reads the lists as they are read out of HipChat Server's Redis: {"pref:autoJoin:501": [{"name": …, "jid": …}]}. A list
// may also stand there as Redis has it, as text.
func ReadAutoJoin(r io.Reader) (AutoJoin, error) {
	limited := &io.LimitedReader{R: r, N: maxAutoJoin}
	var raw map[string]json.RawMessage
	if err := json.NewDecoder(limited).Decode(&raw); err != nil {
		if limited.N == 0 {
			err = fmt.Errorf("it is larger than %d MB", maxAutoJoin>>20)
		}
		return nil, fmt.Errorf("lists of open rooms: %w", err)
	}
	lists := make(AutoJoin, len(raw))
	for key, value := range raw {
		id, err := strconv.ParseInt(strings.TrimPrefix(key, autoJoinKey), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("lists of open rooms: %q names nobody: it should be like %q", key, autoJoinKey+"501")
		}
		if lists[id], err = openOf(value); err != nil {
			return nil, fmt.Errorf("lists of open rooms: %s: %w", key, err)
		}
	}
	return lists, nil
}

func openOf(value json.RawMessage) (list []Open, err error) {
	var text string
	if json.Unmarshal(value, &text) == nil {
		value = json.RawMessage(text)
	}
	if err := json.Unmarshal(value, &list); err != nil {
		return nil, errors.New(`it should be a list of {"name", "jid"}`)
	}
	return list, nil
}

// open is what people had open, by their ids.
type open struct {
	rooms map[int64][]*room
	chats map[int64]map[int64]bool // with whom
}

// findOpen finds what the lists name.
func (m *importer) findOpen() open {
	o := open{map[int64][]*room{}, map[int64]map[int64]bool{}}
	byName, bySlug := map[string]*room{}, map[string]*room{}
	for _, r := range m.rooms {
		byName[store.Unique(r.Name)], bySlug[r.Slug] = r, r
	}
	for id, list := range m.AutoJoin {
		o.chats[id] = map[int64]bool{}
		for _, what := range list {
			local, domain, _ := strings.Cut(what.JID, "@")
			_, rest, _ := strings.Cut(local, "_")
			if strings.HasPrefix(domain, "chat.") {
				other, _ := strconv.ParseInt(rest, 10, 64)
				o.chats[id][other] = true
				continue
			}
			r := byName[store.Unique(tidy(what.Name))]
			if r == nil {
				r = bySlug[rest]
			}
			if r == nil {
				m.report.Members.NoRoom++
				continue
			}
			o.rooms[id] = append(o.rooms[id], r)
		}
	}
	return o
}

// settle puts those of whom a list is known into the rooms on it, and into no others.
func (m *importer) settle(o open) {
	for id := range m.AutoJoin {
		for _, r := range m.rooms {
			delete(r.inside, id)
		}
		for _, r := range o.rooms[id] {
			m.enter(r, id)
		}
	}
}

// closed tells whether a one-to-one chat stands in a person's list only when somebody says something there again.
func (o open) closed(id, other int64, silent bool) bool {
	if with, listed := o.chats[id]; listed {
		return !with[other]
	}
	return silent
}
