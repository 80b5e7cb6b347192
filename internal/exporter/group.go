package exporter

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store"
)

// metadata is what metadata.json says. HipChat's had one too, which no reader of it has told of.
type metadata struct {
	Product  string `json:"product"`
	Version  string `json:"version"`
	Exported string `json:"exported"`
	Group    string `json:"group"`
	OneToOne bool   `json:"one_to_one"`
	Files    bool   `json:"files"`
}

func (m *maker) writeMetadata(ctx context.Context) error {
	g, err := m.dump.Group(ctx)
	if err != nil {
		return err
	}
	return m.out.addJSON("metadata.json", metadata{"Stoa", m.Version, m.sum.Moment.Format("2006-01-02T15:04:05-07:00"), g.Name, m.OneToOne, m.Blobs != nil})
}

func (m *maker) writeUsers(ctx context.Context) (err error) {
	if m.users, err = m.dump.Users(ctx); err != nil {
		return err
	}
	m.sum.People = len(m.users)
	return m.out.addList("users.json", true, func(put func([]byte) error) error {
		for i := range m.users {
			u := &m.users[i]
			m.names[u.ID] = u
			var face chat.Picture
			if u.Photo != "" {
				var err error
				if face, _, err = m.dump.Picture(ctx, u.Photo); err != nil {
					return err
				}
			}
			if len(face.Big) == 0 {
				face.Big = face.Small
			}
			out := userOf(u)
			b, err := out.Encode(face.Big)
			if err == nil {
				err = put(b)
			}
			if err != nil {
				return fmt.Errorf("write user %d: %w", u.ID, err)
			}
		}
		return nil
	})
}

func userOf(u *chat.User) archive.User {
	out := archive.User{
		ID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email, Title: u.Title, Timezone: u.Timezone, Created: u.Created,
		AccountType: "user", Roles: []string{"user"}, Deleted: u.Deleted,
	}
	switch {
	case u.Guest:
		out.AccountType, out.Roles = "guest", []string{"guest"}
	case u.Owner:
		out.AccountType, out.Roles = "admin", []string{"user", "admin", "owner"}
	case u.Admin:
		out.AccountType, out.Roles = "admin", []string{"user", "admin"}
	}
	return out
}

// guestAccess says in the place of a link for guests that there is one. The link itself lets in whoever has it.
const guestAccess = "/guest/"

func (m *maker) writeRooms(ctx context.Context) (err error) {
	if m.rooms, err = m.dump.Rooms(ctx); err != nil {
		return err
	}
	list, err := m.dump.Members(ctx)
	if err != nil {
		return err
	}
	listed, err := m.dump.Listed(ctx)
	if err != nil {
		return err
	}
	members, joined := make(map[int64][]store.Membership), make(map[int64][]int64)
	for _, l := range list {
		members[l.Room] = append(members[l.Room], l)
	}
	for _, l := range listed {
		joined[l.Conversation] = append(joined[l.Conversation], l.User)
	}
	m.sum.Rooms = len(m.rooms)
	return m.out.addList("rooms.json", true, func(put func([]byte) error) error {
		for i := range m.rooms {
			r := &m.rooms[i]
			out := roomOf(r, members[r.ID])
			out.Participants = joined[r.ConversationID]
			b, err := out.Encode()
			if err == nil {
				err = put(b)
			}
			if err != nil {
				return fmt.Errorf("write room %d: %w", r.ID, err)
			}
		}
		return nil
	})
}

func roomOf(r *chat.Room, members []store.Membership) archive.Room {
	out := archive.Room{
		ID: r.ID, Name: r.Name, Topic: r.Topic, Private: r.Private, Archived: r.Archived, Created: r.Created, Owner: r.OwnerID,
	}
	if r.GuestAccess {
		out.GuestURL = guestAccess
	}
	for _, one := range members {
		if one.Role == chat.RoleAdmin {
			out.Admins = append(out.Admins, one.User)
		}
		if r.Private {
			out.Members = append(out.Members, one.User)
		}
	}
	return out
}

// opened is an entry of auto_join.json, as HipChat Server had it in Redis.
type opened struct {
	Name string `json:"name"`
	JID  string `json:"jid"`
}

// Where the addresses of HipChat Server's rooms and people ended. Its group had the number 1, as Stoa's has.
const (
	roomDomain = "@conf.btf.hipchat.com"
	chatDomain = "@chat.btf.hipchat.com"
)

// writeLists writes what people have in their lists, and what they have set.
func (m *maker) writeLists(ctx context.Context) error {
	if m.OneToOne {
		var err error
		if m.chats, err = m.dump.Directs(ctx); err != nil {
			return err
		}
	}
	rooms, chats := make(map[int64]*chat.Room), make(map[int64]store.Direct)
	for i := range m.rooms {
		rooms[m.rooms[i].ConversationID] = &m.rooms[i]
	}
	for _, c := range m.chats {
		chats[c.Conversation] = c
	}
	listed, err := m.dump.Listed(ctx)
	if err != nil {
		return err
	}
	lists := make(map[string][]opened)
	for _, u := range m.users {
		if !u.Guest && !u.Deleted {
			lists[autoJoin(u.ID)] = []opened{}
		}
	}
	for _, l := range listed {
		list, ok := lists[autoJoin(l.User)]
		if !ok {
			continue
		}
		if r := rooms[l.Conversation]; r != nil {
			list = append(list, opened{r.Name, "1_" + r.Slug + roomDomain})
		} else if c, ok := chats[l.Conversation]; ok {
			other := c.Low + c.High - l.User
			list = append(list, opened{m.nameOf(other), "1_" + strconv.FormatInt(other, 10) + chatDomain})
		}
		lists[autoJoin(l.User)] = list
	}
	if err := m.out.addJSON("auto_join.json", lists); err != nil {
		return err
	}
	set, err := m.dump.Preferences(ctx)
	if err != nil {
		return err
	}
	preferences := make(map[int64]json.RawMessage, len(set))
	for id, value := range set {
		preferences[id] = json.RawMessage(value)
	}
	return m.out.addJSON("preferences.json", preferences)
}

func autoJoin(user int64) string { return "pref:autoJoin:" + strconv.FormatInt(user, 10) }

func (m *maker) nameOf(user int64) string {
	if u := m.names[user]; u != nil {
		return u.Name
	}
	return ""
}

func (m *maker) writeEmoticons(ctx context.Context) error {
	list, err := m.dump.Emoticons(ctx)
	if err != nil {
		return err
	}
	m.sum.Emoticons = len(list)
	out := make([]archive.Emoticon, len(list))
	for i, e := range list {
		face, ok, err := m.dump.Picture(ctx, e.Picture)
		if err != nil {
			return err
		}
		out[i] = archive.Emoticon{Shortcut: e.Shortcut, Path: e.Shortcut + extension(face.Type)}
		if !ok {
			continue
		}
		if err := m.out.addBytes("emoticons/"+out[i].Path, face.Small); err != nil {
			return err
		}
	}
	return m.out.addList("emoticons.json", true, func(put func([]byte) error) error {
		for i := range out {
			b, err := out[i].Encode(list[i].ID)
			if err == nil {
				err = put(b)
			}
			if err != nil {
				return fmt.Errorf("write emoticon %d: %w", list[i].ID, err)
			}
		}
		return nil
	})
}

// extension is what the file of a picture ends in, by its type: those that chat.Picture names.
func extension(media string) string {
	switch media {
	case "image/gif":
		return ".gif"
	case "image/jpeg":
		return ".jpg"
	default:
		return ".png"
	}
}
