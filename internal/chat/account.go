package chat

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// shows are the words for how a person is there. spec: rest-v2, 4.12 presence.
var shows = [...]string{"away", "chat", "dnd", "xa"}

// UpdateUser changes the fields of an account that the patch gives. Sessions and password grants end with the
// password that they were made with. spec: rest-v2, 4.12 update_user; rest-v1, 6.2.
func (s *Service) UpdateUser(ctx context.Context, p *Principal, ref string, patch UserPatch) (User, error) {
	before, err := s.Changeable(ctx, p, ref)
	if err != nil {
		return User{}, err
	}
	after := tidyUser(patch.applied(before))
	if err := CheckUser(after); err != nil {
		return User{}, err
	}
	if err := mayRaise(p, after); err != nil {
		return User{}, err
	}
	if !strings.EqualFold(before.Email, after.Email) {
		if err := s.checkDomain(ctx, after.Email); err != nil {
			return User{}, err
		}
	}
	patch.tidy(after)
	patch.Keep = p.Credential[:]
	return s.changeUser(ctx, p, before, after, patch)
}

// changeUser makes before what after is, with an entry in the audit log.
func (s *Service) changeUser(ctx context.Context, p *Principal, before, after User, patch UserPatch) (updated User, err error) {
	err = s.audit.Update(ctx, p, auditUser(before, after, patch), func(ctx context.Context) (err error) {
		updated, err = s.store.UpdateUser(ctx, before.ID, patch)
		return err
	})
	if err != nil {
		return User{}, userTaken(err, after)
	}
	s.accountChanged(before, updated)
	return updated, nil
}

// Changeable finds a person whose account the caller may change. spec: rest-v2, 4.12 update_user.
func (s *Service) Changeable(ctx context.Context, p *Principal, ref string) (User, error) {
	u, err := s.User(ctx, ref)
	if err != nil {
		return User{}, err
	}
	switch {
	case u.Guest:
		return User{}, Errorf(Invalid, "%s is a guest, and guests cannot be changed", u.Name)
	case u.Deleted:
		return User{}, Errorf(Invalid, "%s was deleted, and deleted users cannot be changed", u.Name)
	}
	return u, MayChange(p, u)
}

// applied is the user as the patch makes them.
func (p *UserPatch) applied(u User) User {
	set(&u.Name, p.Name)
	set(&u.MentionName, p.MentionName)
	set(&u.Email, p.Email)
	set(&u.Title, p.Title)
	set(&u.Timezone, p.Timezone)
	set(&u.Status, p.Status)
	set(&u.Admin, p.Admin)
	set(&u.Delegate, p.Delegate)
	return u
}

func set[T any](field, value *T) {
	if value != nil {
		*field = *value
	}
}

// tidy takes what it changes from u, where it stands without blanks and without what was left out.
func (p *UserPatch) tidy(u User) {
	for _, f := range []struct {
		field **string
		value string
	}{{&p.Name, u.Name}, {&p.MentionName, u.MentionName}, {&p.Email, u.Email}, {&p.Timezone, u.Timezone}} {
		if *f.field != nil {
			*f.field = &f.value
		}
	}
}

// accountChanged has everything forget how the person was. Sockets know their person's name and rights, so those that
// are open must come back. spec: rest-v2, 4.12, "briefly disconnects the person".
func (s *Service) accountChanged(before, after User) {
	s.mentions.Clear()
	s.changed(after.ID)
	s.tellPerson(before, after)
	if before.Name != after.Name || before.MentionName != after.MentionName || rankOf(before) != rankOf(after) {
		s.live.Reconnect(after.ID)
	}
}

// CheckPresence tests what a person is to be shown as; empty words are no change. spec: rest-v2, 4.12.
func CheckPresence(status, show string) error {
	if v := hipchat.CheckLength("presence.status", status, 0, hipchat.MaxStatus); v != nil {
		return Violates(v)
	}
	if show != "" && !slices.Contains(shows[:], show) {
		return Violates(hipchat.NotIn("presence.show", show, shows[:]))
	}
	return nil
}

// SetShow changes how a person who is online shows. An empty show is no change.
func (s *Service) SetShow(userID int64, show string) {
	if show != "" {
		s.live.SetShow(userID, show)
	}
}

// DeleteUser deactivates an account: it ends what the person is signed in with, at once. Their history stays. One
// that is deactivated already stays so. spec: rest-v2, 4.12 delete_user.
func (s *Service) DeleteUser(ctx context.Context, p *Principal, ref string) error {
	u, err := s.User(ctx, ref)
	if err != nil {
		return err
	}
	if u.Owner {
		return Errorf(Forbidden, "The group's owner cannot be deleted")
	}
	if err := MayChange(p, u); err != nil {
		return err
	}
	if u.Deleted {
		return nil
	}
	return s.setDeleted(ctx, p, u, true)
}

func (s *Service) setDeleted(ctx context.Context, p *Principal, u User, gone bool) error {
	e := AuditEntry{Kind: AuditUserRestored, Target: u.auditTarget()}
	if gone {
		e.Kind = AuditUserDeactivated
	}
	var after User
	err := s.audit.Change(ctx, p, e, func(ctx context.Context) (err error) {
		after, err = s.store.UpdateUser(ctx, u.ID, UserPatch{Deleted: &gone})
		return err
	})
	if err != nil {
		return err
	}
	s.accountChanged(u, after)
	return nil
}

// RestoreUser brings a deactivated account back, with the password that it had. spec: rest-v1, 6.2 users/undelete.
func (s *Service) RestoreUser(ctx context.Context, p *Principal, ref string) error {
	u, err := s.User(ctx, ref)
	if err != nil {
		return err
	}
	if err := MayChange(p, u); err != nil {
		return err
	}
	if !u.Deleted {
		return nil
	}
	return s.setDeleted(ctx, p, u, false)
}

// revive brings a deactivated account back as the new one that was asked for. A mention name that was not asked for
// stays what it was. spec: rest-v2, 4.12 create_user.
func (s *Service) revive(ctx context.Context, p *Principal, gone, u User, passwordHash string) (User, error) {
	if err := MayChange(p, gone); err != nil {
		return User{}, err
	}
	if u.MentionName == "" {
		u.MentionName = gone.MentionName
	}
	u = tidyUser(u)
	if err := CheckUser(u); err != nil {
		return User{}, err
	}
	deleted := false
	e := auditUser(gone, u, UserPatch{})
	e.Kind = AuditUserRestored
	var revived User
	err := s.audit.Change(ctx, p, e, func(ctx context.Context) (err error) {
		revived, err = s.store.UpdateUser(ctx, gone.ID, UserPatch{
			Name: &u.Name, MentionName: &u.MentionName, Email: &u.Email, Title: &u.Title, Timezone: &u.Timezone,
			Admin: &u.Admin, Delegate: &u.Delegate, Deleted: &deleted, PasswordHash: &passwordHash,
		})
		return err
	})
	if err != nil {
		return User{}, userTaken(err, u)
	}
	s.accountChanged(gone, revived)
	return revived, nil
}

// Owner answers the group's owner.
func (s *Service) Owner(ctx context.Context) (User, error) { return s.store.Owner(ctx) }

// CountPeople counts who belongs to the group.
func (s *Service) CountPeople(ctx context.Context) (int64, error) { return s.store.CountPeople(ctx) }

// InviteUser makes an account without a password, for who is going to choose one by a link. Who has been invited and
// has not come yet is answered as they are. spec: rest-v2, 4.17.
func (s *Service) InviteUser(ctx context.Context, p *Principal, u User) (User, error) {
	if err := s.mayInvite(ctx, p); err != nil {
		return User{}, err
	}
	there, err := s.findByEmail(ctx, u.Email)
	if errors.Is(err, ErrNotFound) || err == nil && there.Deleted && MayCreateUsers(p) == nil {
		return s.createUser(ctx, p, u, "")
	}
	if err != nil {
		return User{}, err
	}
	_, err = s.store.Invitation(ctx, there.ID)
	if errors.Is(err, ErrNotFound) {
		return User{}, Errorf(Invalid, "Email already in use")
	}
	if err != nil {
		return User{}, err
	}
	return there, MayChange(p, there)
}
