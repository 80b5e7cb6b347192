package chat

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/stoachat/stoa/hipchat"
)

// MaxStatusTyped is how long a status typed in the page may be, in characters. spec: product, 4.2.
const MaxStatusTyped = 1024

// UpdateSelf changes a person's own profile: what everybody may change of themselves. spec: product, 2.2.
func (s *Service) UpdateSelf(ctx context.Context, p *Principal, patch UserPatch) (User, error) {
	if p.User == nil || p.User.Guest {
		return User{}, Errorf(Forbidden, "Only a person with an account has a profile")
	}
	before, err := s.UserByID(ctx, p.User.ID)
	if err != nil {
		return User{}, err
	}
	patch = UserPatch{
		Name: patch.Name, MentionName: patch.MentionName, Title: patch.Title, Timezone: patch.Timezone,
		Status: patch.Status, PasswordHash: patch.PasswordHash, Keep: p.Credential[:],
	}
	after := tidyUser(patch.applied(before))
	if after.Name != before.Name || after.MentionName != before.MentionName || after.Title != before.Title {
		if err := s.mayEditProfile(ctx, p); err != nil {
			return User{}, err
		}
	}
	if err := CheckUser(after); err != nil {
		return User{}, err
	}
	patch.tidy(after)
	return s.changeUser(ctx, p, before, after, patch)
}

func (s *Service) mayEditProfile(ctx context.Context, p *Principal) error {
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.EditProfiles }, "Changing profiles")
}

// SetPresence is how a person chooses to show, chat, xa or dnd, and what they say about it. nil is no change. It holds
// on all pages of theirs, until they choose again.
func (s *Service) SetPresence(ctx context.Context, p *Principal, show, status *string) error {
	if status != nil {
		if v := hipchat.CheckLength("status", *status, 0, MaxStatusTyped); v != nil {
			return Violates(v)
		}
	}
	if show != nil {
		_, err := s.ChangePreferences(ctx, p, func(f *Preferences) error { f.Show = *show; return nil })
		if err != nil {
			return err
		}
		s.live.SetShow(p.UserID(), *show)
	}
	if status == nil || *status == p.User.Status {
		return nil
	}
	u, err := s.store.UpdateUser(ctx, p.UserID(), UserPatch{Status: status})
	if err != nil {
		return err
	}
	s.changed(u.ID)
	return s.tellStatus(u)
}

// tellStatus tells everybody what a person says about being there.
func (s *Service) tellStatus(u User) error {
	frame, err := json.Marshal(struct {
		Type   string `json:"type"`
		UserID int64  `json:"user_id"`
		Status string `json:"status"`
	}{"status", u.ID, u.Status})
	if err == nil {
		s.live.SendAll(frame)
	}
	return err
}

// Sessions lists where the person is signed in, the latest first.
func (s *Service) Sessions(ctx context.Context, p *Principal) ([]Session, error) {
	return s.store.Sessions(ctx, p.UserID())
}

// EndSession ends one of the person's sessions.
func (s *Service) EndSession(ctx context.Context, p *Principal, id int64) error {
	err := s.endSession(ctx, p, *p.User, id)
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "You have no session %d", id)
	}
	if err == nil {
		s.changed(p.UserID())
	}
	return err
}

func (s *Service) endSession(ctx context.Context, p *Principal, of User, id int64) error {
	return s.audit.Change(ctx, p, AuditEntry{Kind: AuditSessionEnded, Target: of.auditTarget()}, func(ctx context.Context) error {
		return s.store.EndSession(ctx, of.ID, id)
	})
}

// SignInsEnded has everything forget what a person was signed in with, after some of it was ended.
func (s *Service) SignInsEnded(userID int64) { s.changed(userID) }

// SetOwnPhoto changes the caller's picture; nil removes it.
func (s *Service) SetOwnPhoto(ctx context.Context, p *Principal, pic *Picture) (User, error) {
	if p.User == nil || p.User.Guest {
		return User{}, Errorf(Forbidden, "Only a person with an account has a photo")
	}
	if err := s.mayEditProfile(ctx, p); err != nil {
		return User{}, err
	}
	if err := s.store.SetUserPhoto(ctx, p.User.ID, pic); err != nil {
		return User{}, err
	}
	s.mentions.Clear()
	s.changed(p.User.ID)
	after, err := s.UserByID(ctx, p.User.ID)
	if err == nil {
		s.tellPerson(*p.User, after)
	}
	return after, err
}

// ComeBack has a person's sockets come back, with the credentials that their browsers have now.
func (s *Service) ComeBack(userID int64) { s.live.Reconnect(userID) }
