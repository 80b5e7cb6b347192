package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// The export that HipChat made until about 2016: a zip of what API v1 answers, with rooms by their names and a file for
// each day. It has no ids of messages, no one-to-one chats, no pictures of people and no contents of files.
// spec: import-export, part B
const (
	oldUsers = "users/list.json"
	oldRooms = "rooms/list.json"
)

// takeOld reads the JSON parts of an older export.
func (a *Archive) takeOld(ctx context.Context, x *index, root string, parts []part) (err error) {
	byName := make(map[string]part)
	for _, p := range parts {
		if name, ok := strings.CutPrefix(p.name, root); ok {
			byName[name] = p
		}
	}
	if p, ok := byName[oldUsers]; ok {
		if a.users, err = merge(a, p, a.users, "", decodeOldUser, userID, nil); err != nil {
			return fmt.Errorf("%s: %w", oldUsers, err)
		}
	}
	if p, ok := byName[oldRooms]; ok {
		if a.rooms, err = merge(a, p, a.rooms, "", decodeOldRoom, roomID, nil); err != nil {
			return fmt.Errorf("%s: %w", oldRooms, err)
		}
	}
	rooms := a.directories()
	for name, p := range byName {
		where := strings.Split(name, "/")
		if len(where) != 3 || where[0] != "rooms" {
			continue
		}
		room, ok := rooms[where[1]]
		if !ok {
			a.odd.add("day of a room that is in no list, or that shares its directory, left out: " + shown(where[1]))
			continue
		}
		if err := a.takeHistory(ctx, x, p, true, strconv.FormatInt(room, 10)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// directories answers the rooms by what their directories are called, without those that share one.
func (a *Archive) directories() map[string]int64 {
	rooms, times := make(map[string]int64), make(map[string]int)
	for _, r := range a.rooms {
		name := strings.NewReplacer(":", "_", "/", "_", `\`, "_").Replace(r.Name)
		rooms[name] = r.ID
		if times[name]++; times[name] > 1 {
			delete(rooms, name)
		}
	}
	return rooms
}

// isDay tells whether a file is a day of a room.
func isDay(name string) bool {
	day, ok := strings.CutSuffix(path.Base(name), ".json")
	_, err := time.Parse(time.DateOnly, day)
	return ok && err == nil
}

func decodeOldUser(raw json.RawMessage, o *oddities) (User, error) {
	var u User
	var id, created number
	var admin, deleted hipchat.Flag
	err := decode(raw, fields{
		"user_id": &id, "name": (*text)(&u.Name), "mention_name": (*text)(&u.MentionName), "email": (*text)(&u.Email), "title": (*text)(&u.Title),
		"timezone": (*text)(&u.Timezone), "created": &created, "is_group_admin": &admin, "is_deleted": &deleted,
		"photo_url": nil, "last_active": nil, "status": nil, "status_message": nil, "password": nil,
	}, o.fields(oldUsers))
	u.ID, u.Created, u.Deleted, u.AccountType = int64(id), seconds(created), bool(deleted), "user"
	if admin {
		u.AccountType = "admin"
	}
	return u, noID(err, u.ID)
}

func decodeOldRoom(raw json.RawMessage, o *oddities) (Room, error) {
	var r Room
	var id, created number
	var owner person
	var archived, private hipchat.Flag
	var privacy text
	err := decode(raw, fields{
		"room_id": &id, "name": (*text)(&r.Name), "topic": (*text)(&r.Topic), "created": &created, "owner_user_id": &owner,
		"is_archived": &archived, "is_private": &private, "privacy": &privacy, "member_user_ids": (*ids)(&r.Members),
		"guest_access_url": (*text)(&r.GuestURL), "last_active": nil, "xmpp_jid": nil, "participants": nil,
	}, o.fields(oldRooms))
	r.ID, r.Created, r.Owner, r.Archived = int64(id), seconds(created), owner.ID, bool(archived)
	r.Private = bool(private) || strings.EqualFold(string(privacy), "private")
	return r, noID(err, r.ID)
}

// seconds is a moment as API v1 writes it; 0: none.
func seconds(n number) time.Time {
	if n <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(n), 0).UTC()
}

// decodeOld reads a message as API v1 shows it.
func decodeOld(object map[string]json.RawMessage, odd func(kind Kind, what string)) (Message, error) {
	m := Message{Kind: UserMessage}
	record, err := json.Marshal(object) // in one order, whatever the archive's
	if err != nil {
		return m, err
	}
	var at instant
	var from, file json.RawMessage
	unknown := func(what string) { odd(m.Kind, what) }
	if err := decode(record, fields{"date": &at, "from": &from, "message": (*text)(&m.Text), "file": &file}, unknown); err != nil {
		return m, err
	}
	if m.Time = time.Time(at); m.Time.IsZero() {
		return m, errNoTime
	}
	var id text // a person's number, "api" or "guest"
	if err := decode(from, fields{"user_id": &id, "name": (*text)(&m.Sender.Name), "mention_name": (*text)(&m.Sender.MentionName)}, unknown); err != nil {
		odd(m.Kind, "sender")
	}
	if id == "api" {
		m.Kind = NotificationMessage
	}
	if n, err := strconv.ParseInt(string(id), 10, 64); err == nil {
		m.Sender.ID = max(0, n)
	}
	if m.Attachment, err = decodeAttachment(file, ""); err != nil {
		odd(m.Kind, "attachment")
	}
	m.ID = messageID("", record)
	return m, nil
}
