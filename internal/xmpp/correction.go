package xmpp

import (
	"context"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	takenBack = "(deleted)" // what a client shows that knows corrections and no retractions
	// retracted stands in a retraction for those who do not know what it is. spec: XEP-0424, 3.
	retracted = "/me retracted a previous message, but it's unsupported by your client."
)

// ask asks a client what it can do, once, when it says that it answers such questions: old bots take every question for an answer
// to one of theirs. spec: XEP-0115; client-quirks, X12.
func (se *session) ask(caps *element) {
	if se.asked != "" || caps.attr("hash") == "" || se.bot.Load() {
		return
	}
	se.asked = "ask-" + auth.RandomText(12)
	se.send(el("iq", "", "type", "get", "id", se.asked, "from", se.me.domain, "to", se.me.String()).add(
		el("query", nsDiscoInfo, "node", caps.attr("node")+"#"+caps.attr("ver"))))
}

// learn reads what the client says that it can do.
func (se *session) learn(answer *element) {
	q := answer.child("query", nsDiscoInfo)
	if q == nil {
		return
	}
	for _, f := range q.children {
		switch f.attr("var") {
		case nsCorrect:
			se.corrects.Store(true)
		case nsRetract:
			se.retracts.Store(true)
		}
	}
}

// changed tells the client what has become of something that was said: as a correction or a retraction, which only those are
// told that have said that they know them. To any other it would be a new message, on which a bot acts a second time.
// room is nil in a one-to-one chat; from is who said it, as the client knows them. nil: there is nothing to tell.
func (se *session) changed(e chat.Event, room *room, from jid) *element {
	switch {
	case e.Of == nil:
	case e.Change == chat.ChangeDelete && se.retracts.Load():
		return se.retraction(e, room, from)
	case (e.Change == chat.ChangeEdit || e.Change == chat.ChangeDelete) && se.corrects.Load():
		return se.correction(e, room, from)
	}
	return nil
}

// retraction says that something is taken back. In a room it has the name that the room gave it, and who is not its author has
// moderated it. spec: XEP-0424, 3, 5; XEP-0425.
func (se *session) retraction(e chat.Event, room *room, from jid) *element {
	m := el("message", "", "from", from.String(), "to", se.me.String(), "id", e.ID, "mid", e.ID, "ts", seconds(e.Time))
	retract := el("retract", nsRetract, "id", e.Of.ID)
	switch {
	case room == nil:
		retract.set("id", orElse(se.own.name(e.Of.ID), e.Of.ID))
	case e.UserID != e.Of.UserID:
		m.set("from", room.jid.String())
		retract.add(el("moderated", nsModerate, "by", room.jid.with(e.Sender).String()))
	}
	return m.add(leaf("body", retracted), retract, el("fallback", nsFallback, "for", nsRetract))
}

// correction says what something says from now on. It is named by what the client knows it as. spec: xmpp, 6.3; XEP-0308.
func (se *session) correction(e chat.Event, room *room, from jid) *element {
	m := se.stanza(*e.Of).set("from", from.String()).set("id", e.ID).set("mid", e.ID).set("ts", seconds(e.Time))
	if e.Change == chat.ChangeDelete {
		m.child("body", "").text = takenBack
	}
	id := m.child("stanza-id", nsStanzaID).set("id", e.ID)
	if room != nil {
		id.set("by", room.jid.String())
	}
	if name := se.own.correction(e.Of.ID); name != "" && e.UserID == se.p.UserID() {
		m.set("id", name)
	}
	return m.add(el("replace", nsCorrect, "id", orElse(se.own.name(e.Of.ID), e.Of.ID)))
}

// change does what a message says of an earlier one of the client's: other words, or none. done is false when it says nothing of
// the kind. spec: xmpp, 6.3; XEP-0308; XEP-0424.
func (se *session) change(ctx context.Context, e *element, conversationID int64) (done bool, err error) {
	of := earlier(e)
	if of == nil {
		return false, nil
	}
	id := se.own.event(of.attr("id"))
	body := e.childText("body")
	if of.name == "retract" || strings.TrimSpace(body) == "" {
		_, err = se.server.c.Chat.Delete(ctx, se.p, conversationID, id)
		return true, err
	}
	se.own.corrected(e.attr("id"), id)
	_, err = se.server.c.Chat.Edit(ctx, se.p, conversationID, id, body)
	return true, err
}

// earlier is what a message says that it changes; nil: nothing.
func earlier(e *element) *element {
	if retract := e.child("retract", nsRetract); retract != nil {
		return retract
	}
	return e.child("replace", nsCorrect)
}
