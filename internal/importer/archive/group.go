package archive

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// User is a person of the group.
type User struct {
	ID          int64
	Name        string
	MentionName string // without @
	Email       string // "": guests, and some who were deleted
	Title       string
	Timezone    string // an IANA name
	Created     time.Time
	AccountType string   // "user", "admin", "guest"
	Roles       []string // "user", "admin"; they overlap with AccountType
	Deleted     bool
}

// Room is a room of the group.
type Room struct {
	ID           int64
	Name         string
	Topic        string
	Private      bool
	Archived     bool
	Created      time.Time
	Owner        int64 // may be nobody of Users
	Admins       []int64
	Members      []int64 // of public rooms HipChat named nobody
	Participants []int64
	GuestURL     string // "": guests are not let in
}

// Emoticon is one of the group's own.
type Emoticon struct {
	Shortcut string // without parentheses
	Path     string // that of a File with Emoticon set
}

func decodeUser(raw json.RawMessage, o *oddities) (User, error) {
	var u User
	var id number
	var deleted hipchat.Flag
	var created instant
	var roles []text
	err := decode(raw, fields{
		"id": &id, "name": (*text)(&u.Name), "mention_name": (*text)(&u.MentionName), "email": (*text)(&u.Email),
		"title": (*text)(&u.Title), "timezone": (*text)(&u.Timezone), "created": &created,
		"account_type": (*text)(&u.AccountType), "roles": &roles, "is_deleted": &deleted, "avatar": nil, "rooms": nil,
	}, o.fields("users"))
	u.ID, u.Deleted, u.Created = int64(id), bool(deleted), time.Time(created)
	for _, r := range roles {
		u.Roles = append(u.Roles, string(r))
	}
	return u, noID(err, u.ID)
}

func decodeRoom(raw json.RawMessage, o *oddities) (Room, error) {
	var r Room
	var id number
	var owner person
	var archived hipchat.Flag
	var created instant
	var privacy text
	err := decode(raw, fields{
		"id": &id, "name": (*text)(&r.Name), "topic": (*text)(&r.Topic), "privacy": &privacy, "is_archived": &archived,
		"created": &created, "owner": &owner, "room_admins": (*ids)(&r.Admins), "members": (*ids)(&r.Members),
		"participants": (*ids)(&r.Participants), "guest_access_url": (*text)(&r.GuestURL),
	}, o.fields("rooms"))
	r.ID, r.Owner, r.Archived, r.Created = int64(id), owner.ID, bool(archived), time.Time(created)
	r.Private = strings.EqualFold(string(privacy), "private")
	return r, noID(err, r.ID)
}

func userID(u User) int64 { return u.ID }

func roomID(r Room) int64 { return r.ID }

// noID adds to an error what is wrong with an id.
func noID(err error, id int64) error {
	if err == nil && id <= 0 {
		return errors.New("it has no number")
	}
	return err
}

func decodeEmoticon(raw json.RawMessage, o *oddities) (Emoticon, error) {
	var e Emoticon
	err := decode(raw, fields{"id": nil, "path": (*text)(&e.Path), "shortcut": (*text)(&e.Shortcut)}, o.fields("emoticons"))
	e.Path = strings.TrimPrefix(e.Path, "emoticons/")
	return e, err
}

// fields counts what decode finds odd.
func (o *oddities) fields(of string) func(string) {
	return func(what string) { o.add(what + " of " + of + " not understood") }
}

// Avatar answers a person's picture, of whatever type; nil: there is none.
func (a *Archive) Avatar(userID int64) ([]byte, error) {
	e, ok := a.avatars[userID]
	if !ok {
		return nil, nil
	}
	raw, err := a.spool.read(e, nil)
	if err != nil {
		return nil, err
	}
	var u struct{ Avatar string }
	if err := json.Unmarshal(unwrapped(raw, "User"), &u); err != nil {
		return nil, fmt.Errorf("avatar of user %d: %w", userID, err)
	}
	packed := strings.Join(strings.Fields(u.Avatar), "")
	picture, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		picture, err = base64.RawStdEncoding.DecodeString(packed)
	}
	if err != nil {
		return nil, fmt.Errorf("avatar of user %d: %w", userID, err)
	}
	return picture, nil
}
