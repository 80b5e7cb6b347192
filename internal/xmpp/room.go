package xmpp

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// room is a room that the client has joined.
type room struct {
	chat.Room        // as it was then: read by who hears the client and by who tells it, and never changed
	jid       jid    // as the client addressed it
	nick      string // of the client's own occupant, as it wants it spelled

	roll roll

	mu   sync.Mutex
	face face // what the client knows of the room
}

// face is what clients show of a room, or go by.
type face struct {
	name            string
	private, guests bool
}

func faceOf(r chat.Room) face { return face{r.Name, r.Private, r.GuestAccess} }

// changedRoom tells the client that the room is another by now: it asks what has become of it. To a bot that would be a message
// without a text. spec: XEP-0045, 10.2.1; xmpp, 13.
func (se *session) changedRoom(r *room, now chat.Room) {
	r.mu.Lock()
	changed := r.face != faceOf(now)
	r.face = faceOf(now)
	r.mu.Unlock()
	if changed && !se.bot.Load() {
		se.send(el("message", "", "type", "groupchat", "from", r.jid.String(), "to", se.me.String()).add(
			el("x", nsMUCUser).add(el("status", "", "code", "104"))))
	}
}

// roomOf answers the room whose log it is, nil when the client is not in it. The caller holds se.mu.
func (se *session) roomOf(conversationID int64) *room {
	for _, r := range se.rooms {
		if r.ConversationID == conversationID {
			return r
		}
	}
	return nil
}

// joined are the rooms that the client is in. The caller holds se.mu.
func (se *session) joined() []*room {
	return slices.Collect(maps.Values(se.rooms))
}

// joinedAt answers the room that the client is in under an address, nil when it is in none.
func (se *session) joinedAt(at jid) *room {
	se.mu.Lock()
	defer se.mu.Unlock()
	for _, r := range se.rooms {
		if r.jid == at.bare() {
			return r
		}
	}
	return nil
}

// find answers the room of an address: by the name that it had first, or as BitlBee makes it of the name that it has.
// spec: client-quirks, X20.
func (se *session) find(ctx context.Context, at jid) (chat.Room, error) {
	r, err := se.server.c.Chat.Room(ctx, se.p, "1_"+at.slug()+"@conf."+se.server.c.View.Domain())
	if !isCode(err, chat.NotFound) {
		return r, err
	}
	all, listErr := se.server.c.Chat.Rooms(ctx, se.p, se.visible())
	if listErr != nil {
		return r, listErr
	}
	for _, known := range all {
		if bitlbeeSlug(known.Name) == at.slug() {
			return known, nil
		}
	}
	return r, err
}

func isCode(err error, c chat.Code) bool {
	var known *chat.Error
	return errors.As(err, &known) && known.Code == c
}

// visible selects the rooms that the person may see.
func (se *session) visible() chat.RoomFilter {
	if se.p.GroupAdmin() {
		return chat.RoomFilter{}
	}
	return chat.RoomFilter{VisibleTo: se.p.UserID(), Delegate: se.p.User.Delegate}
}

func privacy(r chat.Room) string {
	if r.Private {
		return "private"
	}
	return "public"
}

// happenedIn turns an event of a room into what the client is told.
func (se *session) happenedIn(ctx context.Context, r *room, e chat.Event) error {
	switch e.Kind {
	case chat.KindEnter:
		shown := r.roll.enter(e.UserID)
		if e.UserID != se.p.UserID() && !shown && se.server.c.Feed.Online(e.UserID) {
			return se.comes(ctx, r, e.UserID)
		}
	case chat.KindExit:
		name := r.roll.leave(e.UserID)
		switch {
		case e.UserID == se.p.UserID():
			return se.left(ctx, r)
		case name != "":
			se.send(se.gone(r, name, e.UserID))
		}
	case chat.KindTopic:
		se.send(se.topic(r, e.Body, e.Sender))
	case chat.KindChange:
		if e.Of != nil {
			if m := se.changed(e, r, r.jid.with(e.Of.Sender)); m != nil {
				se.send(m.set("type", "groupchat"))
			}
		}
	default:
		if m := se.inRoom(r, e, se.heard(e)); m != nil {
			se.send(m)
		}
	}
	return nil
}

// inRoom is an event as a message of the room; nil for what is not told. original is what the client itself sent.
// spec: xmpp, 6.1; client-quirks, X18.
func (se *session) inRoom(r *room, e chat.Event, original *element) *element {
	if !spoken(e) {
		return nil
	}
	m := se.stanza(e).set("type", "groupchat").set("from", r.jid.with(e.Sender).String())
	m.child("stanza-id", nsStanzaID).set("by", r.jid.String())
	if original != nil {
		if id := original.attr("id"); id != "" {
			m.set("id", id)
		}
		m.add(original.children...)
	}
	return m
}

// topic says what the room is about. The subject stands first. spec: xmpp, 6.2.
func (se *session) topic(r *room, topic, by string) *element {
	return el("message", "", "type", "groupchat", "from", r.jid.with(by).String(), "to", se.me.String()).add(leaf("subject", topic))
}

// sayInRoom says something in a room, or sets its topic. Old bots address their own occupant. spec: client-quirks, X10.
func (se *session) sayInRoom(ctx context.Context, e *element, to jid) {
	r := se.joinedAt(to)
	if r == nil {
		se.reply(e, failure(e, "forbidden", "must be in room to send"))
		return
	}
	ref := strconv.FormatInt(r.ID, 10)
	body := e.child("body", "")
	subject := e.child("subject", "")
	var err error
	switch {
	case body != nil && body.text != "", earlier(e) != nil:
		err = se.say(ctx, e, r.ConversationID, e.childText("body"), e)
	case body == nil && subject != nil:
		if err = se.holds(hipchat.ScopeAdminRoom); err == nil {
			err = se.server.c.Chat.SetTopic(ctx, se.p, ref, subject.text, "")
		}
	}
	if err != nil {
		se.refused(ctx, e, err)
	}
}

// sayToOccupant says something to one of the people in a room: as a one-to-one chat.
func (se *session) sayToOccupant(ctx context.Context, e *element, to jid) {
	if se.joinedAt(to) == nil {
		se.reply(e, failure(e, "forbidden", "must be in room to send"))
		return
	}
	found := se.inside(to, to.resource)
	if found == 0 {
		se.reply(e, failure(e, "item-not-found", "Nobody in the room has this name"))
		return
	}
	se.sayTo(ctx, e, found)
}
