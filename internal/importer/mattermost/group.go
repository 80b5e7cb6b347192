package mattermost

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/importer/archive"
)

type emoji struct{ Name, Image string }

type channel struct {
	Team, Name, Header, Purpose, Type string

	DisplayName string `json:"display_name"`
	DeletedAt   int64  `json:"deleted_at"` // milliseconds
}

type user struct {
	Username, Email, Nickname, Position, Roles string

	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	DeleteAt  int64  `json:"delete_at"`
	Teams     []struct {
		Name, Roles string
		Channels    []struct{ Name, Roles string }
	}
}

type bot struct{ Username string }

type directChannel struct {
	Members      []string
	Participants []struct{ Username string }
}

// everybody is who talks there: newer exports say it with more of each.
func (c *directChannel) everybody() []string {
	all := slices.Clone(c.Members)
	for _, p := range c.Participants {
		all = append(all, p.Username)
	}
	return all
}

// link is one in Markdown: topics have no markup here.
var link = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[([^][\n]+)\]\((https?://[^()\s]+)\)`) })

func (e *Export) addEmoji(m emoji) {
	if m.Name != "" && m.Image != "" {
		file := m.Name + path.Ext(m.Image)
		e.emoticons = append(e.emoticons, archive.Emoticon{Shortcut: m.Name, Path: file})
		e.emoji[file] = m.Image
	}
}

func (e *Export) addChannel(c channel) {
	key := c.Team + "\n" + c.Name
	if _, known := e.channels[key]; known {
		return
	}
	r := archive.Room{
		ID: int64(len(e.rooms) + 1), Name: cmp.Or(c.DisplayName, c.Name), Topic: link().ReplaceAllString(cmp.Or(c.Header, c.Purpose), "$1 ($2)"), Private: c.Type == "P", Archived: c.DeletedAt > 0,
	}
	e.channels[key] = where{room: r.ID}
	e.rooms = append(e.rooms, r)
}

func (e *Export) addUser(u *user) {
	if u.Username == "" || e.people[u.Username] != nil {
		return
	}
	name := cmp.Or(strings.TrimSpace(u.FirstName+" "+u.LastName), u.Nickname, u.Username)
	p := &person{Person: archive.Person{ID: int64(len(e.users) + 1), Name: name, MentionName: u.Username}}
	e.people[u.Username] = p
	kind := "user"
	if has(u.Roles, "system_admin") {
		kind = "admin"
	}
	guest := has(u.Roles, "system_guest") && u.DeleteAt == 0
	if guest { // they were let into some channels, and an account here sees all public rooms
		e.odd.Add("guest of some channels, whose account is inactive until somebody brings it back")
	}
	e.users = append(e.users, archive.User{
		ID: p.ID, Name: name, MentionName: u.Username, Email: u.Email, Title: u.Position, AccountType: kind, Deleted: u.DeleteAt > 0 || guest,
	})
	for _, team := range u.Teams {
		for _, c := range team.Channels {
			if w, known := e.channels[team.Name+"\n"+c.Name]; known {
				r := &e.rooms[w.room-1]
				r.Members = append(r.Members, p.ID)
				if has(c.Roles, "channel_admin") {
					r.Admins = append(r.Admins, p.ID)
				}
			}
		}
	}
}

// has tells whether a list of roles, with blanks between them, has one.
func has(roles, role string) bool { return slices.Contains(strings.Fields(roles), role) }

// known answers who has a name. Who stands in no line of their own is given a number.
func (e *Export) known(name string) *person {
	p := e.people[name]
	if p == nil {
		e.unknown++
		p = &person{Person: archive.Person{ID: int64(len(e.users) + e.unknown), Name: name, MentionName: name}}
		e.people[name] = p
	}
	return p
}

// direct answers where people talk: two of them in their chat, more in a private room that is called after them. False: there is
// a bot among them, or nobody.
func (e *Export) direct(names []string) (where, bool) {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	var ids []int64
	var full []string
	for _, name := range names {
		p := e.known(name)
		if p.bot {
			return where{}, false
		}
		ids, full = append(ids, p.ID), append(full, p.Name)
	}
	slices.Sort(ids)
	switch len(ids) {
	case 0:
		return where{}, false
	case 1, 2:
		return where{low: ids[0], high: ids[len(ids)-1]}, true
	}
	key := strings.Join(names, "\n")
	w, known := e.channels[key]
	if !known {
		slices.Sort(full)
		name := []rune(strings.Join(full, ", "))
		w = where{room: int64(len(e.rooms) + 1)}
		e.rooms = append(e.rooms, archive.Room{ID: w.room, Name: string(name[:min(len(name), hipchat.MaxRoomName)]), Private: true, Owner: ids[0], Members: ids})
		e.channels[key] = w
	}
	return w, true
}

// millis is a moment as the lines have it.
func millis(n int64) time.Time { return time.UnixMilli(n).UTC() }
