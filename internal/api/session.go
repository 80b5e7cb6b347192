package api

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Setup is the one-time link of a server that has nobody yet. Whoever brings its token makes the first
// administrator; then it is used up.
type Setup struct {
	mu     sync.Mutex
	token  string
	nobody func(context.Context) (bool, error)
}

// NewSetup makes a Setup for a token, which is good as long as there is nobody: another node may let somebody in. With an
// empty token it lets nobody in.
func NewSetup(token string, nobody func(context.Context) (bool, error)) *Setup {
	return &Setup{token: token, nobody: nobody}
}

// open tells whether the link still leads anywhere. The caller holds mu.
func (s *Setup) open(ctx context.Context) (bool, error) {
	if s.token == "" {
		return false, nil
	}
	nobody, err := s.nobody(ctx)
	if err == nil && !nobody {
		s.token = ""
	}
	return nobody, err
}

// needed tells whether somebody has to set the server up.
func (s *Setup) needed(ctx context.Context) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open(ctx)
}

// Token is what the link carries; "" when there is none any more.
func (s *Setup) Token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

// use runs f with a right token and closes the link when f succeeds.
func (s *Setup) use(ctx context.Context, token string, f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	open, err := s.open(ctx)
	if err != nil {
		return err
	}
	if !open || subtle.ConstantTimeCompare([]byte(s.token), []byte(token)) != 1 {
		return chat.Errorf(chat.Forbidden, "This set-up link is wrong or has been used. Restart the server to see the current one")
	}
	if err = f(); err == nil {
		s.token = ""
	}
	return err
}

// boot tells the page what it needs before anything else.
func (a *API) boot(w http.ResponseWriter, r *http.Request) error {
	g, err := a.c.Store.Group(r.Context())
	if err != nil {
		return err
	}
	needsSetup, err := a.c.Setup.needed(r.Context())
	if err != nil {
		return err
	}
	out := struct {
		Group      groupView `json:"group"`
		NeedsSetup bool      `json:"needs_setup"`
		User       *userView `json:"user"`
		BaseURL    string    `json:"base_url"`
		Version    string    `json:"version"`
		Dev        bool      `json:"dev,omitempty"`     // it is a server to develop against, with methods of its own
		Step       string    `json:"step,omitempty"`    // what is left to do of a sign-in
		SignIn     *doors    `json:"sign_in,omitempty"` // for who is not signed in
	}{Group: groupView{g.ID, g.Name}, NeedsSetup: needsSetup, BaseURL: a.c.Base, Version: a.c.Version, Dev: len(a.c.Extra) > 0}
	if p := auth.PrincipalFrom(r.Context()); p != nil {
		u := a.user(*p.User)
		out.User = &u
	} else {
		if out.SignIn, err = a.doors(r); err != nil {
			return err
		}
		if entry, _, err := a.c.Entrances.Find(r); err == nil {
			out.Step = entry.Step
		}
	}
	a.answer(w, http.StatusOK, out)
	return nil
}

// setUp makes the first administrator and signs them in.
func (a *API) setUp(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Token    string `json:"token"`
		Group    string `json:"group"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	var u chat.User
	err := a.c.Setup.use(r.Context(), in.Token, func() (err error) {
		in.Group = strings.TrimSpace(in.Group)
		if v := hipchat.CheckLength("group", in.Group, 1, 100); v != nil {
			return chat.Violates(v)
		}
		hash, err := a.c.Passwords.Hash(r.Context(), in.Password)
		if err != nil {
			return err
		}
		u, err = a.c.Chat.CreateOwner(r.Context(), in.Group, chat.User{Name: in.Name, Email: in.Email}, hash)
		return err
	})
	if err != nil {
		return err
	}
	return a.enter(w, r, u, chat.Session{Method: chat.ByPassword}, http.StatusCreated)
}

// signIn checks a password and gives the page its cookie.
func (a *API) signIn(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	u, directory, err := a.c.Passwords.CheckWhere(r.Context(), strings.TrimSpace(in.Email), in.Password)
	if err != nil {
		return err
	}
	how := chat.Session{Method: chat.ByPassword}
	if directory != "" {
		how = chat.Session{Method: chat.ByDirectory, Source: directory}
	}
	return a.enter(w, r, u, how, http.StatusOK)
}

// enter lets a person in, or tells the page which step is left.
func (a *API) enter(w http.ResponseWriter, r *http.Request, u chat.User, session chat.Session, status int) error {
	step, err := a.c.Steps.Next(r.Context(), u, session.Method)
	if err != nil {
		return err
	}
	if step == auth.StepNone {
		session.UserID, session.Agent = u.ID, r.UserAgent()
		return a.let(w, r, session, u, status)
	}
	// Whoever was signed in here is not on their way in.
	if err := a.clear(w, r); err != nil {
		return err
	}
	if err := a.c.Entrances.Begin(w, u, step, session.Method, session.Source); err != nil {
		return err
	}
	a.answer(w, status, map[string]string{"step": step})
	return nil
}

// let gives a browser its cookie, and the page who it is for.
func (a *API) let(w http.ResponseWriter, r *http.Request, session chat.Session, u chat.User, status int) error {
	if err := a.seat(w, r, session); err != nil {
		return err
	}
	a.answer(w, status, map[string]userView{"user": a.user(u)})
	return nil
}

// seat gives a browser its cookie.
func (a *API) seat(w http.ResponseWriter, r *http.Request, session chat.Session) error {
	value, expires, err := a.c.Tokens.Session(r.Context(), session)
	if err != nil {
		return err
	}
	// The session that the browser had before is not left lying about.
	if p := auth.PrincipalFrom(r.Context()); p != nil {
		if err := a.leave(r.Context(), p); err != nil {
			return err
		}
	}
	a.setCookie(w, value, expires)
	return nil
}

// signOut ends the caller's session. It names where the browser goes to sign out of its provider as well.
func (a *API) signOut(w http.ResponseWriter, r *http.Request) error {
	by := a.cameBy(r, auth.PrincipalFrom(r.Context()))
	if err := a.clear(w, r); err != nil {
		return err
	}
	if onward := a.c.Sources.Farewell(r.Context(), by); onward != "" {
		a.answer(w, http.StatusOK, map[string]string{"onward": onward})
		return nil
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// clear ends the session that a browser has, if it has one.
func (a *API) clear(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	if p == nil {
		return nil
	}
	a.setCookie(w, "", time.Unix(1, 0))
	return a.leave(r.Context(), p)
}

// leave ends the caller's session, and with it a guest's stay. A token stays good.
func (a *API) leave(ctx context.Context, p *chat.Principal) error {
	switch {
	case p.Kind != "":
		return nil
	case p.User.Guest:
		return a.c.Chat.GuestLeaves(ctx, p)
	}
	return a.c.Tokens.SignOut(ctx, p)
}

func (a *API) setCookie(w http.ResponseWriter, value string, expires time.Time) {
	http.SetCookie(w, auth.NewCookie(a.c.Base, auth.CookieName, "/", value, expires))
}

// feedSocket hands the connection over to the live feed. Whoever connects was active just now.
func (a *API) feedSocket(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	if err := a.c.Store.TouchUser(r.Context(), p.User.ID, a.c.Now().UTC()); err != nil {
		return err
	}
	if p.Kind == "" {
		if err := a.c.Tokens.Touch(r.Context(), p); err != nil {
			return err
		}
	}
	a.c.Feed.Serve(w, r, p, p.Kind == "") // a cookie comes with every page's requests, a token only with our own
	return nil
}
