package xmpp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/markup"
)

// message is what a client says, sets as a topic, or invites to.
func (se *session) message(ctx context.Context, e *element) {
	to, ok := parseJID(e.attr("to"))
	switch {
	case e.attr("to") == "": // a sign of life
	case e.attr("type") == "error":
	case !ok:
		se.reply(e, failure(e, "jid-malformed", ""))
	case to.room() && e.attr("type") == "groupchat":
		se.sayInRoom(ctx, e, to)
	case to.room() && e.child("x", nsMUCUser) != nil:
		se.invite(ctx, e, to)
	case to.room() && to.resource != "":
		se.sayToOccupant(ctx, e, to)
	case to.user() != 0:
		se.sayTo(ctx, e, to.user())
	default:
		se.reply(e, failure(e, "item-not-found", "Nobody has this address"))
	}
}

// sayTo says something to one person. A resource in the address says nothing: clients make some up. spec: xmpp, 6.3.
func (se *session) sayTo(ctx context.Context, e *element, userID int64) {
	body := e.childText("body")
	if body == "" && earlier(e) == nil {
		se.typing(ctx, e, userID)
		return
	}
	c, err := se.server.c.Chat.OpenDirectChat(ctx, se.p, userID)
	if err == nil {
		err = se.say(ctx, e, c.ID, body, nil)
	}
	if err != nil {
		se.refused(ctx, e, err)
	}
}

// say puts what a client says, or how it changes what it has said, into a conversation. original is remembered for the echo.
func (se *session) say(ctx context.Context, e *element, conversationID int64, body string, original *element) error {
	if done, err := se.change(ctx, e, conversationID); done {
		return err
	}
	said, err := se.server.c.Chat.Say(ctx, se.p, conversationID, body, se.name(original))
	if err == nil {
		se.own.said(e.attr("id"), said.ID)
	}
	return err
}

// typing tells somebody that the person writes to them. spec: XEP-0085.
func (se *session) typing(_ context.Context, e *element, userID int64) {
	if e.child("composing", nsChatStates) == nil {
		return
	}
	se.mu.Lock()
	var conversation int64
	for id, who := range se.chats {
		if who.user() == userID {
			conversation = id
		}
	}
	se.mu.Unlock()
	if conversation != 0 {
		se.feed.say(command{Type: "typing", Conversation: conversation})
	}
}

// maxSent bounds what is remembered of what a client has said and not heard back.
const maxSent = 256

// name gives what the client says a name of its own: the one that the client has for it may be used again after its next start,
// and what has a name that was used is not said again. original is remembered for the echo; nil: nobody asks for one.
func (se *session) name(original *element) string {
	se.mu.Lock()
	defer se.mu.Unlock()
	se.said++
	name := "xmpp-" + se.nonce + "-" + strconv.Itoa(se.said)
	if original == nil {
		return name
	}
	if len(se.sent) >= maxSent {
		clear(se.sent)
	}
	kept := el(original.name, "", "id", original.attr("id"))
	for _, c := range original.children {
		if c.is("origin-id", nsStanzaID) {
			kept.add(c)
		}
	}
	se.sent[name] = kept
	return name
}

// heard answers what the client called an event that it has said itself.
func (se *session) heard(e chat.Event) *element {
	if e.ClientID == "" {
		return nil
	}
	se.mu.Lock()
	defer se.mu.Unlock()
	original := se.sent[e.ClientID]
	delete(se.sent, e.ClientID)
	return original
}

// happened turns an event of the log into what the client is told.
func (se *session) happened(ctx context.Context, e chat.Event) error {
	se.mu.Lock()
	r := se.roomOf(e.ConversationID)
	other, direct := se.chats[e.ConversationID]
	se.mu.Unlock()
	switch {
	case r != nil:
		return se.happenedIn(ctx, r, e)
	case direct && e.UserID != se.p.UserID():
		return se.toldBy(ctx, other, e)
	}
	return nil
}

// toldBy tells the client what somebody has said to its person, and that it has been read: a client shows what it gets.
func (se *session) toldBy(ctx context.Context, other jid, e chat.Event) error {
	var m *element
	switch from := other.with(elsewhere); {
	case e.Kind == chat.KindChange:
		m = se.changed(e, nil, from)
	case spoken(e):
		m = se.stanza(e).set("from", from.String())
	}
	if m != nil {
		m.set("type", "chat")
		if e.Time.Before(se.since) {
			m.add(se.delay(e, jid{domain: se.me.domain})...)
		}
		if !se.send(m) {
			return nil // the next stream tells it
		}
	}
	return se.server.c.Chat.MarkRead(ctx, se.p, e.ConversationID, e.Seq)
}

// spoken tells whether an event is something that was said, or posted, and still stands.
func spoken(e chat.Event) bool {
	return (e.Kind == chat.KindMessage || e.Kind == chat.KindNotification) && !e.Deleted
}

// stanza is an event as a message without type and sender. spec: xmpp, 6.1, 7.
func (se *session) stanza(e chat.Event) *element {
	m := el("message", "", "to", se.me.String(), "id", e.ID, "mid", e.ID, "ts", seconds(e.Time))
	if e.UserID != 0 && e.Kind != chat.KindNotification {
		m.set("from_jid", se.address(e.UserID).String())
	}
	m.add(leaf("body", se.text(e)))
	if e.Kind == chat.KindNotification {
		x := el("x", nsHipChatRoom).add(leaf("type", "notification"), leaf("notify", flag(e.Notify)), leaf("color", e.Color), leaf("message_format", string(e.Format)))
		if e.Format == chat.FormatHTML {
			x.add(leaf("message", e.Body))
		}
		if len(e.Card) > 0 {
			x.add(leaf("card", string(e.Card)))
		}
		m.add(x)
	}
	if e.File != nil {
		m.add(el("x", nsOOB).add(leaf("url", se.server.c.View.File(*e.File, e.UserID).URL)))
	}
	return m.add(el("stanza-id", nsStanzaID, "id", e.ID, "by", se.me.bare().String()))
}

// text is what clients show that know nothing but text.
func (se *session) text(e chat.Event) string {
	body := e.Body
	if e.Format == chat.FormatHTML {
		body = markup.PlainText(body)
	}
	if e.File != nil {
		body = strings.TrimSpace(body + "\n" + e.File.Name + ": " + se.server.c.View.File(*e.File, e.UserID).URL)
	}
	return body
}

// delay says that something was said before, and who kept it: Profanity takes what its room has not kept for new. Older clients
// know the second form alone. spec: xmpp, 6.1; XEP-0203.
func (se *session) delay(e chat.Event, by jid) []*element {
	d := el("delay", nsDelay, "from", by.String(), "stamp", stamp(e.Time))
	if e.UserID != 0 && e.Kind != chat.KindNotification {
		d.set("from_jid", se.address(e.UserID).String())
	}
	return []*element{d, el("x", nsDelayOld, "stamp", e.Time.UTC().Format("20060102T15:04:05"))}
}

// seconds is a moment as the vendor's clients have it.
func seconds(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// maxChats bounds the one-to-one chats that a session watches: those that were active last.
const maxChats = 1000

// listChanged compares the rooms and the one-to-one chats that are watched with the person's list, which has changed.
func (se *session) listChanged(ctx context.Context) error {
	se.mu.Lock()
	rooms := se.joined()
	wanted := se.present
	se.mu.Unlock()
	all, err := se.server.c.Chat.Conversations(ctx, se.p)
	if err != nil {
		return err
	}
	for _, r := range rooms {
		i := slices.IndexFunc(all, func(c chat.Conversation) bool { return c.Room != nil && c.Room.ID == r.ID })
		switch {
		case i >= 0:
			se.changedRoom(r, *all[i].Room)
		default:
			if err := se.thrownOut(ctx, r); err != nil {
				return err
			}
		}
	}
	if wanted {
		se.watchChats(all)
	}
	return nil
}

// watchChats begins to watch one-to-one chats, from where the person has read on: what was said while they were away is told
// now. Those that are watched stay so.
func (se *session) watchChats(all []chat.Conversation) {
	for _, c := range recent(all) {
		se.mu.Lock()
		_, watched := se.chats[c.ID]
		se.chats[c.ID] = se.address(c.Other.ID)
		se.mu.Unlock()
		if watched {
			continue
		}
		se.feed.say(command{Type: "watch", Conversation: c.ID, After: c.ReadSeq})
	}
}

// recent are the one-to-one chats among conversations, those that were active last.
func recent(all []chat.Conversation) []chat.Conversation {
	chats := slices.DeleteFunc(slices.Clone(all), func(c chat.Conversation) bool { return c.Other == nil })
	slices.SortFunc(chats, func(a, b chat.Conversation) int { return cmp.Compare(b.LastActive.UnixNano(), a.LastActive.UnixNano()) })
	return chats[:min(len(chats), maxChats)]
}
