package auth

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// CookieName is the name of a signed-in browser's cookie.
const CookieName = "stoa_session"

// maxAgent bounds what is kept of what a browser calls itself, in characters.
const maxAgent = 300

// Session signs a person in and answers the cookie's value. The session says whom; its hash and its times are made here.
func (ts *Tokens) Session(ctx context.Context, v chat.Session) (cookie string, expires time.Time, err error) {
	cookie = RandomText(40)
	sum := sha256.Sum256([]byte(cookie))
	v.Hash, v.Created = sum[:], ts.now().UTC()
	if v.Expires.IsZero() {
		v.Expires = v.Created.Add(SessionLife)
	}
	v.Agent = storableText(v.Agent, maxAgent)
	u, err := ts.store.User(ctx, v.UserID)
	if err == nil {
		err = ts.audit.Change(ctx, nil, auditSession(v, u), func(ctx context.Context) error { return ts.store.CreateSession(ctx, v) })
	}
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign in: %w", err)
	}
	return cookie, v.Expires, nil
}

// storableText is at most that many characters of text from a header, without what databases do not take.
func storableText(text string, most int) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// Rotate gives the session of p another cookie, and answers it. The one before is worthless at once.
func (ts *Tokens) Rotate(ctx context.Context, p *chat.Principal) (cookie string, expires time.Time, err error) {
	cookie = RandomText(40)
	sum := sha256.Sum256([]byte(cookie))
	if err := ts.store.MoveSession(ctx, p.Credential[:], sum[:]); err != nil {
		return "", time.Time{}, fmt.Errorf("rotate session: %w", err)
	}
	ts.sessions.Clear()
	return cookie, p.Expires, nil
}

// SessionOf answers the session that made p.
func (ts *Tokens) SessionOf(ctx context.Context, p *chat.Principal) (chat.Session, error) {
	return ts.store.SessionByHash(ctx, p.Credential[:])
}

// Touch notes that a page of a session was opened.
func (ts *Tokens) Touch(ctx context.Context, p *chat.Principal) error {
	err := ts.store.TouchSession(ctx, p.Credential[:], ts.now().UTC())
	if errors.Is(err, chat.ErrNotFound) {
		return nil // it has ended meanwhile
	}
	return err
}

// Cookie recognises a session's cookie: the person, with every scope that people have.
func (ts *Tokens) Cookie(ctx context.Context, cookie string) (*chat.Principal, error) {
	if cookie == "" {
		return nil, ErrNoToken
	}
	sum := sha256.Sum256([]byte(cookie))
	k, err := ts.sessions.Get(ctx, sum, ts.loadSession)
	if errors.Is(err, chat.ErrNotFound) || err == nil && ts.now().After(k.expires) {
		return nil, ErrInvalidToken
	}
	if err != nil {
		return nil, fmt.Errorf("look up session: %w", err)
	}
	return k.principal, nil
}

func (ts *Tokens) loadSession(ctx context.Context, hash [sha256.Size]byte) (known, error) {
	session, err := ts.store.SessionByHash(ctx, hash[:])
	if err != nil {
		return known{}, err
	}
	u, err := ts.store.User(ctx, session.UserID)
	if err != nil {
		return known{}, err
	}
	if u.Deleted {
		return known{}, chat.ErrNotFound
	}
	p := PersonPrincipal(u)
	if u.Guest {
		// A guest's session opens what the room needs, and that room alone.
		p.Scopes, p.RoomID, p.After = []string{hipchat.ScopeViewRoom, hipchat.ScopeViewMessages, hipchat.ScopeSendMessage}, session.RoomID, session.After
	}
	p.Credential, p.Expires = hash, session.Expires
	return known{principal: p, expires: session.Expires}, nil
}

// PersonPrincipal is a person in their own right: all scopes but the importers'.
func PersonPrincipal(u chat.User) *chat.Principal {
	var scopes []string
	for _, s := range hipchat.Scopes() {
		if s.ID != hipchat.ScopeImportData {
			scopes = append(scopes, s.ID)
		}
	}
	return &chat.Principal{Class: chat.ClassUser, User: &u, Name: u.Name, Scopes: scopes}
}

// SignOut ends the session that a cookie made of the person.
func (ts *Tokens) SignOut(ctx context.Context, p *chat.Principal) error {
	err := ts.store.DeleteSession(ctx, p.Credential[:])
	ts.sessions.Clear()
	ts.ended(p.UserID())
	if errors.Is(err, chat.ErrNotFound) {
		return nil
	}
	return err
}
