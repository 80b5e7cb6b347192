package xmpp

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// errRefused ends a stream that does not keep to the order of signing in, or tries too often.
var errRefused = errors.New("refused")

// maxTries bounds the tries to sign in on one stream.
const maxTries = 5

// signIn takes a stream to the point from which stanzas are exchanged.
func (st *stream) signIn(ctx context.Context) (*session, error) {
	if err := st.begin(st.offers()...); err != nil {
		return nil, err
	}
	for tries := 0; tries < maxTries; {
		e, err := st.in.next()
		if err != nil {
			return nil, err
		}
		switch {
		case e.is("starttls", nsTLS) && !st.secure && st.server.c.Encryption != Off:
			if err := st.startTLS(ctx); err != nil {
				return nil, err
			}
			if err := st.begin(st.offers()...); err != nil {
				return nil, err
			}
		case st.mustEncrypt():
			return nil, errRefused // a password in the clear must not become a habit
		case e.is("auth", nsSASL) && e.attr("mechanism") == "PLAIN":
			tries++
			if p := st.sasl(ctx, e, plain); p != nil {
				st.send(el("success", nsSASL))
				return st.bind(p)
			}
		case e.is("auth", nsSASL):
			tries++
			st.failSASL("invalid-mechanism", "")
		case e.is("auth", nsHipChat):
			tries++
			if se := st.hipChatAuth(ctx, e); se != nil {
				return se, nil
			}
		case e.is("iq", nsClient) && e.child("query", nsIQAuth) != nil:
			tries++
			if se := st.iqAuth(ctx, e); se != nil {
				return se, nil
			}
		case e.is("iq", nsClient), e.is("message", nsClient), e.is("presence", nsClient):
			return nil, errRefused
		}
	}
	return nil, errRefused
}

func (st *stream) mustEncrypt() bool { return !st.secure && st.server.c.Encryption == Required }

// offers are the features before signing in. spec: xmpp, 2.1; client-quirks, X2: a client that encrypts only where it must looks
// for required, and others look at nothing else before it is there.
func (st *stream) offers() (all []*element) {
	if !st.secure && st.server.c.Encryption != Off {
		start := el("starttls", nsTLS)
		if st.mustEncrypt() {
			return []*element{start.add(el("required", ""))}
		}
		all = append(all, start)
	}
	return append(all,
		el("mechanisms", nsSASL).add(leaf("mechanism", "PLAIN")),
		el("auth", nsIQAuthOffer),
		el("auth", nsHipChat),
	)
}

// claim is what somebody says to be let in.
type claim struct {
	account  string // the local part of an address, a whole one, or an e-mail address
	password string // or a personal token
	token    bool   // there is a token alone
}

// plain reads SASL's PLAIN. An identity to act as must be the account's own. condition says what is wrong; empty: nothing.
// spec: RFC 4616; RFC 6120, 6.5; client-quirks, X3.
func plain(e *element) (c claim, condition string) {
	parts, ok := fields(e.text, 3)
	if !ok {
		return c, "malformed-request"
	}
	as, who := parts[0], parts[1]
	local, _, _ := strings.Cut(as, "@")
	if as != "" && !strings.EqualFold(as, who) && !strings.EqualFold(local, who) {
		return c, "invalid-authzid"
	}
	return claim{account: who, password: parts[2]}, ""
}

// fields splits what was encoded with zeros between.
func fields(text string, n int) ([]string, bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return nil, false
	}
	parts := strings.Split(string(raw), "\x00")
	return parts, len(parts) == n
}

// sasl answers who it is; nil when the client has been told that it is nobody.
func (st *stream) sasl(ctx context.Context, e *element, read func(*element) (claim, string)) *chat.Principal {
	c, condition := read(e)
	if condition != "" {
		st.failSASL(condition, "")
		return nil
	}
	p, err := st.server.principal(ctx, c)
	if err != nil {
		st.failSASL(st.why(ctx, err))
		return nil
	}
	return p
}

// why tells a client why it is not let in: in words where it is not the password.
func (st *stream) why(ctx context.Context, err error) (condition, text string) {
	var known *chat.Error
	if !errors.As(err, &known) {
		if !errors.Is(err, context.Canceled) {
			st.server.c.Log.ErrorContext(ctx, "sign in by XMPP", "error", err)
		}
		return "temporary-auth-failure", ""
	}
	if known.Code == chat.TooMany {
		return "temporary-auth-failure", known.Message
	}
	return "not-authorized", known.Message
}

func (st *stream) failSASL(condition, text string) {
	f := el("failure", nsSASL).add(el(condition, ""))
	if text != "" {
		f.add(leaf("text", text))
	}
	st.send(f)
}

// hipChatAuth is how native clients sign in: no new stream follows, and no bind. spec: xmpp, 2.2 c, d; client-quirks, X4.
func (st *stream) hipChatAuth(ctx context.Context, e *element) *session {
	var resource string
	p := st.sasl(ctx, e, func(e *element) (c claim, condition string) {
		if e.attr("mechanism") == "oauth2" {
			parts, ok := fields(e.text, 3)
			if !ok {
				return c, "malformed-request"
			}
			resource = parts[2]
			return claim{password: parts[1], token: true}, ""
		}
		parts, ok := fields(e.text, 4)
		if !ok {
			return c, "malformed-request"
		}
		resource = parts[3]
		return claim{account: parts[1], password: parts[2]}, ""
	})
	if p == nil {
		return nil
	}
	if e.attr("node") == nodeHipChatBot {
		st.bot.Store(true)
	}
	se := newSession(st, p, resource)
	domain := st.server.c.View.Domain()
	st.send(el("success", nsSASL, "jid", se.me.String(), "api_host", domain, "chat_host", se.me.domain, "muc_host", st.server.rooms(), "web_host", domain))
	return se
}

// iqAuth is how clients signed in before SASL. A digest cannot be checked against what is kept of a password.
// spec: XEP-0078; client-quirks, X5.
func (st *stream) iqAuth(ctx context.Context, e *element) *session {
	q := e.child("query", nsIQAuth)
	if e.attr("type") == "get" {
		st.send(result(e).add(el("query", nsIQAuth).add(leaf("username", q.childText("username")), leaf("password", ""), leaf("resource", ""))))
		return nil
	}
	if q.child("password", "") == nil {
		st.send(failure(e, "not-authorized", "The password is asked for as it is, under TLS"))
		return nil
	}
	p, err := st.server.principal(ctx, claim{account: q.childText("username"), password: q.childText("password")})
	if err != nil {
		_, text := st.why(ctx, err)
		st.send(failure(e, "not-authorized", text))
		return nil
	}
	se := newSession(st, p, q.childText("resource"))
	st.send(result(e))
	return se
}

// bind begins the stream that follows signing in by SASL and gives the session its address. spec: RFC 6120, 7.
func (st *stream) bind(p *chat.Principal) (*session, error) {
	st.mu.Lock()
	st.opened = false
	st.mu.Unlock()
	if err := st.begin(el("bind", nsBind), el("session", nsSession)); err != nil {
		return nil, err
	}
	for {
		e, err := st.in.next()
		if err != nil {
			return nil, err
		}
		bind := e.child("bind", nsBind)
		if !e.is("iq", nsClient) || e.attr("type") != "set" || bind == nil {
			if e.is("iq", nsClient) {
				st.send(failure(e, "not-allowed", "A resource has to be bound first"))
			}
			continue
		}
		se := newSession(st, p, bind.childText("resource"))
		st.send(result(e).add(el("bind", nsBind).add(leaf("jid", se.me.String()))))
		return se, nil
	}
}

// principal finds who it is, by a password or by a personal token. spec: xmpp, 2.2.
func (s *Server) principal(ctx context.Context, c claim) (*chat.Principal, error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	var id int64
	email := c.account
	if !c.token {
		if j, ok := parseJID(c.account); ok && (j.local == "" || strings.HasPrefix(j.domain, "chat.")) {
			id = userOf(c.account)
			if j.local != "" {
				id = j.user()
			}
		}
		if id != 0 {
			u, err := s.c.Chat.UserByID(ctx, id)
			var known *chat.Error
			switch {
			case errors.As(err, &known): // a wrong number takes as long, and reads the same, as a wrong password
				email = ""
			case err != nil:
				return nil, fmt.Errorf("find account: %w", err)
			default:
				email = u.Email
			}
		}
	}
	if p, err := s.byToken(ctx, c, email); p != nil || err != nil {
		return p, err
	}
	if c.token {
		return nil, chat.Errorf(chat.Unauthenticated, "Unknown token")
	}
	u, err := s.c.Passwords.CheckAlone(ctx, email, c.password)
	if err != nil {
		return nil, err
	}
	// A session like a browser's: it stands in the list on the person's page, and ends with their password.
	cookie, _, err := s.c.Tokens.Session(ctx, chat.Session{UserID: u.ID, Agent: "XMPP", Method: chat.ByPassword})
	if err != nil {
		return nil, err
	}
	return s.c.Tokens.Cookie(ctx, cookie)
}

// byToken tries the password as a token of the person's; nil when it is none.
func (s *Server) byToken(ctx context.Context, c claim, email string) (*chat.Principal, error) {
	p, err := s.c.Tokens.V2(ctx, c.password)
	switch {
	case errors.Is(err, auth.ErrInvalidToken), errors.Is(err, auth.ErrNoToken):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look up token: %w", err)
	case p.Class != chat.ClassUser || p.User == nil || p.User.Guest || p.RoomID != 0:
		return nil, chat.Errorf(chat.Unauthenticated, "The token is no person's")
	case !c.token && !strings.EqualFold(p.User.Email, email):
		return nil, nil // somebody else's, who is not named
	}
	for _, scope := range scopes() {
		if !p.Has(scope) {
			return nil, chat.Errorf(chat.Forbidden, "The token needs the scope %s", scope)
		}
	}
	return p, nil
}

// newSession gives the person's stream an address. spec: xmpp, 1.2.
func newSession(st *stream, p *chat.Principal, resource string) *session {
	if resource == "" || len(resource) > maxPart {
		resource = auth.RandomText(8)
	}
	me, _ := parseJID(st.server.c.View.UserJID(p.UserID()))
	if resource == "bot" {
		st.bot.Store(true)
	}
	return &session{
		stream: st, p: p, since: time.Now(), me: me.with(resource), rooms: map[int64]*room{}, chats: map[int64]jid{}, sent: map[string]*element{}, nonce: auth.RandomText(12),
	}
}
