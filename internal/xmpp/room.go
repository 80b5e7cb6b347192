package xmpp

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// room is a room that the client has joined.
type room struct {
	chat.Room
	jid  jid    // as the client addressed it
	nick string // of the client's own occupant, as it wants it spelled

	mu     sync.Mutex
	inside map[int64]string // the names of those who are shown to the client, by their ids
	joined map[int64]bool   // who has joined, here or not
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
	r := &room{Room: found, jid: at.bare(), nick: nick}
	if err := se.welcome(ctx, r, e, created); err != nil {
		se.refused(ctx, e, err)
	}
}

// nick is what the client is called in rooms: the person's full name, which is not theirs to choose here. One that it writes
// otherwise is put right; a bot would wait for the one that it wrote, so it is told. spec: xmpp, 5.4.
func (se *session) nick(wanted string) (nick string, ok bool) {
	name := se.p.User.Name
	switch {
	case wanted == name || !se.bot:
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
	if isCode(err, chat.NotFound) && (wanted != nil || !se.bot) && at.slug() != "" {
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
	if r.nick != e.nickAsked() {
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
	r.mu.Lock()
	ids := slices.Collect(maps.Keys(r.joined))
	r.mu.Unlock()
	for _, id := range ids {
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
func (e *element) nickAsked() string {
	to, _ := parseJID(e.attr("to"))
	return to.resource
}

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
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inside, r.joined = map[int64]string{}, map[int64]bool{}
	for _, u := range people {
		r.inside[u.ID] = u.Name
	}
	for _, id := range joined {
		r.joined[id] = true
	}
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

func privacy(r chat.Room) string {
	if r.Private {
		return "private"
	}
	return "public"
}

// shownIn tells the client that somebody who has joined the room came to the server, shows differently there, or went. told says
// that something has changed; else it is to be found out.
func (se *session) shownIn(ctx context.Context, r *room, userID int64, online, told bool) error {
	r.mu.Lock()
	name, inside := r.inside[userID]
	joined := r.joined[userID]
	if !online {
		delete(r.inside, userID)
	}
	r.mu.Unlock()
	switch {
	case inside && !online:
		se.send(se.gone(r, name, userID))
	case online && joined && (told || !inside):
		return se.comes(ctx, r, userID)
	}
	return nil
}

// comes tells the client how somebody is there who is in the room.
func (se *session) comes(ctx context.Context, r *room, userID int64) error {
	u, err := se.server.c.Chat.UserByID(ctx, userID)
	if isCode(err, chat.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.inside[userID] = u.Name
	r.mu.Unlock()
	se.send(se.occupant(r, u, u.Name))
	return nil
}

// gone says that an occupant is no more.
func (se *session) gone(r *room, nick string, userID int64, codes ...string) *element {
	x := el("x", nsMUCUser).add(el("item", "", "affiliation", affiliation(r.Room, userID), "role", "none", "jid", se.address(userID).String()))
	for _, code := range codes {
		x.add(el("status", "", "code", code))
	}
	return el("presence", "", "type", "unavailable", "from", r.jid.with(nick).String(), "to", se.me.String()).add(x)
}

// happenedIn turns an event of a room into what the client is told.
func (se *session) happenedIn(ctx context.Context, r *room, e chat.Event) error {
	switch e.Kind {
	case chat.KindEnter:
		r.mu.Lock()
		_, inside := r.inside[e.UserID]
		r.joined[e.UserID] = true
		r.mu.Unlock()
		if e.UserID != se.p.UserID() && !inside && se.server.c.Feed.Online(e.UserID) {
			return se.comes(ctx, r, e.UserID)
		}
	case chat.KindExit:
		r.mu.Lock()
		name, inside := r.inside[e.UserID]
		delete(r.inside, e.UserID)
		delete(r.joined, e.UserID)
		r.mu.Unlock()
		switch {
		case e.UserID == se.p.UserID(): // from a page, or thrown out
			se.forget(r)
			se.send(se.gone(r, r.nick, e.UserID, "110"))
		case inside:
			se.send(se.gone(r, name, e.UserID))
		}
	case chat.KindTopic:
		r.Topic = e.Body
		se.send(se.topic(r, e.Body, e.Sender))
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
	if e.Kind != chat.KindMessage && e.Kind != chat.KindNotification || e.Deleted {
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
	case body != nil && body.text != "":
		_, err = se.server.c.Chat.Say(ctx, se.p, r.ConversationID, body.text, se.name(e))
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

// inside answers who has a name in a room that the client is in; 0: nobody.
func (se *session) inside(at jid, name string) (found int64) {
	r := se.joinedAt(at)
	if r == nil {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, known := range r.inside {
		if known == name {
			found = id
		}
	}
	return found
}

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

// invite asks people into a room; into a private one it makes them members. spec: xmpp, 5.6.
func (se *session) invite(ctx context.Context, e *element, to jid) {
	r, err := se.find(ctx, to)
	if err == nil {
		err = se.holds(hipchat.ScopeAdminRoom)
	}
	if err != nil {
		se.refused(ctx, e, err)
		return
	}
	ref := strconv.FormatInt(r.ID, 10)
	for _, in := range e.child("x", nsMUCUser).children {
		who, ok := parseJID(in.attr("to"))
		if !in.is("invite", "") || !ok {
			continue
		}
		user := strconv.FormatInt(who.user(), 10)
		reason := truncated(in.childText("reason"), hipchat.MaxInviteReason)
		if !r.Private {
			err = se.server.c.Chat.InviteToRoom(ctx, se.p, ref, user, reason, se.server.c.View.RoomPage)
		} else if err = se.server.c.Chat.AddMember(ctx, se.p, ref, user, chat.RoleMember); err == nil {
			err = se.server.c.Chat.TellInvited(se.p, r, who.user(), reason)
		}
		if err != nil {
			se.refused(ctx, e, err)
			return
		}
	}
}

func truncated(s string, most int) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > most {
		return string(r[:most])
	}
	return s
}

// invited tells the client that somebody asks its person into a room. The room stands last. spec: xmpp, 5.6.
func (se *session) invited(ctx context.Context, f frame) error {
	r, err := se.server.c.Chat.RoomByID(ctx, se.p, f.Room)
	if isCode(err, chat.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	at := se.server.c.View.RoomJID(r)
	in := el("invite", "", "from", se.address(f.From).String())
	if f.Reason != "" {
		in.add(leaf("reason", f.Reason))
	}
	se.send(el("message", "", "from", at, "to", se.me.String()).add(
		el("x", nsMUCUser).add(in),
		el("x", nsHipChatRoom).add(leaf("name", r.Name), leaf("privacy", privacy(r)), leaf("topic", r.Topic)),
	))
	return nil
}
