package oauth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Session describes the token, if it is the caller's own or another one of the same person. spec: auth, 7.
func (s *Service) Session(ctx context.Context, p *chat.Principal, text string) (hipchat.Session, error) {
	t, who, err := s.own(ctx, p, text)
	if err != nil {
		return hipchat.Session{}, err
	}
	session := hipchat.Session{AccessToken: text, OwnerType: "client", Scopes: who.Scopes, ExpiresIn: int64(auth.YearLife / time.Second)}
	if !t.Expires.IsZero() {
		session.ExpiresIn = int64(t.Expires.Sub(s.now()) / time.Second)
	}
	if who.User != nil {
		session.OwnerType, session.Owner = "user", &hipchat.Person{UserStub: s.view.UserStub(*who.User)}
	}
	session.Client, err = s.clientOf(ctx, t)
	return session, err
}

// clientOf is the client of a token: the add-on that has it, or else one that stands for the token alone, since a client
// library reads client.room of every session.
func (s *Service) clientOf(ctx context.Context, t chat.Token) (*hipchat.OAuthClient, error) {
	if t.InstallationID != 0 {
		return s.Client(ctx, t.InstallationID)
	}
	room, err := s.roomStub(ctx, t.RoomID)
	return &hipchat.OAuthClient{
		ID: fmt.Sprint(t.ID), Name: t.Name, AllowedScopes: t.Scopes, Room: room,
		Links: hipchat.Links{Self: s.view.URL("/v2/oauth/client/" + fmt.Sprint(t.ID))},
	}, err
}

// Client describes an installation's OAuth client; nil, JSON's null, when it is gone.
func (s *Service) Client(ctx context.Context, installationID int64) (*hipchat.OAuthClient, error) {
	in, err := s.store.Installation(ctx, installationID)
	if errors.Is(err, chat.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	c := s.view.Client(in, nil)
	c.Room, err = s.roomStub(ctx, in.RoomID)
	return c, err
}

// roomStub answers nil, JSON's null, for no room.
func (s *Service) roomStub(ctx context.Context, id int64) (*hipchat.Place, error) {
	if id == 0 {
		return nil, nil
	}
	r, err := s.store.Room(ctx, id)
	if errors.Is(err, chat.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("client's room: %w", err)
	}
	return &hipchat.Place{RoomStub: s.view.RoomStub(r)}, nil
}

// Delete makes a token worthless, under the same rule as Session.
func (s *Service) Delete(ctx context.Context, p *chat.Principal, text string) error {
	t, _, err := s.own(ctx, p, text)
	if err != nil {
		return err
	}
	return s.tokens.Revoke(ctx, t)
}

func (s *Service) own(ctx context.Context, p *chat.Principal, text string) (chat.Token, *chat.Principal, error) {
	t, who, err := s.tokens.Lookup(ctx, text)
	gone := chat.Errorf(chat.NotFound, "Session not found")
	if errors.Is(err, auth.ErrInvalidToken) || errors.Is(err, auth.ErrNoToken) {
		return t, nil, gone
	}
	if err != nil {
		return t, nil, err
	}
	mine := t.ID == p.TokenID || p.User != nil && who.User != nil && p.User.ID == who.User.ID
	if !mine {
		return t, nil, gone
	}
	return t, who, nil
}
