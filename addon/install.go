package addon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// payload is what comes at an installation, as servers of any age send it: ids as numbers or as strings.
// spec: connect, 3.4; client-quirks, O6.
type payload struct {
	CapabilitiesURL string     `json:"capabilitiesUrl"`
	OAuthID         string     `json:"oauthId"`
	OAuthSecret     string     `json:"oauthSecret"`
	GroupID         hipchat.ID `json:"groupId"`
	RoomID          hipchat.ID `json:"roomId"`
}

// maxCredential bounds ids and secrets, in bytes.
const maxCredential = 512

func (p payload) check(secret bool) (hipchat.InstallPayload, error) {
	in := hipchat.InstallPayload{CapabilitiesURL: p.CapabilitiesURL, OAuthID: p.OAuthID, OAuthSecret: p.OAuthSecret}
	switch {
	case p.CapabilitiesURL == "":
		return in, refuse(http.StatusBadRequest, "The field capabilitiesUrl is missing")
	case !hipchat.IsWebURL(p.CapabilitiesURL) || len(p.CapabilitiesURL) > 2000:
		return in, refuse(http.StatusBadRequest, "The field capabilitiesUrl must be an absolute URL")
	case p.OAuthID == "" || len(p.OAuthID) > maxCredential:
		return in, refuse(http.StatusBadRequest, "The field oauthId must have 1 to %d characters", maxCredential)
	case secret && (p.OAuthSecret == "" || len(p.OAuthSecret) > maxCredential):
		return in, refuse(http.StatusBadRequest, "The field oauthSecret must have 1 to %d characters", maxCredential)
	}
	var err error
	if in.GroupID, err = number("groupId", p.GroupID); err != nil {
		return in, err
	}
	in.RoomID, err = number("roomId", p.RoomID)
	return in, err
}

// number reads an id that may be absent.
func number(field string, id hipchat.ID) (int64, error) {
	if id == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(string(id), 10, 64)
	if err != nil || n < 0 {
		return 0, refuse(http.StatusBadRequest, "The field %s must be a number", field)
	}
	return n, nil
}

func (a *Addon) serveInstall(w http.ResponseWriter, r *http.Request) {
	done := a.observed("install")
	var p payload
	err := readJSON(w, r, maxPayload, &p)
	if err == nil {
		_, err = a.install(r.Context(), p)
	}
	done(err)
	if err != nil {
		a.fail(w, r, "an installation", err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// install agrees to an installation once it has been tried out: the server's document is its own, and the credentials
// are good for a token. Nothing is kept before that. spec: connect, 3.4; IG-13, IG-17.
func (a *Addon) install(ctx context.Context, p payload) (*Installation, error) {
	in, err := p.check(true)
	if err != nil {
		return nil, err
	}
	if err := a.admit(ctx, in); err != nil {
		return nil, err
	}
	if err := a.notAnothers(ctx, in); err != nil {
		return nil, err
	}
	rec, err := a.tried(ctx, in)
	if err != nil {
		return nil, err
	}
	installation, err := a.keep(ctx, rec)
	if err != nil {
		return nil, err
	}
	a.opt.Log.InfoContext(ctx, "installed", "oauth_id", rec.OAuthID, "server", rec.CapabilitiesURL, "group_id", rec.GroupID, "room_id", rec.RoomID)
	if err := a.tell(ctx, a.opt.Installed, installation); err != nil {
		return nil, errors.Join(refuse(http.StatusInternalServerError, "The add-on refuses: %s", err).because(err), a.drop(ctx, rec))
	}
	return installation, nil
}

func (a *Addon) admit(ctx context.Context, in hipchat.InstallPayload) error {
	if a.opt.Admit == nil {
		return nil
	}
	if err := a.opt.Admit(ctx, in); err != nil {
		return refuse(http.StatusForbidden, "%s", err)
	}
	return nil
}

// notAnothers refuses to put one installation in the place of another one: only what has the same secret and the same
// server is the same, sent again.
func (a *Addon) notAnothers(ctx context.Context, in hipchat.InstallPayload) error {
	rec, err := a.opt.Store.Get(ctx, in.OAuthID)
	if errors.Is(err, ErrNotInstalled) {
		return nil
	}
	if err != nil {
		return err
	}
	same := subtle.ConstantTimeCompare([]byte(rec.OAuthSecret), []byte(in.OAuthSecret)) == 1
	if !same || rec.CapabilitiesURL != in.CapabilitiesURL {
		return refuse(http.StatusConflict, "There is another installation with that oauthId")
	}
	return nil
}

// tried uses an installation for the first time, with all scopes that the add-on asks for and the server knows.
func (a *Addon) tried(ctx context.Context, in hipchat.InstallPayload) (Record, error) {
	doc, err := hipchat.Discover(ctx, in.CapabilitiesURL, a.once()...)
	if err != nil {
		return Record{}, unusable("The capabilities document at "+in.CapabilitiesURL+" cannot be used", err)
	}
	rec := Record{
		OAuthID: in.OAuthID, OAuthSecret: in.OAuthSecret, CapabilitiesURL: in.CapabilitiesURL,
		GroupID: in.GroupID, RoomID: in.RoomID, Scopes: knownTo(doc, a.opt.Scopes), Document: doc, Installed: a.opt.Now().UTC(),
	}
	token, err := a.firstToken(ctx, rec)
	if err != nil {
		return rec, err
	}
	if token.GroupID != 0 { // the server's word; the payload's was anybody's
		rec.GroupID = token.GroupID
	}
	rec.GroupName = token.GroupName
	return rec, nil
}

func (a *Addon) firstToken(ctx context.Context, rec Record) (hipchat.TokenResponse, error) {
	c, err := rec.Document.Client(a.once()...)
	if err != nil {
		return hipchat.TokenResponse{}, refuse(http.StatusBadRequest, "%s", strings.TrimPrefix(err.Error(), "hipchat: "))
	}
	token, err := c.GenerateToken(ctx, rec.credentials(), hipchat.TokenRequest{
		GrantType: hipchat.GrantClientCredentials, Scope: strings.Join(rec.Scopes, " "),
	})
	if err != nil {
		return token, unusable("The credentials got no token", err)
	}
	if token.AccessToken == "" {
		return token, refuse(http.StatusBadRequest, "The token endpoint answered without an access_token")
	}
	return token, nil
}

// unusable blames the server's answer for what went wrong, or the network when there was none.
func unusable(what string, err error) *refusal {
	var answered *hipchat.Error
	switch {
	case errors.As(err, &answered) && answered.Code >= 500:
		return refuse(http.StatusBadGateway, "%s: the server answered %d", what, answered.Code).because(err)
	case errors.As(err, &answered):
		return refuse(http.StatusBadRequest, "%s: the server answered %d", what, answered.Code).because(err)
	case unreachable(err):
		return refuse(http.StatusBadGateway, "%s: the server cannot be reached from the add-on", what).because(err)
	}
	return refuse(http.StatusBadRequest, "%s", what).because(err)
}

// knownTo leaves out the scopes that a server is too old to know. spec: auth, 5.
func knownTo(doc hipchat.CapabilitiesDocument, scopes []string) []string {
	known := doc.Capabilities.HipchatAPIProvider.AvailableScopes
	if len(known) == 0 {
		return slices.Clone(scopes)
	}
	return slices.DeleteFunc(slices.Clone(scopes), func(id string) bool { _, ok := known[id]; return !ok })
}

// keep writes a new installation down.
func (a *Addon) keep(ctx context.Context, rec Record) (*Installation, error) {
	rec.Version = rand.Text()
	if err := a.opt.Store.Put(ctx, rec); err != nil {
		return nil, err
	}
	return a.live.of(a, rec), nil
}

// change writes down what became of an installation, unless it has changed or gone meanwhile.
func (a *Addon) change(ctx context.Context, rec Record) (*Installation, error) {
	was := rec.Version
	rec.Version = rand.Text()
	if err := a.opt.Store.Replace(ctx, rec, was); err != nil {
		return nil, err
	}
	return a.live.of(a, rec), nil
}

func (a *Addon) tell(ctx context.Context, whom func(context.Context, *Installation) error, in *Installation) error {
	if whom == nil {
		return nil
	}
	return whom(ctx, in)
}

// once are the options of calls that somebody waits for: the other side repeats them if it wants to.
func (a *Addon) once() []hipchat.Option {
	return []hipchat.Option{hipchat.WithHTTPClient(a.opt.HTTPClient), hipchat.WithUserAgent(a.opt.Key), hipchat.WithRetries(0, 0)}
}

func (r Record) credentials() hipchat.Credentials {
	return hipchat.Credentials{ID: r.OAuthID, Secret: r.OAuthSecret}
}
