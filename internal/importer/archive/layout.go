package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// autoJoin is a file of Stoa's exports: what people had in their lists, as HipChat Server kept it in Redis.
const autoJoin = "auto_join.json"

// isPart tells whether a file may be one of the JSON parts, wherever the root turns out to be.
func isPart(name string) bool {
	if strings.Contains(name, "/files/") {
		return false
	}
	switch path.Base(name) {
	case "users.json", "rooms.json", "emoticons.json", "history.json", "list.json", autoJoin:
		return true
	}
	return isDay(name)
}

// systemOf answers which other system's exports have a file of this name; "" when none do.
func systemOf(name string) string {
	switch base := path.Base(name); {
	case strings.Contains(name, "/files/"):
		return "" // somebody's
	case base == "channels.json":
		return "Slack"
	case path.Ext(base) == ".jsonl":
		return "Mattermost"
	default:
		return ""
	}
}

// listsRooms tells whether a file is HipChat's list of rooms, of whatever year.
func listsRooms(p part) bool {
	return path.Base(p.name) == "rooms.json" || strings.HasSuffix(p.name, oldRooms)
}

var errNoUsers = errors.New("this is no export of a HipChat group: there is neither a users.json nor a users/list.json in it")

// rootOf answers what stands before the names of an archive: "", or "data/" in some; and whether it is an older export.
func rootOf(parts []part) (root string, old bool, err error) {
	for _, list := range []string{"users.json", oldUsers} {
		found := false
		for _, p := range parts {
			dir, ok := strings.CutSuffix(p.name, list)
			if ok = ok && (dir == "" || strings.HasSuffix(dir, "/")); ok && (!found || strings.Count(dir, "/") < strings.Count(root, "/")) {
				root, found = dir, true
			}
		}
		if found {
			return root, list == oldUsers, nil
		}
	}
	return "", false, errNoUsers
}

// take reads the JSON parts of one archive, which is newer than those before it.
func (a *Archive) take(ctx context.Context, x *index, parts []part) error {
	root, old, err := rootOf(parts)
	if err != nil {
		return err
	}
	a.roots = append(a.roots, root)
	if old {
		return a.takeOld(ctx, x, root, parts)
	}
	for _, p := range parts {
		name, ok := strings.CutPrefix(p.name, root)
		if !ok {
			continue
		}
		where := strings.Split(name, "/")
		switch {
		case name == "users.json":
			err = a.takeUsers(p)
		case name == "rooms.json":
			err = a.takeRooms(p)
		case name == "emoticons.json":
			err = a.takeEmoticons(p)
		case name == autoJoin:
			a.autoJoin = p
		case len(where) == 3 && where[2] == "history.json" && (where[0] == "rooms" || where[0] == "users"):
			err = a.takeHistory(ctx, x, p, where[0] == "rooms", where[1])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (a *Archive) takeUsers(p part) (err error) {
	a.users, err = merge(a, p, a.users, "User", decodeUser, userID, func(u User, e element) { a.avatars[u.ID] = e })
	return err
}

func (a *Archive) takeRooms(p part) (err error) {
	a.rooms, err = merge(a, p, a.rooms, "Room", decodeRoom, roomID, nil)
	return err
}

func (a *Archive) takeEmoticons(p part) (err error) {
	a.emoticons, err = merge(a, p, a.emoticons, "Emoticon", decodeEmoticon, func(e Emoticon) string { return e.Shortcut }, nil)
	return err
}

// merge reads a list of what has a key. What stands there already is replaced.
func merge[T any, K comparable](a *Archive, p part, list []T, kind string, read func(json.RawMessage, *oddities) (T, error),
	keyOf func(T) K, taken func(T, element)) ([]T, error) {
	at := make(map[K]int)
	for i, t := range list {
		at[keyOf(t)] = i
	}
	err := a.spool.each(p, func(e element, raw json.RawMessage) error {
		t, err := read(unwrapped(raw, kind), a.odd)
		if err != nil {
			a.odd.add(fmt.Sprintf("entry of %s left out: %v", path.Base(p.name), err))
			return nil
		}
		if i, known := at[keyOf(t)]; known {
			list[i] = t
		} else {
			at[keyOf(t)] = len(list)
			list = append(list, t)
		}
		if taken != nil {
			taken(t, e)
		}
		return nil
	})
	return list, err
}

// takeHistory finds the messages of one room, or those that one person sent and received.
func (a *Archive) takeHistory(ctx context.Context, x *index, p part, room bool, name string) error {
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil || id <= 0 {
		a.odd.add("history of something without a number left out: " + shown(name))
		return nil
	}
	said, times := make(map[key][]found), make(map[uuid.UUID]uint32)
	odd := func(k Kind, what string) { a.odd.fields(string(k))(what) }
	err = a.spool.each(p, func(e element, raw json.RawMessage) error {
		a.told()
		m, err := decodeMessage(raw, odd)
		switch {
		case errors.Is(err, errKind):
			a.odd.add("record of the kind " + shown(string(m.Kind)) + " left out")
			return ctx.Err()
		case err != nil:
			a.odd.add(fmt.Sprintf("damaged record left out: %v", err))
			return ctx.Err()
		}
		k := key{room: id}
		if !room {
			k = pair(id, &m)
		}
		x.look(k, &m)
		f := found{id: uuid.MustParse(m.ID), place: place{time: m.Time.UnixMicro(), element: e}}
		if isDay(p.name) { // it has no ids: what is the same was said twice
			f.variant = times[f.id]
			if times[f.id]++; f.variant > 0 {
				f.id = k.id(m.ID, f.variant)
			}
		}
		said[k] = append(said[k], f)
		return ctx.Err()
	})
	for k, list := range said {
		x.add(k, list)
	}
	if err != nil && damage(err) {
		a.odd.add(fmt.Sprintf("%s is damaged, and what stands behind the damage is left out: %v", p.name, err))
		return nil
	}
	return err
}

// pair tells who talked, by a message in a person's history. Whom the message does not name is that person.
func pair(owner int64, m *Message) key {
	from, to := m.Sender.ID, m.Receiver.ID
	if from == 0 {
		from = owner
	}
	if to == 0 {
		to = owner
	}
	return key{low: min(from, to), high: max(from, to)}
}
