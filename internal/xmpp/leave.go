package xmpp

import (
	"context"
	"strconv"

	"github.com/stoachat/stoa/internal/chat"
)

// leave takes the client out of a room, as closing it in a page does. Some address the room and not their occupant.
// spec: xmpp, 5.5.
func (se *session) leave(ctx context.Context, e *element, at jid) {
	r := se.joinedAt(at)
	if r == nil {
		return
	}
	se.forget(r)
	if err := se.server.c.Chat.LeaveRoom(ctx, se.p, strconv.FormatInt(r.ID, 10)); err != nil {
		se.refused(ctx, e, err)
		return
	}
	se.send(se.gone(r, r.nick, se.p.UserID(), "110").set("id", e.attr("id")))
}

// forget ends what the client hears of a room, and answers false when that had ended already.
func (se *session) forget(r *room) bool {
	se.mu.Lock()
	there := se.rooms[r.ID] == r
	if there {
		delete(se.rooms, r.ID)
	}
	se.mu.Unlock()
	if there {
		se.feed.say(command{Type: "unwatch", Conversation: r.ConversationID})
	}
	return there
}

// left is what the room's log says of the client's person: they left with another client, or were thrown out.
func (se *session) left(ctx context.Context, r *room) error {
	_, _, err := se.server.c.Chat.RoomOf(ctx, se.p, r.ConversationID)
	if isCode(err, chat.NotFound) {
		return se.thrownOut(ctx, r)
	}
	if err == nil && se.forget(r) {
		se.send(se.gone(r, r.nick, se.p.UserID(), "110"))
	}
	return err
}

// lost is what the feed says of a conversation that the person may read no more.
func (se *session) lost(ctx context.Context, conversationID int64) error {
	se.mu.Lock()
	r := se.roomOf(conversationID)
	se.mu.Unlock()
	if r == nil {
		return nil
	}
	return se.thrownOut(ctx, r)
}

// thrownOut tells the client that it is in a room no more, or that there is no room. spec: XEP-0045, 9.4, 10.9.
func (se *session) thrownOut(ctx context.Context, r *room) error {
	deleted, err := se.server.c.Chat.RoomDeleted(ctx, r.ID)
	if err != nil || !se.forget(r) {
		return err
	}
	if !deleted {
		se.send(se.gone(r, r.nick, se.p.UserID(), "110", "307", "321"))
		return nil
	}
	destroyed := se.gone(r, r.nick, se.p.UserID(), "110")
	x := destroyed.child("x", nsMUCUser)
	x.child("item", "").set("affiliation", "none")
	x.add(el("destroy", ""))
	se.send(destroyed)
	return nil
}

// reset is what the feed says when more has happened than it tells, or the log is gone with its room.
func (se *session) reset(ctx context.Context, conversationID int64) error {
	_, _, err := se.server.c.Chat.RoomOf(ctx, se.p, conversationID)
	if isCode(err, chat.NotFound) {
		return se.lost(ctx, conversationID)
	}
	return err
}
