package xmpp

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

// occupants reads who is in the room, and notes them.
func (se *session) occupants(ctx context.Context, r *room) ([]chat.User, error) {
	people, err := se.server.c.Chat.Participants(ctx, r.Room)
	if err != nil {
		return nil, err
	}
	joined, err := se.server.c.Chat.JoinedIDs(ctx, r.Room)
	if err != nil {
		return nil, err
	}
	r.roll.call(joined, people)
	return people, nil
}

// occupant is somebody's presence in a room. Everybody but guests is a participant: bots see nobody else come in.
// spec: xmpp, 5.4; client-quirks, X17.
func (se *session) occupant(r *room, u chat.User, nick string) *element {
	item := el("item", "", "affiliation", affiliation(r.Room, u.ID), "role", "participant", "jid", se.address(u.ID).with(elsewhere).String())
	if u.ID == se.p.UserID() {
		item.set("jid", se.me.String())
	}
	if u.Guest {
		item.set("role", "visitor").set("affiliation", "none")
	}
	item.set("mention_name", u.MentionName)
	e := se.presenceOf(r.jid.with(nick), "")
	if _, show := se.server.c.Chat.Presence(u.ID); show != "" && show != "chat" {
		e = se.presenceOf(r.jid.with(nick), show)
	}
	// The extension stands first: it is what is looked for.
	e.children = append([]*element{el("x", nsMUCUser).add(item)}, e.children...)
	return e
}

func affiliation(r chat.Room, userID int64) string {
	if r.OwnerID == userID {
		return "owner"
	}
	return "member"
}

// shownIn tells the client that somebody who has joined the room came to the server, shows differently there, or went. told says
// that something has changed; else it is to be found out.
func (se *session) shownIn(ctx context.Context, r *room, userID int64, online, told bool) error {
	if !online {
		if name := r.roll.hide(userID); name != "" {
			se.send(se.gone(r, name, userID))
		}
		return nil
	}
	if name, joined := r.roll.get(userID); joined && (told || name == "") {
		return se.comes(ctx, r, userID)
	}
	return nil
}

// comes tells the client how somebody is there who is in the room.
func (se *session) comes(ctx context.Context, r *room, userID int64) error {
	u, found, err := se.server.persons.Ask(ctx, userID)
	if found {
		se.appears(r, u)
	}
	return err
}

// appears shows somebody who is in the room to the client; under another name than before it is a change of the nick.
// spec: XEP-0045, 7.6.
func (se *session) appears(r *room, u chat.User) {
	name, joined := r.roll.show(u.ID, u.Name)
	if !joined {
		return
	}
	if name != "" && name != u.Name {
		left := se.gone(r, name, u.ID, "303")
		left.children[0].children[0].set("role", "participant").set("nick", u.Name)
		se.send(left)
	}
	se.send(se.occupant(r, u, u.Name))
}

// renamed tells the client what somebody in the room, who is shown to it, is called from now on.
func (se *session) renamed(r *room, u chat.User) {
	if name, _ := r.roll.get(u.ID); name == "" || u.ID == se.p.UserID() { // the client itself comes back under its new name
		return
	}
	se.appears(r, u)
}

// gone says that an occupant is no more.
func (se *session) gone(r *room, nick string, userID int64, codes ...string) *element {
	x := el("x", nsMUCUser).add(el("item", "", "affiliation", affiliation(r.Room, userID), "role", "none", "jid", se.address(userID).String()))
	for _, code := range codes {
		x.add(el("status", "", "code", code))
	}
	return el("presence", "", "type", "unavailable", "from", r.jid.with(nick).String(), "to", se.me.String()).add(x)
}

// inside answers who has a name in a room that the client is in; 0: nobody.
func (se *session) inside(at jid, name string) int64 {
	r := se.joinedAt(at)
	if r == nil {
		return 0
	}
	return r.roll.who(name)
}
