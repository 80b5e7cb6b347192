package chat

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// InviteURL is the link by which whoever has it makes an account of their own. spec: product, 10.1.
type InviteURL struct {
	Token   string    `json:"token"` // empty: there is none
	By      int64     `json:"by"`    // who has made it
	Created time.Time `json:"created"`
}

const inviteURLKey = "group.invite_url"

// ByInviteURL is the credential of who comes through the group's invite URL.
const ByInviteURL TokenKind = "invite_url"

// InviteURL answers the group's to an administrator, one without a token where there is none.
func (s *Service) InviteURL(ctx context.Context, p *Principal) (InviteURL, error) {
	if !p.GroupAdmin() {
		return InviteURL{}, Errorf(Forbidden, "Only administrators see the group's invite URL")
	}
	return s.inviteURL(ctx)
}

func (s *Service) inviteURL(ctx context.Context) (url InviteURL, err error) {
	text, err := s.store.Setting(ctx, inviteURLKey)
	if errors.Is(err, ErrNotFound) {
		return url, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &url)
	}
	if err != nil {
		return url, fmt.Errorf("invite URL: %w", err)
	}
	return url, nil
}

// SetInviteURL gives the group an invite URL with another token, or with an empty one none. The one before is worthless then.
func (s *Service) SetInviteURL(ctx context.Context, p *Principal, token string) (InviteURL, error) {
	before, err := s.InviteURL(ctx, p)
	if err != nil {
		return InviteURL{}, err
	}
	after := InviteURL{Token: token, By: p.UserID(), Created: s.moment()}
	text, err := json.Marshal(after)
	if err != nil {
		return InviteURL{}, err
	}
	g, err := s.store.Group(ctx)
	if err != nil {
		return InviteURL{}, err
	}
	var c auditChanges
	c.text("invite_url", stateOf(before), stateOf(after))
	if before.Token != "" && token != "" {
		c = auditChanges{{Field: "invite_url", To: "made anew"}}
	}
	e := AuditEntry{Kind: AuditGroupUpdated, Target: AuditTarget{Kind: "group", ID: g.ID, Name: g.Name}, Changes: c}
	err = s.audit.Update(ctx, p, e, func(ctx context.Context) error { return s.store.SetSetting(ctx, inviteURLKey, string(text)) })
	return after, err
}

func stateOf(url InviteURL) string {
	if url.Token == "" {
		return "off"
	}
	return "on"
}

// Invites answers the group's invite URL if the token is its.
func (s *Service) Invites(ctx context.Context, token string) (InviteURL, error) {
	url, err := s.inviteURL(ctx)
	if err == nil && (url.Token == "" || subtle.ConstantTimeCompare([]byte(url.Token), []byte(token)) != 1) {
		err = Errorf(NotFound, "This invite URL leads nowhere any more. Ask whoever gave it to you for another one")
	}
	return url, err
}

// JoinGroup makes an account without a password and without any rights for who has come by the group's invite URL. Whose
// address has an account already gets none, whatever became of it. Where the address will be proved by mail, again is true:
// who has made an account so before and has not come yet is answered as they are.
func (s *Service) JoinGroup(ctx context.Context, token, name, email string, again bool) (u User, by int64, err error) {
	url, err := s.Invites(ctx, token)
	if err != nil {
		return User{}, 0, err
	}
	if err := s.checkDomain(ctx, email); err != nil {
		return User{}, 0, err
	}
	if again {
		there, err := s.notCome(ctx, email)
		if err == nil || !errors.Is(err, ErrNotFound) {
			return there, url.By, err
		}
	}
	joining := Principal{Kind: ByInviteURL, Name: tidyUser(User{Name: name}).Name}
	u, err = s.addUser(ctx, &joining, User{Name: name, Email: email}, "")
	return u, url.By, err
}

// notCome finds a plain person who has been invited and has not come yet; ErrNotFound is for everybody else.
func (s *Service) notCome(ctx context.Context, email string) (User, error) {
	u, err := s.findByEmail(ctx, email)
	if err != nil {
		return User{}, err
	}
	if u.Deleted || rankOf(u) != rankUser {
		return User{}, ErrNotFound
	}
	found, err := s.store.FindPeople(ctx, PersonFilter{ID: u.ID, State: PeopleInvited, Limit: 1})
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	return u, err
}
