package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// tripLife is how long somebody may take at the provider.
const tripLife = 10 * time.Minute

const tripCookie = "stoa_trip"

func tripPath(key string) string { return "/sign-in/with/" + key }

// trip is a browser's way to a provider and back. It is sealed in a cookie, so an answer is good only in the browser that
// asked, and once.
type trip struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`    // of OpenID Connect, or SAML's id of the request
	Verifier string `json:"verifier"` // of PKCE
	Next     string `json:"next"`     // where they wanted to go here
}

// Handler answers /sign-in/with/: the way to a provider, and the way back.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in/with/{key}", s.answering(s.begin))
	mux.HandleFunc("GET /sign-in/with/{key}/callback", s.answering(s.end))
	mux.HandleFunc("GET /sign-in/with/{key}/metadata", s.answering(s.describe))
	mux.HandleFunc("POST /sign-in/with/{key}/acs", s.answering(s.consume))
	mux.HandleFunc("GET /sign-in/with/{key}/arrival", s.answering(s.arrive))
	return mux
}

// begin sends the browser to the provider.
func (s *Service) begin(w http.ResponseWriter, r *http.Request) error {
	other, err := s.identityProvider(r.Context(), r.PathValue("key"))
	if err == nil {
		return s.leave(w, r, other)
	}
	if !errors.Is(err, errNoWay) {
		return err
	}
	p, err := s.Provider(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	with, err := s.partyOf(r.Context(), p)
	if err != nil {
		return err
	}
	t := trip{State: auth.RandomText(40), Nonce: auth.RandomText(40), Verifier: oauth2.GenerateVerifier(), Next: local(r.URL.Query().Get("next"))}
	if err := s.pack(w, p.Key, t); err != nil {
		return err
	}
	onward(w, s.oauth(p, with).AuthCodeURL(t.State, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)))
	return nil
}

// pack gives the browser the trip to carry.
func (s *Service) pack(w http.ResponseWriter, key string, t trip) error {
	text, err := s.tickets.Issue("trip "+key, tripLife, t)
	if err != nil {
		return err
	}
	http.SetCookie(w, auth.NewCookie(s.Base, tripCookie, tripPath(key), text, s.Now().Add(tripLife)))
	return nil
}

func onward(w http.ResponseWriter, to string) {
	h := w.Header()
	h.Set("Location", to)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusSeeOther)
}

// local is an address of this server's own page, or of its start.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || len(next) > 1500 || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(u.Path, "/sign-in") {
		return "/chat"
	}
	return next
}

// end takes the provider's answer: it lets somebody in, or says why not.
func (s *Service) end(w http.ResponseWriter, r *http.Request) error {
	p, err := s.Provider(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	t, err := s.back(r, p.Key)
	if err != nil {
		return err
	}
	http.SetCookie(w, auth.NoCookie(s.Base, tripCookie, tripPath(p.Key)))
	with, err := s.partyOf(r.Context(), p)
	if err != nil {
		return err
	}
	if err := answered(r.URL.Query(), p, with); err != nil {
		return err
	}
	c, err := s.redeem(r.Context(), p, with, t, r.URL.Query().Get("code"))
	if err != nil {
		return err
	}
	u, err := s.admit(r.Context(), p.admission(), c.attested(p))
	if err != nil {
		return err
	}
	return s.enter(w, r, u, p.Key, t.Next)
}

// back finds the trip that a provider's answer belongs to. It is over then, however it ends.
func (s *Service) back(r *http.Request, key string) (t trip, err error) {
	lost := chat.Errorf(chat.Forbidden, "This sign-in was not begun in this browser, or more than ten minutes ago. Begin once more.")
	c, err := r.Cookie(tripCookie)
	if err != nil {
		return t, lost
	}
	if s.tickets.Open("trip "+key, c.Value, &t) != nil {
		return t, lost
	}
	if subtle.ConstantTimeCompare([]byte(t.State), []byte(r.URL.Query().Get("state"))) != 1 {
		return t, chat.Errorf(chat.Forbidden, "This answer belongs to another sign-in (its state is not the one that was sent). Begin once more.")
	}
	if _, ok := s.used.Take(t.State); !ok {
		return t, chat.Errorf(chat.Forbidden, "This sign-in has been used already. Begin once more.")
	}
	return t, nil
}

// answered says whether the answer is the provider's, and a good one.
func answered(q url.Values, p Provider, with *party) error {
	if iss := q.Get("iss"); (iss != "" || with.strict) && iss != p.Issuer {
		return chat.Errorf(chat.Forbidden, "This answer comes from another provider than %s (its iss is %q)", p.Name, cut(iss))
	}
	if e := q.Get("error"); e != "" {
		return chat.Errorf(chat.Forbidden, "%s did not sign you in: %s", p.Name, told(e, q.Get("error_description")))
	}
	if q.Get("code") == "" {
		return chat.Errorf(chat.Invalid, "%s sent you back without a code", p.Name)
	}
	return nil
}

// told is a provider's error in a length that a page can show.
func told(code, description string) string {
	if description == "" {
		return cut(code)
	}
	return cut(code) + ", " + cut(description)
}

func cut(text string) string { return shortened(errors.New(text)) }

// redeem changes the code into what the provider says of the person.
func (s *Service) redeem(ctx context.Context, p Provider, with *party, t trip, code string) (claims, error) {
	ctx = s.calling(ctx)
	tokens, err := s.oauth(p, with).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return claims{}, chat.Errorf(chat.Forbidden, "%s refused the code: %s", p.Name, told(refused.ErrorCode, refused.ErrorDescription))
	}
	if err != nil {
		return claims{}, unreachable(p, err)
	}
	text, ok := tokens.Extra("id_token").(string)
	if !ok || text == "" {
		return claims{}, chat.Errorf(chat.Unreachable, "%s gave no ID token", p.Name)
	}
	return s.believe(ctx, p, with, t, tokens, text)
}

// enter gives the browser its session, or its half of the way in when a second step is left.
func (s *Service) enter(w http.ResponseWriter, r *http.Request, u chat.User, key, next string) error {
	if err := s.clear(w, r); err != nil {
		return err
	}
	step, err := s.Steps.Next(r.Context(), u, chat.ByProvider)
	if err != nil {
		return err
	}
	if step != auth.StepNone {
		if err := s.Entrances.Begin(w, u, step, chat.ByProvider, key); err != nil {
			return err
		}
		if strings.HasPrefix(next, "/users/authorize") { // no part of the page that asks for the step
			next = "/sign-in?next=" + url.QueryEscape(next)
		}
		onward(w, next)
		return nil
	}
	value, expires, err := s.Tokens.Session(r.Context(), chat.Session{UserID: u.ID, Agent: r.UserAgent(), Method: chat.ByProvider, Source: key})
	if err != nil {
		return err
	}
	http.SetCookie(w, auth.NewCookie(s.Base, auth.CookieName, "/", value, expires))
	onward(w, next)
	return nil
}

// clear ends the session that the browser has, if it has one.
func (s *Service) clear(w http.ResponseWriter, r *http.Request) error {
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return nil
	}
	p, err := s.Tokens.Cookie(r.Context(), c.Value)
	if errors.Is(err, auth.ErrInvalidToken) {
		return nil
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, auth.NoCookie(s.Base, auth.CookieName, "/"))
	if p.User.Guest {
		return s.Chat.GuestLeaves(r.Context(), p)
	}
	return s.Tokens.SignOut(r.Context(), p)
}
