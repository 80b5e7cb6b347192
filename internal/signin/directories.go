package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// Directories answers all directories in the order in which they are asked, those of the file first.
func (s *Service) Directories(ctx context.Context) ([]Described[Directory], error) {
	var all []Described[Directory]
	for _, d := range s.File.Directories {
		all = append(all, Described[Directory]{d, d.BindPassword != "", true})
	}
	stored, err := s.Store.Sources(ctx)
	if err != nil {
		return nil, err
	}
	for _, v := range stored {
		if v.Kind != kindDirectory || s.File.has(v.Key) {
			continue
		}
		var d Directory
		if err := s.open(v, &d, &d.BindPassword); err != nil {
			return nil, err
		}
		all = append(all, Described[Directory]{d, d.BindPassword != "", false})
	}
	return all, nil
}

// directory finds a directory by its key.
func (s *Service) directory(ctx context.Context, key string) (Directory, error) {
	all, err := s.Directories(ctx)
	if err != nil {
		return Directory{}, err
	}
	for _, d := range all {
		if d.Source.Key == key {
			return d.Source, nil
		}
	}
	return Directory{}, chat.Errorf(chat.NotFound, "There is no directory %q", key)
}

// SaveDirectory adds a directory or replaces the one with its key. Without a bind password it keeps the one that it had, but
// not for another host or name: whoever may change these must not learn the password by it.
func (s *Service) SaveDirectory(ctx context.Context, d Directory) error {
	if err := d.check(); err != nil {
		return err
	}
	if err := s.lockedOut(ctx, d); err != nil {
		return err
	}
	d, err := s.withPassword(ctx, d)
	if err != nil {
		return err
	}
	secret := d.BindPassword
	d.BindPassword = ""
	return s.save(ctx, kindDirectory, d.Key, d, secret)
}

// lockedOut refuses changes of the directory by which the caller comes in: a slip would leave them outside.
func (s *Service) lockedOut(ctx context.Context, d Directory) error {
	ids, err := s.Chat.Identities(ctx, auth.PrincipalFrom(ctx).UserID())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(ids, func(id chat.Identity) bool { return id.Origin == d.origin() }) {
		return chat.Errorf(chat.Forbidden, "You come in by this directory yourself, so that another administrator has to change it")
	}
	return nil
}

// withPassword takes the bind password that is kept for one that is left out.
func (s *Service) withPassword(ctx context.Context, d Directory) (Directory, error) {
	if d.BindPassword != "" || d.BindDN == "" {
		return d, nil
	}
	before, err := s.directory(ctx, d.Key)
	var known *chat.Error
	if errors.As(err, &known) && known.Code == chat.NotFound {
		return d, nil // a new one
	}
	if err != nil {
		return d, err
	}
	is, was := d.complete(), before.complete()
	if was.BindPassword != "" && (is.Host != was.Host || is.Port != was.Port || is.TLS != was.TLS || is.CA != was.CA || is.BindDN != was.BindDN) {
		return d, chat.Violates(&hipchat.Violation{Field: "bind_password", Rule: hipchat.RuleRequired, Expected: "the password again, since it would go somewhere else"})
	}
	d.BindPassword = before.BindPassword
	return d, nil
}

// OrderDirectories has the directories of the page asked in the order of these keys, which are all of them.
func (s *Service) OrderDirectories(ctx context.Context, keys []string) error {
	stored, err := s.Store.Sources(ctx)
	if err != nil {
		return err
	}
	byKey := make(map[string]chat.Source)
	for _, v := range stored {
		if v.Kind == kindDirectory && !s.File.has(v.Key) {
			byKey[v.Key] = v
		}
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(keys)))
	if len(keys) != len(byKey) || len(sorted) != len(keys) || slices.ContainsFunc(keys, func(k string) bool { _, ok := byKey[k]; return !ok }) {
		return chat.Violates(&hipchat.Violation{Field: "keys", Rule: hipchat.RuleFormat, Expected: "the key of each directory of the page, once"})
	}
	return s.Chat.Auditor().Change(ctx, auth.PrincipalFrom(ctx), audited("directories", fmt.Sprint(keys)), func(ctx context.Context) error {
		for i, key := range keys {
			v := byKey[key]
			v.Position = int64(i)
			if err := s.Store.SetSource(ctx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// Named tells whether people sign in by other names than their address.
func (s *Service) Named(ctx context.Context) (bool, error) {
	all, err := s.Directories(ctx)
	return slices.ContainsFunc(all, func(d Described[Directory]) bool { return !d.Source.Disabled }), err
}
