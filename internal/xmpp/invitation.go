package xmpp

import (
	"context"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

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
