package importer

import (
	"cmp"
	"context"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/importer/archive"
	"github.com/stoachat/stoa/internal/store"
)

// people are the accounts of the group.
type people struct {
	report *Report
	now    time.Time
	byID   map[int64]*chat.User
	former map[string]int64 // by the mention name in the archive, folded, as it stands in what was said
	taken  struct{ mention, email map[string]bool }
	owner  *chat.User
}

func newPeople(r *Report, now time.Time) *people {
	p := &people{report: r, now: now, byID: map[int64]*chat.User{}, former: map[string]int64{}}
	p.taken.mention, p.taken.email = map[string]bool{"all": true, "here": true}, map[string]bool{}
	return p
}

// take makes accounts of the archive's people. Where two want the same name or address, whoever still is in the group has it,
// and then whoever came first.
func (p *people) take(users []archive.User, owner string) error {
	for _, gone := range []bool{false, true} {
		for _, u := range users {
			if deactivated(u) == gone {
				p.add(u)
			}
		}
	}
	return p.choose(owner)
}

// guest tells whether somebody came by a guest link: they do not come back.
func guest(u archive.User) bool { return u.AccountType == "guest" }

func deactivated(u archive.User) bool { return u.Deleted || guest(u) }

func (p *people) add(from archive.User) {
	u := &chat.User{
		ID: from.ID, Name: tidy(from.Name), Title: tidy(from.Title), Timezone: from.Timezone, Created: from.Created,
		Guest: guest(from), Deleted: deactivated(from), Admin: !deactivated(from) && (from.AccountType == "admin" || slices.Contains(from.Roles, "admin")),
	}
	p.byID[u.ID] = u
	p.setName(u)
	p.setMention(u, from.MentionName)
	p.setEmail(u, from.Email)
	if title := cut(u.Title, 200); title != u.Title {
		p.changed(u, "title", u.Title, title)
		u.Title = title
	}
	if _, err := time.LoadLocation(u.Timezone); err != nil || u.Timezone == "" || u.Timezone == "Local" {
		if u.Timezone != "" {
			p.changed(u, "time zone", u.Timezone, "UTC")
		}
		u.Timezone = "UTC"
	}
	p.report.People.count(u)
}

func (p *people) changed(u *chat.User, field, from, to string) {
	p.report.change(Change{Kind: "person", ID: u.ID, Field: field, From: from, To: to})
}

func (p *people) setName(u *chat.User) {
	was := u.Name
	if u.Name == "" {
		u.Name = "User " + strconv.FormatInt(u.ID, 10)
	}
	if u.Name = cut(u.Name, hipchat.MaxUserName); u.Name != was {
		p.changed(u, "name", was, u.Name)
	}
}

// maxMention is how long a mention name may be, in bytes.
const maxMention = 50

// setMention gives the account its mention name, or one as much like it as can be.
func (p *people) setMention(u *chat.User, want string) {
	want = strings.TrimPrefix(tidy(want), "@")
	if want != "" {
		if key := store.Unique(want); p.former[key] == 0 {
			p.former[key] = u.ID
		}
	}
	u.MentionName = p.mention(u, want)
	if u.MentionName != want {
		p.changed(u, "mention name", want, u.MentionName)
	}
}

// mention is a free mention name that is made of the one that is wanted or else of the name. Nobody finds guests by theirs.
func (p *people) mention(u *chat.User, want string) string {
	base := cutBytes(cmp.Or(chat.MentionFrom(tidy(want)), chat.MentionFrom(u.Name), "user"+strconv.FormatInt(u.ID, 10)), maxMention)
	if u.Guest {
		return base
	}
	name := base
	for n := 2; p.taken.mention[store.Unique(name)]; n++ {
		number := strconv.Itoa(n)
		name = cutBytes(base, maxMention-len(number)) + number
	}
	p.taken.mention[store.Unique(name)] = true
	return name
}

// setEmail gives the account its address, unless that is none or somebody else's.
func (p *people) setEmail(u *chat.User, want string) {
	want = tidy(want)
	key := store.Unique(want)
	if a, err := mail.ParseAddress(want); err != nil || a.Address != want || len(want) > 254 || p.taken.email[key] {
		if want != "" {
			p.changed(u, "e-mail address", want, "")
		}
		return
	}
	u.Email, p.taken.email[key] = want, true
}

// choose makes somebody the group's owner.
func (p *people) choose(email string) error {
	for _, id := range p.sorted() {
		u := p.byID[id]
		switch {
		case u.Deleted || u.Email == "":
			continue
		case email == "" && !u.Admin:
			continue
		case email != "" && store.Unique(u.Email) != store.Unique(email):
			continue
		}
		u.Owner, u.Admin, p.owner = true, true, u
		p.report.Owner = Owner{ID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email}
		return nil
	}
	if email != "" {
		return errOwner("nobody in the archive who is not deleted has the address %s", email)
	}
	return errOwner("the archive has no administrator with an e-mail address who could own the group")
}

// known answers who did something: somebody of the archive's users or, for anybody else with an id, a deactivated account under
// the name that they had then. Without an id it is nobody's.
func (p *people) known(who archive.Person) *chat.User {
	if who.ID <= 0 {
		return nil
	}
	if u := p.byID[who.ID]; u != nil {
		return u
	}
	u := &chat.User{ID: who.ID, Name: tidy(who.Name), Timezone: "UTC", Deleted: true}
	p.byID[u.ID] = u
	if u.Name == "" {
		u.Name = "User " + strconv.FormatInt(u.ID, 10)
	}
	u.Name = cut(u.Name, hipchat.MaxUserName)
	u.MentionName = p.mention(u, who.MentionName)
	p.report.People.Unknown++
	return u
}

// here tells whether somebody can be in a room.
func (p *people) here(id int64) bool {
	u := p.byID[id]
	return u != nil && !u.Deleted
}

// mentioned answers whom a message names: those whose ids stand beside it or, where none do, whose mention names stand in it.
// The names are those that stand in the text.
func (p *people) mentioned(ids []int64, names []string) (refs []chat.UserRef) {
	said := map[int64]string{}
	for _, name := range names {
		if id := p.former[store.Unique(name)]; id != 0 {
			said[id] = name
			if len(ids) == 0 {
				refs = append(refs, p.ref(id, name))
			}
		}
	}
	for _, id := range ids {
		if p.byID[id] != nil && !slices.ContainsFunc(refs, func(r chat.UserRef) bool { return r.ID == id }) {
			refs = append(refs, p.ref(id, said[id]))
		}
	}
	return refs
}

func (p *people) ref(id int64, said string) chat.UserRef {
	r := p.byID[id].Ref()
	r.MentionName = cmp.Or(said, r.MentionName)
	return r
}

func (p *people) sorted() []int64 {
	ids := make([]int64, 0, len(p.byID))
	for id := range p.byID {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// began is when the first of them came.
func (p *people) began() time.Time {
	first := p.now
	for _, u := range p.byID {
		if !u.Created.IsZero() && u.Created.Before(first) {
			first = u.Created
		}
	}
	return first
}

func (m *importer) writePeople(ctx context.Context) error {
	var rows [][]any
	began := m.people.began()
	for _, id := range m.people.sorted() {
		u := m.people.byID[id]
		if u.Created.IsZero() {
			u.Created = began
		}
		hash := ""
		if u.Owner {
			hash = m.hash
		}
		rows = append(rows, store.UserRow(u, hash))
		m.gave("user", id)
	}
	if m.load == nil {
		return nil
	}
	t, err := m.load.UserTable()
	if err != nil {
		return err
	}
	return m.fillTable(ctx, t, rows)
}
