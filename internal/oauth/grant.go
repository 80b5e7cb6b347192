// Package oauth is the token endpoint: which grant gives which token, to whom, with which scopes; and the life of
// tokens after that. The grants, fields and errors are HipChat's own wire. spec: auth, 6, 7.
package oauth

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

// Store is what oauth asks of the database.
type Store interface {
	Group(ctx context.Context) (chat.Group, error)
	User(ctx context.Context, id int64) (chat.User, error)
	Room(ctx context.Context, id int64) (chat.Room, error)
	Installation(ctx context.Context, id int64) (chat.Installation, error)
	InstallationByOAuthID(ctx context.Context, oauthID string) (chat.Installation, error)
	CreateCode(ctx context.Context, c chat.AuthorizationCode) error
	TakeCode(ctx context.Context, hash []byte) (chat.AuthorizationCode, error)
}

// Service grants tokens.
type Service struct {
	store     Store
	tokens    *auth.Tokens
	passwords *auth.Passwords
	sealer    *auth.Sealer
	view      *view.View
	now       func() time.Time
	level     hipchat.Level
}

// AtLevel sets the release of HipChat Server whose tokens are granted. Call it before serving.
func (s *Service) AtLevel(l hipchat.Level) { s.level = l }

// New makes a Service. now may be nil.
func New(store Store, tokens *auth.Tokens, passwords *auth.Passwords, sealer *auth.Sealer, v *view.View, now func() time.Time) *Service {
	if now == nil {
		now = time.Now
	}
	return &Service{store: store, tokens: tokens, passwords: passwords, sealer: sealer, view: v, now: now}
}

// Request is a call of the token endpoint, wherever its parameters stood.
type Request struct {
	Grant, Scope           string
	Username, Password     string
	RefreshToken           string
	Code, RedirectURI      string // for authorization_code
	UserID, GroupID        string // checked, where given
	ClientID, ClientSecret string // by Basic authentication, or in the parameters
	Bearer                 string // a person's token, for the grant "personal"
}

// Grants are the values of grant_type that the endpoint knows.
func grants() []string {
	return []string{"authorization_code", "client_credentials", "password", "refresh_token", "personal", "room_notification"}
}

// Grant answers a token. Only wrong credentials are Unauthenticated: add-on frameworks take a 401 here as a sign
// that they were uninstalled. spec: auth, 6.5.
func (s *Service) Grant(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	switch r.Grant {
	case "":
		return hipchat.TokenResponse{}, chat.Violates(hipchat.Required("grant_type"))
	case "authorization_code":
		return s.authorizationCode(ctx, r)
	case "client_credentials":
		return s.clientCredentials(ctx, r)
	case "password":
		return s.password(ctx, r)
	case "refresh_token":
		if r.RefreshToken == "" {
			// Some bots renew an add-on's token so. spec: auth, 6.6.
			return s.clientCredentials(ctx, r)
		}
		return s.refresh(ctx, r)
	case "personal":
		return s.personal(ctx, r)
	case "room_notification":
		return s.roomNotification(ctx, r)
	}
	return hipchat.TokenResponse{}, chat.Violates(hipchat.NotIn("grant_type", r.Grant, grants()))
}

func (s *Service) clientCredentials(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	in, err := s.client(ctx, r)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	scopes, err := granted(r.Scope, in.Granted())
	if refused := (*chat.Error)(nil); errors.As(err, &refused) {
		return hipchat.TokenResponse{}, refused.With("Ask for scopes that the installation was given: those in hipchatApiConsumer.scopes of its descriptor when it was installed or last updated.")
	}
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return s.issue(ctx, hipchat.Older(s.level, in.Level).TokenLife(), chat.Token{
		Kind: chat.TokenAddon, InstallationID: in.ID, RoomID: in.RoomID, Name: in.FromName, Scopes: scopes,
	})
}

// client checks an add-on's id and secret.
func (s *Service) client(ctx context.Context, r Request) (chat.Installation, error) {
	wrong := chat.Errorf(chat.Unauthenticated, "Invalid client credentials: the client id or secret is wrong, or the add-on was uninstalled")
	if r.ClientID == "" {
		return chat.Installation{}, chat.Errorf(chat.Unauthenticated, "No client credentials came: send the installation's oauthId and oauthSecret by HTTP Basic authentication")
	}
	if v := hipchat.CheckLength("client_id", r.ClientID, 1, 100); v != nil || !utf8.ValidString(r.ClientID) {
		return chat.Installation{}, wrong
	}
	in, err := s.store.InstallationByOAuthID(ctx, r.ClientID)
	if errors.Is(err, chat.ErrNotFound) {
		return in, wrong
	}
	if err != nil {
		return in, fmt.Errorf("look up client: %w", err)
	}
	secret, err := s.sealer.Open(in.SealedSecret)
	if err != nil {
		return in, err
	}
	if subtle.ConstantTimeCompare([]byte(secret), []byte(r.ClientSecret)) != 1 {
		return in, wrong
	}
	if in.Disabled {
		return in, chat.Disabled(in.Name) // not 401, after which some add-ons forget the installation. spec: connect, 3.8
	}
	return in, nil
}

func (s *Service) password(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	if r.Username == "" {
		return hipchat.TokenResponse{}, chat.Violates(hipchat.Required("username"))
	}
	u, err := s.passwords.CheckAlone(ctx, r.Username, r.Password)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	scopes, err := granted(r.Scope, auth.PersonPrincipal(u).Scopes)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return s.forUser(ctx, u, 0, scopes)
}

// forUser gives a person's token and what renews it; to an add-on, or for 0 to the person.
func (s *Service) forUser(ctx context.Context, u chat.User, installationID int64, scopes []string) (hipchat.TokenResponse, error) {
	t := chat.Token{
		Kind: chat.TokenUser, UserID: u.ID, InstallationID: installationID, Name: u.Name, Scopes: scopes, Family: auth.RandomText(20),
	}
	answer, err := s.issue(ctx, auth.UserLife, t)
	if err != nil {
		return answer, err
	}
	t.Kind, t.Expires = chat.TokenRefresh, s.now().Add(auth.YearLife).UTC()
	answer.RefreshToken, _, err = s.tokens.Issue(ctx, t)
	return answer, err
}

// refresh renews a person's token. The refresh token stays the same. One that an add-on was given is good only together
// with that add-on's client. spec: auth, 6.6.
func (s *Service) refresh(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	t, err := s.tokens.Redeem(ctx, r.RefreshToken)
	wrong := chat.Violates(&hipchat.Violation{Field: "refresh_token", Rule: hipchat.RuleFormat, Expected: "a refresh token of this client that is still good"})
	if errors.Is(err, auth.ErrInvalidToken) {
		return hipchat.TokenResponse{}, wrong
	}
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	if t.InstallationID != 0 {
		in, err := s.client(ctx, r)
		if err != nil {
			return hipchat.TokenResponse{}, err
		}
		if in.ID != t.InstallationID {
			return hipchat.TokenResponse{}, wrong
		}
	}
	u, err := s.store.User(ctx, t.UserID)
	if err != nil {
		return hipchat.TokenResponse{}, fmt.Errorf("refresh: %w", err)
	}
	if u.Deleted {
		return hipchat.TokenResponse{}, chat.Errorf(chat.Unauthenticated, "This account was deactivated")
	}
	scopes, err := granted(r.Scope, t.Scopes)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	answer, err := s.issue(ctx, auth.UserLife, chat.Token{
		Kind: chat.TokenUser, UserID: u.ID, InstallationID: t.InstallationID, Name: u.Name, Scopes: scopes, Family: t.Family,
	})
	answer.RefreshToken = r.RefreshToken
	return answer, err
}

// personal makes a personal access token, for who brings a person's token or password. spec: auth, 6.1.
func (s *Service) personal(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	var u chat.User
	allowed := auth.PersonPrincipal(u).Scopes
	if r.Bearer != "" {
		p, err := s.tokens.V2(ctx, r.Bearer)
		if err != nil {
			return hipchat.TokenResponse{}, err
		}
		if p.User == nil {
			return hipchat.TokenResponse{}, chat.Errorf(chat.Forbidden, "Only a person's token can make a personal token")
		}
		if p.OAuthID != "" {
			// It would outlive the add-on, and what the person agreed to.
			return hipchat.TokenResponse{}, chat.Errorf(chat.Forbidden, "An add-on that acts for a person cannot make a personal token of theirs")
		}
		u, allowed = *p.User, p.Scopes
	} else {
		var err error
		if u, err = s.passwords.CheckAlone(ctx, r.Username, r.Password); err != nil {
			return hipchat.TokenResponse{}, err
		}
	}
	scopes, err := granted(r.Scope, allowed)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return s.issue(ctx, auth.YearLife, chat.Token{Kind: chat.TokenPersonal, UserID: u.ID, Name: u.Name, Scopes: scopes})
}

// roomNotification gives an add-on that is installed in a room a token that only posts there.
func (s *Service) roomNotification(ctx context.Context, r Request) (hipchat.TokenResponse, error) {
	in, err := s.client(ctx, r)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	if in.RoomID == 0 {
		return hipchat.TokenResponse{}, chat.Errorf(chat.Invalid, "The grant room_notification is for add-ons that are installed in a room")
	}
	scopes, err := granted(hipchat.ScopeSendNotification, in.Scopes)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return s.issue(ctx, auth.YearLife, chat.Token{
		Kind: chat.TokenAddon, InstallationID: in.ID, RoomID: in.RoomID, Name: in.FromName, Scopes: scopes,
	})
}

// granted is the scopes asked for, or all when none is named. Each must be among the allowed ones.
func granted(asked string, allowed []string) ([]string, error) {
	var scopes []string
	for _, id := range strings.Fields(asked) {
		if !slices.Contains(allowed, id) {
			return nil, chat.Violates(hipchat.NotIn("scope", id, allowed))
		}
		if !slices.Contains(scopes, id) {
			scopes = append(scopes, id)
		}
	}
	if scopes == nil {
		return allowed, nil
	}
	return scopes, nil
}

func (s *Service) issue(ctx context.Context, life time.Duration, t chat.Token) (hipchat.TokenResponse, error) {
	g, err := s.store.Group(ctx)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	t.Expires = s.now().Add(life).UTC()
	text, _, err := s.tokens.Issue(ctx, t)
	if err != nil {
		return hipchat.TokenResponse{}, err
	}
	return hipchat.TokenResponse{
		AccessToken: text, ExpiresIn: int64(life/time.Second) - 1, GroupID: g.ID, GroupName: g.Name,
		Scope: strings.Join(t.Scopes, " "), TokenType: "bearer",
	}, nil
}
