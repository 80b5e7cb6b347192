package oauth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	// consentLife is how long somebody may look at the question before they answer it.
	consentLife = 15 * time.Minute
	maxState    = 2000
	maxForm     = 64 << 10
)

// authorizer is the page on which a person lets an add-on act for them. spec: auth, 8.
type authorizer struct {
	*Service
	page *consentPage
	log  *slog.Logger
}

// Authorize answers GET and POST /users/authorize. Other sites' pages can neither answer the question nor frame it.
func (s *Service) Authorize(log *slog.Logger) http.Handler {
	a := &authorizer{Service: s, page: newConsentPage(), log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users/authorize", a.answering(a.ask))
	mux.HandleFunc("POST /users/authorize", a.answering(a.decide))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(a.answering(func(http.ResponseWriter, *http.Request) error {
		return chat.Errorf(chat.Forbidden, "This answer came from another site's page.")
	}))
	return guard.Handler(mux)
}

// answering shows errors as a page. They never redirect: what is wrong may be the address to redirect to.
func (a *authorizer) answering(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handle(w, r)
		var known *chat.Error
		switch {
		case err == nil:
		case errors.As(err, &known) && known.Code == chat.Forbidden:
			a.page.refuse(w, http.StatusForbidden, known.Message)
		case errors.As(err, &known):
			a.page.refuse(w, http.StatusBadRequest, known.Message)
		default:
			a.log.ErrorContext(r.Context(), "authorization failed", "method", r.Method, "error", err)
			a.page.refuse(w, http.StatusInternalServerError, "Something went wrong on the server. It has been logged.")
		}
	}
}

// request is what an add-on asks for.
type request struct {
	installation chat.Installation
	descriptor   hipchat.Descriptor
	given        string // redirect_uri as it stood in the request
	redirect     string // where the browser goes back to
	state        string
}

// ask shows the question to who is signed in, and sends others to sign in first.
func (a *authorizer) ask(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	rq, err := a.request(r.Context(), q)
	if err != nil {
		return err
	}
	p, err := a.person(r)
	if errors.Is(err, auth.ErrNoToken) {
		redirect(w, "/sign-in?next="+url.QueryEscape("/users/authorize?"+r.URL.RawQuery))
		return nil
	}
	if err != nil {
		return err
	}
	if q.Get("response_type") != "code" {
		redirect(w, rq.back(url.Values{"error": {"unsupported_response_type"}}))
		return nil
	}
	scopes, err := granted(q.Get("scope"), offered(rq.installation, p))
	if err != nil {
		redirect(w, rq.back(url.Values{"error": {"invalid_scope"}, "error_description": {err.Error()}}))
		return nil
	}
	return a.question(r.Context(), w, p, rq, scopes)
}

// request finds the add-on and makes sure that its answer goes where its descriptor says.
func (a *authorizer) request(ctx context.Context, q url.Values) (rq request, err error) {
	unknown := chat.Errorf(chat.Invalid, "The add-on that sent you here is not installed on this server.")
	id := q.Get("client_id")
	if id == "" || len(id) > 100 || strings.IndexByte(id, 0) >= 0 || !utf8.ValidString(id) {
		return rq, unknown
	}
	rq.installation, err = a.store.InstallationByOAuthID(ctx, id)
	if errors.Is(err, chat.ErrNotFound) || err == nil && !rq.installation.Active {
		return rq, unknown
	}
	if err != nil {
		return rq, err
	}
	if rq.installation.Disabled {
		return rq, chat.Disabled(rq.installation.Name)
	}
	if err := json.Unmarshal(rq.installation.Descriptor, &rq.descriptor); err != nil {
		return rq, fmt.Errorf("descriptor: %w", err)
	}
	if rq.state = q.Get("state"); len(rq.state) > maxState {
		return rq, chat.Errorf(chat.Invalid, "The add-on that sent you here gave a state of more than %d bytes.", maxState)
	}
	if rq.given = q.Get("redirect_uri"); rq.given == "" {
		rq.given = q.Get("redirect_url")
	}
	rq.redirect, err = rq.destination()
	return rq, err
}

// destination is where the browser goes back to: an address of the descriptor, to the letter. It need not be named when
// there is only one.
func (rq request) destination() (string, error) {
	var registered []string
	if c := rq.descriptor.Capabilities.OAuth2; c != nil {
		registered = c.RedirectionURLs
	}
	to := rq.given
	if to == "" && len(registered) == 1 {
		to = registered[0]
	}
	if !slices.Contains(registered, to) || !hipchat.IsWebURL(to) {
		return "", chat.Errorf(chat.Invalid, "%s wants you to be sent to an address that is not in its descriptor.", rq.descriptor.Name)
	}
	return to, nil
}

// back is where the browser is sent with the outcome.
func (rq request) back(outcome url.Values) string {
	if rq.state != "" {
		outcome.Set("state", rq.state)
	}
	to, _, _ := strings.Cut(rq.redirect, "#")
	separator := "?"
	if strings.Contains(to, "?") {
		separator = "&"
	}
	return to + separator + outcome.Encode()
}

// person answers who is signed in in this browser; for nobody, and for a guest, it is auth.ErrNoToken.
func (a *authorizer) person(r *http.Request) (*chat.Principal, error) {
	c, err := r.Cookie(auth.CookieName)
	if err != nil {
		return nil, auth.ErrNoToken
	}
	p, err := a.tokens.Cookie(r.Context(), c.Value)
	if errors.Is(err, auth.ErrInvalidToken) || err == nil && p.User.Guest {
		return nil, auth.ErrNoToken
	}
	return p, err
}

// offered are the scopes that the add-on may have of the person.
func offered(in chat.Installation, p *chat.Principal) []string {
	return slices.DeleteFunc(slices.Clone(in.Scopes), func(scope string) bool { return !p.Has(scope) })
}

// consent is a question as it was asked. Its text comes back with the answer, encrypted: it cannot be made up, and is
// good for the session that it was shown to.
type consent struct {
	Session  []byte    `json:"session"`
	Client   string    `json:"client"`
	Given    string    `json:"given"`
	State    string    `json:"state"`
	Scopes   []string  `json:"scopes"`
	Deadline time.Time `json:"deadline"`
}

func (a *authorizer) question(ctx context.Context, w http.ResponseWriter, p *chat.Principal, rq request, scopes []string) error {
	g, err := a.store.Group(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(consent{p.Credential[:], rq.installation.OAuthID, rq.given, rq.state, scopes, a.now().Add(consentLife)})
	if err != nil {
		return fmt.Errorf("consent: %w", err)
	}
	return a.page.ask(w, question{
		Addon: rq.descriptor, Person: *p.User, Group: g.Name, Scopes: described(scopes), Redirect: rq.redirect,
		Consent: base64.RawURLEncoding.EncodeToString(a.sealer.Seal(string(text))),
	})
}

func described(ids []string) []hipchat.Scope {
	var all []hipchat.Scope
	for _, id := range ids {
		if s, ok := hipchat.ScopeByID(id); ok {
			all = append(all, s)
		}
	}
	return all
}

// decide takes the answer to the question.
func (a *authorizer) decide(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return chat.Errorf(chat.Invalid, "The answer could not be read.")
	}
	p, err := a.person(r)
	if errors.Is(err, auth.ErrNoToken) {
		return chat.Errorf(chat.Invalid, "You are not signed in any more. Go back to the add-on and begin again.")
	}
	if err != nil {
		return err
	}
	c, err := a.opened(r.PostForm.Get("consent"), p)
	if err != nil {
		return err
	}
	// The add-on may have gone, or changed, since the question was asked.
	rq, err := a.request(r.Context(), url.Values{"client_id": {c.Client}, "redirect_uri": {c.Given}, "state": {c.State}})
	if err != nil {
		return err
	}
	if r.PostForm.Get("decision") != "allow" {
		redirect(w, rq.back(url.Values{"error": {"access_denied"}}))
		return nil
	}
	code, err := a.newCode(r.Context(), chat.AuthorizationCode{
		InstallationID: rq.installation.ID, UserID: p.User.ID, RedirectURI: rq.given, Scopes: c.Scopes,
	})
	if err != nil {
		return err
	}
	redirect(w, rq.back(url.Values{"code": {code}}))
	return nil
}

// opened reads a question that was shown to this very session not long ago.
func (a *authorizer) opened(text string, p *chat.Principal) (c consent, err error) {
	over := chat.Errorf(chat.Invalid, "This question is no longer open. Go back to the add-on and begin again.")
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c, over
	}
	plain, err := a.sealer.Open(sealed)
	if err != nil || json.Unmarshal([]byte(plain), &c) != nil {
		return c, over
	}
	if string(c.Session) != string(p.Credential[:]) || !a.now().Before(c.Deadline) {
		return c, over
	}
	return c, nil
}

// redirect sends the browser on. What it answers holds a code, or leads to a page about one person.
func redirect(w http.ResponseWriter, to string) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Location", to)
	w.WriteHeader(http.StatusFound)
}
