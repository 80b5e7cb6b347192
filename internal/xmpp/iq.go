package xmpp

import (
	"context"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// iq answers a question, or what is to be set. There is an answer to all of them: bots wait for it. spec: xmpp, 9; client-quirks, X21.
func (se *session) iq(ctx context.Context, e *element) {
	kind := e.attr("type")
	if kind != "get" && kind != "set" || len(e.children) == 0 {
		if kind != "result" && kind != "error" {
			se.reply(e, failure(e, "bad-request", ""))
		}
		return
	}
	to, ok := parseJID(e.attr("to"))
	if !ok && e.attr("to") != "" {
		se.reply(e, failure(e, "jid-malformed", ""))
		return
	}
	var ask deed
	if kind == "get" {
		ask = se.question(e.children[0])
	} else {
		ask = se.order(e.children[0], to)
	}
	if ask == nil {
		se.reply(e, failure(e, "service-unavailable", ""))
		return
	}
	answer, err := ask(ctx, e.children[0], to)
	if err != nil {
		se.refused(ctx, e, err)
		return
	}
	se.reply(e, result(e).add(answer))
}

// deed does what the child of an iq asks of an address, and answers what the result has in it; nil for nothing.
type deed func(ctx context.Context, q *element, to jid) (*element, error)

// withScope refuses a deed to a token that is not made for it. A password is good for everything.
func (se *session) withScope(scope string, do deed) deed {
	return func(ctx context.Context, q *element, to jid) (*element, error) {
		if err := se.holds(scope); err != nil {
			return nil, err
		}
		return do(ctx, q, to)
	}
}

// holds answers nil when the session's token has a scope.
func (se *session) holds(scope string) error {
	if se.p.Has(scope) {
		return nil
	}
	return chat.Errorf(chat.Forbidden, "The token needs the scope %s", scope)
}

// question finds what answers a get; nil: nothing does.
func (se *session) question(q *element) deed {
	switch {
	case q.is("query", nsRoster):
		return se.roster
	case q.is("query", nsDiscoItems):
		return se.items
	case q.is("query", nsDiscoInfo):
		return se.info
	case q.is("vCard", nsVCard):
		return se.vCard
	case q.is("query", nsHipChatProfile):
		return se.profile
	case q.is("query", nsHipChatStartup):
		return se.startup
	case q.is("ping", nsPing):
		return nothing
	case q.is("query", nsVersion):
		return se.version
	case q.is("time", nsTime):
		return clock
	case q.is("query", nsMUCOwner): // a room has no form to fill in
		return func(context.Context, *element, jid) (*element, error) {
			return el("query", nsMUCOwner).add(el("x", "jabber:x:data", "type", "form")), nil
		}
	}
	return nil
}

// order finds what does a set; nil: nothing does.
func (se *session) order(q *element, to jid) deed {
	switch {
	case q.is("session", nsSession):
		return nothing
	case q.is("query", nsRoster): // nobody keeps a list of their own
		return func(context.Context, *element, jid) (*element, error) {
			return nil, chat.Errorf(chat.Forbidden, "Everybody in the group is on the list, and nobody else")
		}
	case !to.room() || to.local == "":
	case q.is("query", nsHipChat):
		return se.withScope(hipchat.ScopeAdminRoom, se.changeRoom)
	case q.is("query", nsMUCAdmin):
		return se.withScope(hipchat.ScopeAdminRoom, se.administer)
	case q.is("query", nsMUCOwner):
		return se.withScope(hipchat.ScopeManageRooms, se.configure)
	}
	return nil
}

func nothing(context.Context, *element, jid) (*element, error) { return nil, nil }

func (se *session) version(context.Context, *element, jid) (*element, error) {
	return el("query", nsVersion).add(leaf("name", "Stoa"), leaf("version", se.server.c.Version)), nil
}

func clock(context.Context, *element, jid) (*element, error) {
	return el("time", nsTime).add(leaf("tzo", "+00:00"), leaf("utc", time.Now().UTC().Format("2006-01-02T15:04:05Z"))), nil
}

// roster is everybody in the group, who asks included. spec: xmpp, 3.2; client-quirks, X14.
func (se *session) roster(ctx context.Context, _ *element, _ jid) (*element, error) {
	people, err := se.server.c.Chat.Users(ctx, chat.UserFilter{})
	if err != nil {
		return nil, err
	}
	q := el("query", nsRoster)
	for _, u := range people {
		q.add(el("item", "", "jid", se.address(u.ID).String(), "name", u.Name, "mention_name", u.MentionName, "subscription", "both",
			"email", u.Email, "id", strconv.FormatInt(u.ID, 10), "photo_url", se.photo(u), "version", u.Version))
	}
	return q, nil
}

func (se *session) photo(u chat.User) string {
	if url := se.server.c.View.PictureURL(u.Photo, "big"); url != nil {
		return *url
	}
	return ""
}

// who is the person that a question is about: the asking one where the address names nobody.
func (se *session) who(ctx context.Context, to jid) (chat.User, error) {
	id := to.user()
	if to.local == "" || id == se.p.UserID() {
		id = se.p.UserID()
	}
	return se.server.c.Chat.UserByID(ctx, id)
}

// vCard is a person's profile in the form that bots ask for before anything else. spec: xmpp, 3.3; client-quirks, X15.
func (se *session) vCard(ctx context.Context, _ *element, to jid) (*element, error) {
	u, err := se.who(ctx, to)
	if err != nil {
		return nil, err
	}
	return el("vCard", nsVCard).add(
		leaf("FN", u.Name), leaf("NICKNAME", u.MentionName), el("EMAIL", "").add(leaf("USERID", u.Email)), leaf("TITLE", u.Title),
	), nil
}

// profile is the vendor's own form of it. spec: xmpp, 3.3; client-quirks, X16.
func (se *session) profile(ctx context.Context, _ *element, to jid) (*element, error) {
	u, err := se.who(ctx, to)
	if err != nil {
		return nil, err
	}
	photo := se.photo(u)
	zone := leaf("timezone", u.Timezone)
	if place, err := time.LoadLocation(u.Timezone); err == nil {
		_, offset := time.Now().In(place).Zone()
		zone.set("utc_offset", strconv.FormatFloat(float64(offset)/3600, 'f', -1, 64))
	}
	return el("query", nsHipChatProfile).add(
		leaf("name", u.Name), leaf("mention_name", u.MentionName), leaf("email", u.Email), leaf("title", u.Title),
		leaf("photo_large", photo), leaf("photo_small", photo), zone,
	), nil
}

// startup is what native clients ask first. spec: xmpp, 3.1.
func (se *session) startup(ctx context.Context, _ *element, _ jid) (*element, error) {
	u, err := se.server.c.Chat.UserByID(ctx, se.p.UserID())
	if err != nil {
		return nil, err
	}
	g, err := se.server.c.Group(ctx)
	if err != nil {
		return nil, err
	}
	rooms, err := se.server.c.Chat.AutoJoinRooms(ctx, se.p, u.ID, 0, maxItems)
	if err != nil {
		return nil, err
	}
	joins := el("autoJoin", "")
	for _, r := range rooms {
		joins.add(el("item", "", "jid", se.server.c.View.RoomJID(r), "name", r.Name))
	}
	photo := se.photo(u)
	return el("query", nsHipChatStartup).add(
		leaf("user_id", strconv.FormatInt(u.ID, 10)), leaf("email", u.Email), leaf("mention_name", u.MentionName), leaf("name", u.Name), leaf("title", u.Title),
		leaf("photo_large", photo), leaf("photo_small", photo), leaf("is_admin", flag(u.Admin || u.Owner)),
		leaf("group_id", "1"), leaf("group_name", g.Name), leaf("group_uri_domain", se.server.c.View.Domain()),
		el("preferences", "").add(joins),
	), nil
}

// maxItems bounds a list that is one stanza.
const maxItems = 5000

// items is the list of rooms, or of the domains. spec: xmpp, 5.1; client-quirks, X13.
func (se *session) items(ctx context.Context, _ *element, to jid) (*element, error) {
	q := el("query", nsDiscoItems)
	switch {
	case to.local != "": // of a room, or a person: who is in it is nobody's matter who is not
		return q, nil
	case !to.room():
		return q.add(el("item", "", "jid", se.server.rooms(), "name", "Rooms")), nil
	}
	f := se.visible()
	f.Limit = maxItems
	rooms, err := se.server.c.Chat.Rooms(ctx, se.p, f)
	if err != nil {
		return nil, err
	}
	inside, err := se.server.c.Chat.ParticipantsIn(ctx, rooms)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		q.add(el("item", "", "jid", "1_"+r.Slug+"@"+to.domain, "name", r.Name).add(se.details(r, len(inside[r.ID]))))
	}
	return q, nil
}

// details are what bots look for in a room: all of them, empty where there is nothing to say.
func (se *session) details(r chat.Room, participants int) *element {
	x := el("x", nsHipChatRoom).add(
		leaf("id", strconv.FormatInt(r.ID, 10)), leaf("name", r.Name), leaf("topic", r.Topic), leaf("privacy", privacy(r)),
		leaf("owner", se.address(r.OwnerID).String()), leaf("num_participants", strconv.Itoa(participants)), leaf("guest_url", se.guestURL(r)),
		leaf("version", r.Version), leaf("last_active", activity(r)),
	)
	if r.Archived {
		x.add(leaf("is_archived", "1"))
	}
	return x
}

func (se *session) guestURL(r chat.Room) string {
	if url := se.server.c.View.GuestURL(r); url != nil {
		return *url
	}
	return ""
}

func activity(r chat.Room) string {
	if r.LastActive.IsZero() {
		return ""
	}
	return r.LastActive.UTC().Format("2006-01-02T15:04:05Z")
}

// info says what a domain or a room is. spec: xmpp, 5.2.
func (se *session) info(ctx context.Context, asked *element, to jid) (*element, error) {
	q := el("query", nsDiscoInfo, "node", asked.attr("node"))
	features := []string{nsDiscoInfo, nsDiscoItems, nsPing}
	switch {
	case to.room() && to.local == "":
		q.add(el("identity", "", "category", "conference", "type", "text", "name", "Rooms"))
		features = append(features, nsMUC)
	case to.room():
		r, err := se.find(ctx, to)
		if err != nil {
			return nil, err
		}
		q.add(el("identity", "", "category", "conference", "type", "text", "name", r.Name))
		open := "muc_open"
		if r.Private {
			open = "muc_membersonly"
		}
		features = append(features, nsMUC, "muc_persistent", open, "muc_nonanonymous", "muc_unmoderated", "muc_unsecured")
		inside, err := se.server.c.Chat.Participants(ctx, r)
		if err != nil {
			return nil, err
		}
		defer func() { q.add(se.details(r, len(inside))) }()
	case to.local != "":
		q.add(el("identity", "", "category", "account", "type", "registered"))
	default:
		q.add(el("identity", "", "category", "server", "type", "im", "name", "Stoa"))
		features = append(features, nsVCard, nsRoster, nsVersion, nsTime)
	}
	for _, f := range features {
		q.add(el("feature", "", "var", f))
	}
	return q, nil
}

// changeRoom renames a room, changes who may see it, or takes somebody off its list. spec: xmpp, 5.5.
func (se *session) changeRoom(ctx context.Context, q *element, to jid) (*element, error) {
	r, err := se.find(ctx, to)
	if err != nil {
		return nil, err
	}
	ref := strconv.FormatInt(r.ID, 10)
	var patch chat.RoomPatch
	for _, c := range q.children {
		switch c.name {
		case "item":
			if who, ok := parseJID(c.attr("jid")); ok && c.attr("affiliation") == "none" {
				return nil, se.server.c.Chat.RemoveMember(ctx, se.p, ref, strconv.FormatInt(who.user(), 10))
			}
		case "rename":
			patch.Name = &c.text
		case "privacy":
			private := c.text == "private"
			if !private && c.text != "public" {
				return nil, chat.Violates(hipchat.NotIn("privacy", c.text, []string{"public", "private"}))
			}
			patch.Private = &private
		case "guest_access":
			open := c.text == "1"
			patch.GuestAccess = &open
		}
	}
	if patch == (chat.RoomPatch{}) {
		return nil, chat.Errorf(chat.Invalid, "There is nothing to change")
	}
	_, err = se.server.c.Chat.UpdateRoom(ctx, se.p, ref, patch)
	return nil, err
}

// administer takes somebody off a room's list, by their address or by their name in it: some give an address as the name.
// spec: xmpp, 5.5.
func (se *session) administer(ctx context.Context, q *element, to jid) (*element, error) {
	item := q.child("item", "")
	if item == nil || item.attr("role") != "none" && item.attr("affiliation") != "none" && item.attr("affiliation") != "outcast" {
		return nil, chat.Errorf(chat.Forbidden, "Only people can be taken out of a room here")
	}
	r, err := se.find(ctx, to)
	if err != nil {
		return nil, err
	}
	who, ok := parseJID(orElse(item.attr("jid"), item.attr("nick")))
	id := who.user()
	if !ok || id == 0 {
		if id = se.inside(to, item.attr("nick")); id == 0 {
			return nil, chat.Errorf(chat.NotFound, "Nobody in the room has this name")
		}
	}
	return nil, se.server.c.Chat.RemoveMember(ctx, se.p, strconv.FormatInt(r.ID, 10), strconv.FormatInt(id, 10))
}

// configure deletes a room, or takes the form of a new one, which has no fields. spec: xmpp, 5.5.
func (se *session) configure(ctx context.Context, q *element, to jid) (*element, error) {
	r, err := se.find(ctx, to)
	if err != nil {
		return nil, err
	}
	if q.child("destroy", "") == nil {
		return nil, nil
	}
	return nil, se.server.c.Chat.DeleteRoom(ctx, se.p, strconv.FormatInt(r.ID, 10))
}
