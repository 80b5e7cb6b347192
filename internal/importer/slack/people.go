package slack

import (
	"cmp"
	"time"

	"github.com/stoachat/stoa/internal/importer/archive"
)

// user is a person or a bot as the export has them. spec: https://docs.slack.dev/reference/objects/user-object
type user struct {
	ID      string
	Name    string // the handle
	Deleted bool
	TZ      string
	Real    string `json:"real_name"`

	Admin      bool `json:"is_admin"`
	Owner      bool `json:"is_owner"`
	Bot        bool `json:"is_bot"`
	Restricted bool `json:"is_restricted"` // a guest, also of one channel

	Profile struct {
		Real    string `json:"real_name"`
		Display string `json:"display_name"`
		Email   string
		Title   string
	}
}

// person is somebody who may speak or be mentioned.
type person struct {
	archive.Person
	bot bool
}

func (u *user) fullName() string { return cmp.Or(u.Profile.Real, u.Real, u.Profile.Display, u.Name) }

func (e *Export) addPerson(u user) {
	if u.ID == "" || e.people[u.ID] != nil {
		return
	}
	p := &person{archive.Person{Name: u.fullName(), MentionName: u.Name}, u.Bot || u.ID == "USLACKBOT"}
	e.people[u.ID] = p
	if p.bot {
		return // what bots say are notifications
	}
	p.ID = int64(len(e.users) + 1)
	kind := "user"
	if u.Admin || u.Owner {
		kind = "admin"
	}
	guest := u.Restricted && !u.Deleted
	if guest { // they were let into some channels, and an account here sees all public rooms
		e.odd.Add("guest of some channels, whose account is inactive until somebody brings it back")
	}
	e.users = append(e.users, archive.User{
		ID: p.ID, Name: p.Name, MentionName: p.MentionName, Email: u.Profile.Email, Title: u.Profile.Title, Timezone: u.TZ,
		AccountType: kind, Deleted: u.Deleted || guest,
	})
}

// known answers who has an id. People of other workspaces stand in no list: they are given a number, and the name that their
// message has for them.
func (e *Export) known(id, name string) *person {
	p := e.people[id]
	if p == nil && id != "" {
		e.unknown++
		p = &person{Person: archive.Person{ID: int64(len(e.users) + e.unknown), Name: cmp.Or(name, id)}}
		e.people[id] = p
	}
	if p != nil && p.Name == id && name != "" {
		p.Name = name
	}
	return p
}

// ids are the numbers of people; bots have none.
func (e *Export) ids(slack []string) []int64 {
	var all []int64
	for _, id := range slack {
		if p := e.known(id, ""); p != nil && !p.bot {
			all = append(all, p.ID)
		}
	}
	return all
}

// seconds is a moment that the lists have in seconds; 0 is none.
func seconds(n int64) time.Time {
	if n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
