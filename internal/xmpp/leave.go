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

func (se *session) forget(r *room) {
	se.mu.Lock()
	delete(se.rooms, r.ID)
	se.mu.Unlock()
	se.feed.say(command{Type: "unwatch", Conversation: r.ConversationID})
}

// lost is what the feed says of a conversation that the person may read no more.
func (se *session) lost(conversationID int64) {
	se.mu.Lock()
	r := se.roomOf(conversationID)
	se.mu.Unlock()
	if r != nil {
		se.thrownOut(r.ID)
	}
}

// thrownOut tells the client that it is in a room no more. spec: XEP-0045, 9.4.
func (se *session) thrownOut(roomID int64) {
	se.mu.Lock()
	r := se.rooms[roomID]
	se.mu.Unlock()
	if r == nil {
		return
	}
	se.forget(r)
	se.send(se.gone(r, r.nick, se.p.UserID(), "110", "307", "321"))
}

// reset is what the feed says when more has happened than it tells, or the log is gone with its room.
func (se *session) reset(ctx context.Context, conversationID int64) error {
	_, _, err := se.server.c.Chat.RoomOf(ctx, se.p, conversationID)
	if isCode(err, chat.NotFound) {
		se.lost(conversationID)
		return nil
	}
	return err
}
