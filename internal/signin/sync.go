package signin

import (
	"context"
	"errors"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Sync is how a look at who is gone from a directory ended.
type Sync struct {
	At      time.Time `json:"at"`
	People  int       `json:"people"` // whom the directory has
	Known   int       `json:"known"`  // who of them have an account here
	Gone    []string  `json:"gone"`   // whose accounts were deactivated, or would have been
	Problem string    `json:"problem,omitempty"`
}

const (
	syncLimit = 10 * time.Minute
	pageSize  = 500
	// fewGone people may be gone at once without a second thought, and otherwise half of them: a directory that is empty all of
	// a sudden has been described wrongly more often than everybody has left.
	fewGone = 5
)

// Run syncs directories when they are due, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.Keeps() {
				s.syncDue(ctx)
			}
		}
	}
}

func (s *Service) syncDue(ctx context.Context) {
	all, err := s.Directories(ctx)
	if err != nil {
		s.Log.ErrorContext(ctx, "directories were not synced", "error", err)
		return
	}
	for _, known := range all {
		d := known.Source.complete()
		last, _ := s.LastSync(d.Key)
		if d.Disabled || d.Sync < 0 || s.Now().Sub(last.At) < time.Duration(d.Sync)*time.Minute {
			continue
		}
		done, err := s.sync(ctx, d, false, 0)
		if err != nil {
			return // ctx has ended
		}
		if done.Problem != "" && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "directory was not synced", "directory", d.Key, "problem", done.Problem)
		}
	}
}

// LastSync answers how the last look at who is gone from a directory ended.
func (s *Service) LastSync(key string) (Sync, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done, ok := s.syncs[key]
	return done, ok
}

// SyncNow looks who is gone from a directory. anyway deactivates also when suspiciously many are.
func (s *Service) SyncNow(ctx context.Context, key string, anyway bool) (Sync, error) {
	d, err := s.directory(ctx, key)
	if err != nil {
		return Sync{}, err
	}
	return s.sync(ctx, d.complete(), anyway, auth.PrincipalFrom(ctx).UserID())
}

// sync changes accounts to what the directory says of their people, and deactivates who is gone; never by, who wants it.
// The error is that of a ctx that ended while another sync was under way.
func (s *Service) sync(ctx context.Context, d Directory, anyway bool, by int64) (Sync, error) {
	select {
	case s.syncing <- struct{}{}:
		defer func() { <-s.syncing }()
	case <-ctx.Done():
		return Sync{}, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	done := Sync{At: s.Now().UTC(), Gone: []string{}}
	if err := s.compare(ctx, d, anyway, by, &done); err != nil {
		done.Problem = shortened(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.syncs[d.Key] = done
	return done, nil
}

func (s *Service) compare(ctx context.Context, d Directory, anyway bool, by int64, done *Sync) error {
	ids, err := s.Chat.IdentitiesOf(ctx, d.origin())
	if err != nil {
		return err
	}
	there, err := s.people(ctx, d)
	if err != nil {
		return err
	}
	done.People = len(there)
	var gone []chat.Identity
	for _, id := range ids {
		p, ok := there[id.Subject]
		switch {
		case ok:
			done.Known++
			if err := s.refresh(ctx, d, p); err != nil {
				return err
			}
		case id.Gone.IsZero():
			gone = append(gone, id)
		}
	}
	return s.depart(ctx, d, gone, done, anyway, by)
}

// found is somebody whom a directory has.
type found struct {
	person
	admin *bool
}

// people answers whom a directory has, by their subjects: all of them, or an error.
func (s *Service) people(ctx context.Context, d Directory) (map[string]found, error) {
	v, err := s.visit(ctx, d)
	if err != nil {
		return nil, err
	}
	defer v.close()
	entries, err := v.all(d.Filter, d.asked())
	if err != nil {
		return nil, err
	}
	there := make(map[string]found, len(entries))
	for _, e := range entries {
		if p := d.person(e); p.subject != "" {
			there[p.subject] = found{person: p}
		}
	}
	if d.Admins == "" {
		return there, nil
	}
	admins, err := v.all("(&"+d.Filter+d.Admins+")", []string{d.Subject})
	if err != nil {
		return nil, err
	}
	is := make(map[string]bool)
	for _, e := range admins {
		is[d.subjectOf(e)] = true
	}
	for subject, p := range there {
		admin := is[subject]
		p.admin = &admin
		there[subject] = p
	}
	return there, nil
}

// all asks for people page by page: directories do not give many at once.
func (v *visit) all(filter string, attributes []string) ([]*ldap.Entry, error) {
	got, err := v.SearchWithPaging(ldap.NewSearchRequest(v.d.Base, ldap.ScopeWholeSubtree, ldap.NeverDerefAliases, 0, 0, false, filter, attributes, nil), pageSize)
	if err != nil {
		return nil, away(v.d, err)
	}
	return got.Entries, nil
}

// refresh changes an account to what the directory says. One that cannot be, because its address is somebody else's here,
// keeps nobody else's from being changed.
func (s *Service) refresh(ctx context.Context, d Directory, p found) error {
	v := d.vouch(p.person, p.admin)
	v.Seen = true
	_, err := s.Chat.Vouched(ctx, v)
	var known *chat.Error
	if errors.As(err, &known) {
		s.Log.WarnContext(ctx, "account was not changed to what its directory says", "directory", d.Key, "dn", p.dn, "error", known.Message)
		return nil
	}
	return err
}

// depart deactivates who of those that the directory has no more is not deactivated yet.
func (s *Service) depart(ctx context.Context, d Directory, gone []chat.Identity, done *Sync, anyway bool, by int64) error {
	var leaving []chat.Identity
	for _, id := range gone {
		u, err := s.Chat.UserByID(ctx, id.UserID)
		if err != nil {
			return err
		}
		if u.Owner || u.Deleted { // the owner stays, and others have nothing to lose
			continue
		}
		if id.UserID == by {
			return chat.Errorf(chat.Conflict, "You yourself are gone from %s, so nobody was deactivated", d.Name)
		}
		leaving = append(leaving, id)
		done.Gone = append(done.Gone, u.Name)
	}
	switch {
	case len(gone) > 0 && done.People == 0:
		return chat.Errorf(chat.Conflict, "%s has nobody at all below %q who passes the filter, so nobody was deactivated", d.Name, d.Base)
	case !anyway && len(leaving) > max(fewGone, (done.Known+len(leaving))/2):
		return chat.Errorf(chat.Conflict, "%d of %d people are gone from %s at once, so nobody was deactivated. Sync by hand if that is right", len(leaving), done.Known+len(leaving), d.Name)
	}
	for _, id := range leaving {
		if err := s.Chat.Depart(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
