package xmpp

import (
	"context"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

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
