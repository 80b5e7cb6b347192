package xmpp

import (
	"context"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// iq answers a question, or what is to be set. There is an answer to all of them: bots wait for it. spec: xmpp, 9; client-quirks, X21.
func (se *session) iq(ctx context.Context, e *element) {
	kind := e.attr("type")
	if kind == "result" && se.asked != "" && e.attr("id") == se.asked {
		se.learn(e)
		return
	}
	if kind != "get" && kind != "set" || len(e.children) == 0 {
		if kind != "result" && kind != "error" {
			se.reply(e, failure(e, "bad-request", ""))
		}
		return
	}
	to, ok := parseJID(e.attr("to"))
	if !ok && e.attr("to") != "" {
		se.reply(e, failure(e, "jid-malformed", ""))
		return
	}
	var ask deed
	if kind == "get" {
		ask = se.question(e.children[0])
	} else {
		ask = se.order(e.children[0], to)
	}
	if ask == nil {
		se.reply(e, failure(e, "service-unavailable", ""))
		return
	}
	answer, err := ask(ctx, e.children[0], to)
	if err != nil {
		se.refused(ctx, e, err)
		return
	}
	se.reply(e, result(e).add(answer))
}

// deed does what the child of an iq asks of an address, and answers what the result has in it; nil for nothing.
type deed func(ctx context.Context, q *element, to jid) (*element, error)

// withScope refuses a deed to a token that is not made for it. A password is good for everything.
func (se *session) withScope(scope string, do deed) deed {
	return func(ctx context.Context, q *element, to jid) (*element, error) {
		if err := se.holds(scope); err != nil {
			return nil, err
		}
		return do(ctx, q, to)
	}
}

// holds answers nil when the session's token has a scope.
func (se *session) holds(scope string) error {
	if se.p.Has(scope) {
		return nil
	}
	return chat.Errorf(chat.Forbidden, "The token needs the scope %s", scope)
}

// question finds what answers a get; nil: nothing does.
func (se *session) question(q *element) deed {
	switch {
	case q.is("query", nsRoster):
		return se.roster
	case q.is("query", nsDiscoItems):
		return se.items
	case q.is("query", nsDiscoInfo):
		return se.info
	case q.is("vCard", nsVCard):
		return se.vCard
	case q.is("query", nsHipChatProfile):
		return se.profile
	case q.is("query", nsHipChatStartup):
		return se.startup
	case q.is("query", nsHipChatAuth):
		return se.giveToken
	case q.is("ping", nsPing):
		return nothing
	case q.is("query", nsVersion):
		return se.version
	case q.is("time", nsTime):
		return clock
	case q.is("query", nsMUCOwner): // a room has no form to fill in
		return func(context.Context, *element, jid) (*element, error) {
			return el("query", nsMUCOwner).add(el("x", "jabber:x:data", "type", "form")), nil
		}
	}
	return nil
}

// order finds what does a set; nil: nothing does.
func (se *session) order(q *element, to jid) deed {
	switch {
	case q.is("session", nsSession):
		return nothing
	case q.is("query", nsHipChatAuth):
		return se.takeToken
	case q.is("query", nsRoster): // nobody keeps a list of their own
		return func(context.Context, *element, jid) (*element, error) {
			return nil, chat.Errorf(chat.Forbidden, "Everybody in the group is on the list, and nobody else")
		}
	case !to.room() || to.local == "":
	case q.is("query", nsHipChat):
		return se.withScope(hipchat.ScopeAdminRoom, se.changeRoom)
	case q.is("query", nsMUCAdmin):
		return se.withScope(hipchat.ScopeAdminRoom, se.administer)
	case q.is("query", nsMUCOwner):
		return se.withScope(hipchat.ScopeManageRooms, se.configure)
	}
	return nil
}

func nothing(context.Context, *element, jid) (*element, error) { return nil, nil }

func (se *session) version(context.Context, *element, jid) (*element, error) {
	return el("query", nsVersion).add(leaf("name", "Stoa"), leaf("version", se.server.c.Version)), nil
}

func clock(context.Context, *element, jid) (*element, error) {
	return el("time", nsTime).add(leaf("tzo", "+00:00"), leaf("utc", time.Now().UTC().Format("2006-01-02T15:04:05Z"))), nil
}
