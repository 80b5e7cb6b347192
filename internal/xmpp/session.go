package xmpp

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// session is a stream whose person is known.
type session struct {
	*stream
	p     *chat.Principal
	me    jid
	feed  *feed
	since time.Time // when it began
	asked string    // the question what the client can do; empty: not yet
	own   own
	rest  restToken // used by who reads the stream alone
	nonce string    // makes names for what the client sends, which has names like 1, 2, 3 after each start

	corrects, retracts atomic.Bool // the client has said that it knows XEP-0308, XEP-0424

	mu      sync.Mutex // never held while something is written or asked
	present bool       // the client has said that it is there, and hears of one-to-one chats and of people
	quiet   bool       // of people it wants to hear nothing
	lists   bool       // it has asked for the roster, and hears what changes there
	rooms   map[int64]*room
	chats   map[int64]jid       // one-to-one chats that are watched, with the other person's address
	sent    map[string]*element // what the client said and has not heard back, by the name that it was given here
	said    int
}

// run serves the client until the stream or the live feed ends. What a client says is done in the order in which it says it.
func (se *session) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the feed ends it when the server stops
	var both sync.WaitGroup
	defer both.Wait()
	defer cancel()
	near, far := net.Pipe()
	se.feed = newFeed(near)
	both.Go(func() { se.server.c.Feed.Speak(far, se.p) })
	both.Go(func() {
		se.fail(se.follow(ctx))
	})
	defer func() { _ = near.Close() }()
	defer se.signOut(ctx)
	for {
		e, err := se.in.next()
		if err != nil {
			se.end(err)
			return
		}
		se.handle(ctx, e)
	}
}

// signOut ends what a password was exchanged for.
func (se *session) signOut(ctx context.Context) {
	if se.p.Kind != "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWait)
	defer cancel()
	if err := se.server.c.Tokens.SignOut(ctx, se.p); err != nil {
		se.log(ctx, "end a session", err)
	}
}

// handle does one stanza. Unknown ones are dropped: old bots keep connections alive with them. spec: client-quirks, X11.
func (se *session) handle(ctx context.Context, e *element) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	if e.space != nsClient {
		return
	}
	switch e.name {
	case "iq":
		se.iq(ctx, e)
	case "presence":
		se.presence(ctx, e)
	case "message":
		se.message(ctx, e)
	}
}

func (se *session) log(ctx context.Context, what string, err error) {
	if !errors.Is(err, context.Canceled) && !errors.Is(err, io.EOF) {
		se.server.c.Log.ErrorContext(ctx, "xmpp: "+what, "user", se.p.UserID(), "error", err)
	}
}

// answer begins the answer to a stanza.
func answer(to *element, kind string) *element {
	return el(to.name, "", "type", kind, "id", to.attr("id"), "from", to.attr("to"))
}

// reply sends what answers a stanza to the client, from where it was asked.
func (se *session) reply(to, e *element) {
	if e.attr("from") == "" {
		e.set("from", se.me.domain)
	}
	se.send(e.set("to", se.me.String()))
}

func result(to *element) *element { return answer(to, "result") }

// failure is an error about a stanza, with the number that it had before there were names. spec: xmpp, 10.
func failure(to *element, condition, text string) *element {
	code, kind := legacy(condition)
	e := el("error", "", "code", code, "type", kind).add(el(condition, nsStanzaError))
	if text != "" {
		e.add(&element{name: "text", space: nsStanzaError, text: text})
	}
	return answer(to, "error").add(e)
}

// legacy answers the number of a condition and what it asks of the client. spec: XEP-0086.
func legacy(condition string) (code, kind string) {
	switch condition {
	case "bad-request", "jid-malformed":
		return "400", "modify"
	case "not-authorized":
		return "401", "auth"
	case "forbidden":
		return "403", "auth"
	case "item-not-found":
		return "404", "cancel"
	case "not-allowed":
		return "405", "cancel"
	case "not-acceptable":
		return "406", "modify"
	case "conflict":
		return "409", "cancel"
	case "gone":
		return "302", "cancel"
	case "resource-constraint":
		return "500", "wait"
	case "service-unavailable":
		return "503", "cancel"
	default:
		return "500", "wait"
	}
}

// refused answers an error about a stanza: the caller's in words, and what is the server's without.
func (se *session) refused(ctx context.Context, to *element, err error) {
	condition, text := "internal-server-error", ""
	var known *chat.Error
	switch {
	case errors.As(err, &known):
		condition, text = conditionOf(known.Code), known.Message
	case errors.Is(err, chat.ErrAway):
		text = chat.AwayText
	default:
		se.log(ctx, to.name, err)
	}
	se.reply(to, failure(to, condition, text))
}

func conditionOf(c chat.Code) string {
	switch c {
	case chat.Invalid:
		return "bad-request"
	case chat.Unauthenticated:
		return "not-authorized"
	case chat.Forbidden:
		return "forbidden"
	case chat.NotFound:
		return "item-not-found"
	case chat.Conflict:
		return "conflict"
	case chat.TooLarge:
		return "not-acceptable"
	case chat.TooMany:
		return "resource-constraint"
	default:
		return "internal-server-error"
	}
}

// stamp is a moment as XML has it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
