package xmpp

import (
	"context"
	"slices"

	"github.com/stoachat/stoa/internal/chat"
)

// presence is what a client says about being there, or that it comes into a room or leaves one.
func (se *session) presence(ctx context.Context, e *element) {
	kind := e.attr("type")
	to, ok := parseJID(e.attr("to"))
	switch {
	case e.attr("to") == "":
		se.show(ctx, e)
	case !ok:
		se.reply(e, failure(e, "jid-malformed", ""))
	case !to.room(): // everybody is on everybody's list: nobody has to ask
	case kind == "unavailable":
		se.leave(ctx, e, to)
	case kind == "" || kind == "available":
		se.join(ctx, e, to)
	}
}

// show tells everybody what the client says about its person. Some say that they are available in so many words.
// spec: xmpp, 4; client-quirks, X8.
func (se *session) show(ctx context.Context, e *element) {
	kind := e.attr("type")
	caps := e.child("c", nsCaps)
	if caps != nil && caps.attr("node") == nodeHipChatBot {
		se.bot.Store(true)
	}
	if kind != "" && kind != "available" {
		return
	}
	show := e.childText("show")
	if !slices.Contains([]string{"away", "xa", "dnd"}, show) {
		show = "chat"
	}
	se.feed.say(command{Type: "presence", Show: show})
	if status := e.childText("status"); status != "" {
		if err := se.server.c.Chat.SetPresence(ctx, se.p, nil, &status); err != nil {
			se.refused(ctx, e, err)
		}
	}
	se.send(se.presenceOf(se.me, show))
	if caps != nil {
		se.ask(caps)
	}
	se.mu.Lock()
	first := !se.present
	se.present = true
	if first {
		se.quiet = e.attr("roster_presences") == "false"
	}
	se.mu.Unlock()
	if !first {
		return
	}
	if err := se.tellWhoIsHere(ctx); err != nil {
		se.log(ctx, "tell who is here", err)
	}
	if err := se.listChanged(ctx); err != nil {
		se.log(ctx, "watch one-to-one chats", err)
		se.fail("internal-server-error")
	}
}

// presenceOf says that somebody is there.
func (se *session) presenceOf(who jid, show string) *element {
	e := el("presence", "", "from", who.String(), "to", se.me.String())
	if show != "" && show != "chat" {
		e.add(leaf("show", show))
	}
	return e
}

// elsewhere is the resource of people as others see them: which client they have is nobody's matter.
const elsewhere = "stoa"

// tellWhoIsHere sends the presence of everybody who is there.
func (se *session) tellWhoIsHere(ctx context.Context) error {
	if se.quiet {
		return nil
	}
	people, err := se.server.c.Chat.Users(ctx, chat.UserFilter{})
	if err != nil {
		return err
	}
	for _, u := range people {
		if online, show := se.server.c.Chat.Presence(u.ID); online && u.ID != se.p.UserID() {
			se.send(se.presenceOf(se.address(u.ID).with(elsewhere), show))
		}
	}
	return nil
}

// shown tells the client who has come, gone or changed, in the group and in its rooms.
func (se *session) shown(ctx context.Context, ids []int64, online bool, show string) error {
	se.mu.Lock()
	hears := se.present && !se.quiet
	rooms := se.joined()
	se.mu.Unlock()
	for _, id := range ids {
		if id == se.p.UserID() {
			continue
		}
		if hears {
			e := se.presenceOf(se.address(id).with(elsewhere), show)
			if !online {
				e = el("presence", "", "type", "unavailable", "from", se.address(id).with(elsewhere).String(), "to", se.me.String())
			}
			se.send(e)
		}
		for _, r := range rooms {
			if err := se.shownIn(ctx, r, id, online, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// address is a person's.
func (se *session) address(userID int64) jid {
	j, _ := parseJID(se.server.c.View.UserJID(userID))
	return j
}
