package xmpp

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// join takes the client into a room: those who are there, itself, what was said, and the topic last. spec: xmpp, 5.4.
func (se *session) join(ctx context.Context, e *element, at jid) {
	muc := e.child("x", nsMUC)
	in := se.joinedAt(at)
	if in != nil && muc == nil {
		return // it only shows differently, which everybody has been told
	}
	nick, ok := se.nick(at.resource)
	if !ok {
		se.reply(e, failure(e, "not-acceptable", "The nick must be the full name: "+se.p.User.Name))
		return
	}
	found, created, err := se.enter(ctx, e, at)
	if err != nil {
		se.refused(ctx, e, err)
		return
	}
	r := &room{Room: found, jid: at.bare(), nick: nick, face: faceOf(found)}
	if err := se.welcome(ctx, r, e, created); err != nil {
		se.refused(ctx, e, err)
	}
}

// nick is what the client is called in rooms: the person's full name, which is not theirs to choose here. One that it writes
// otherwise is put right; a bot would wait for the one that it wrote, so it is told. spec: xmpp, 5.4.
func (se *session) nick(wanted string) (nick string, ok bool) {
	name := se.p.User.Name
	switch {
	case wanted == name || !se.bot.Load():
		return name, true
	case alike(wanted, name):
		return wanted, true
	default:
		return "", false
	}
}

// enter puts the person into the room, which is made when it is not there and the client wants that. spec: xmpp, 5.5.
func (se *session) enter(ctx context.Context, e *element, at jid) (r chat.Room, created bool, err error) {
	r, err = se.find(ctx, at)
	wanted := e.child("x", nsHipChatRoom)
	if isCode(err, chat.NotFound) && (wanted != nil || !se.bot.Load()) && at.slug() != "" {
		made := chat.Room{Name: at.slug()}
		if wanted != nil {
			made.Name, made.Topic, made.Private = orElse(wanted.childText("name"), made.Name), wanted.childText("topic"), wanted.childText("privacy") == "private"
		}
		if err = se.holds(hipchat.ScopeManageRooms); err == nil {
			r, err = se.server.c.Chat.CreateRoom(ctx, se.p, made)
		}
		created = err == nil
	}
	if err != nil {
		return r, false, err
	}
	if r.Archived {
		return r, false, chat.Errorf(chat.Forbidden, "Room '%s' is archived", r.Name)
	}
	r, err = se.server.c.Chat.JoinRoom(ctx, se.p, strconv.FormatInt(r.ID, 10))
	return r, created, err
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// welcome answers who joins.
func (se *session) welcome(ctx context.Context, r *room, e *element, created bool) error {
	last, err := se.server.c.Chat.LastSeq(ctx, r.ConversationID)
	if err != nil {
		return err
	}
	people, err := se.occupants(ctx, r)
	if err != nil {
		return err
	}
	past, err := se.past(ctx, r, historyOf(e, se.me.resource), last)
	if err != nil {
		return err
	}
	for _, u := range people {
		if u.ID != se.p.UserID() {
			se.send(se.occupant(r, u, u.Name))
		}
	}
	self := se.occupant(r, *se.p.User, r.nick).set("id", e.attr("id"))
	self.children[0].add(el("status", "", "code", "110"))
	if r.nick != nickAsked(e) {
		self.children[0].add(el("status", "", "code", "210"))
	}
	if created {
		self.children[0].add(el("status", "", "code", "201"))
	}
	self.add(
		el("x", nsHipChatRoom).add(leaf("name", r.Name), leaf("topic", r.Topic), leaf("privacy", privacy(r.Room)), leaf("rostersize", strconv.Itoa(len(people)))),
	)
	se.send(self)
	for _, old := range past {
		if m := se.inRoom(r, old, nil); m != nil {
			se.send(m.add(se.delay(old, r.jid)...))
		}
	}
	se.send(se.topic(r, r.Topic, ""))
	se.mu.Lock()
	se.rooms[r.ID] = r
	se.mu.Unlock()
	se.feed.say(command{Type: "watch", Conversation: r.ConversationID, After: last})
	return se.compare(ctx, r)
}

// compare looks again who is here: who came or went since the room was read, and before the feed told of it for this room.
func (se *session) compare(ctx context.Context, r *room) error {
	for _, id := range r.roll.ids() {
		if id == se.p.UserID() {
			continue
		}
		if err := se.shownIn(ctx, r, id, se.server.c.Feed.Online(id), false); err != nil {
			return err
		}
	}
	return nil
}

// nickAsked is the nick in the address that a join goes to.
func nickAsked(join *element) string {
	to, _ := parseJID(join.attr("to"))
	return to.resource
}

// The history that who joins is sent.
const (
	usualHistory = 20
	mostHistory  = 100
)

// history is how much of the past a client wants.
type history struct {
	most  int
	since time.Time
}

// historyOf reads what a join says of it, inside the extension, beside it, or not at all: then the resource bot wants none.
// spec: xmpp, 2.4, 5.4; client-quirks, X9.
func historyOf(join *element, resource string) (h history) {
	asked := join.child("x", nsMUC).child("history", "")
	if asked == nil {
		asked = join.child("history", "")
	}
	h.most = usualHistory
	if asked == nil {
		if resource == "bot" {
			h.most = 0
		}
		return h
	}
	if n, err := strconv.Atoi(asked.attr("maxstanzas")); err == nil {
		h.most = min(max(n, 0), mostHistory)
	}
	if n, err := strconv.Atoi(asked.attr("maxchars")); err == nil && n < leastChars {
		h.most = 0
	}
	if s, err := strconv.ParseInt(asked.attr("seconds"), 10, 32); err == nil {
		h.since = time.Now().Add(-time.Duration(s) * time.Second)
	}
	if t, err := time.Parse(time.RFC3339, asked.attr("since")); err == nil {
		h.since = t
	}
	return h
}

// leastChars is fewer than any message has as a stanza.
const leastChars = 100

// past reads what was said last, up to a seq, the oldest first.
func (se *session) past(ctx context.Context, r *room, h history, last int64) ([]chat.Event, error) {
	if h.most == 0 {
		return nil, nil
	}
	events, err := se.server.c.Chat.History(ctx, chat.HistoryQuery{
		ConversationID: r.ConversationID, Kinds: []chat.Kind{chat.KindMessage, chat.KindNotification}, Since: h.since, Limit: h.most, WithoutDeleted: true,
	})
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(e chat.Event) bool { return e.Seq > last }) // the feed tells them
	slices.Reverse(events)
	return events, nil
}
