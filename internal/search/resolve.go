package search

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// resolve turns names into ids and dates into moments, as the caller means them.
func (s *Service) resolve(ctx context.Context, p *chat.Principal, q Query) (chat.SearchQuery, error) {
	wanted := chat.SearchQuery{
		Reader: p.Reader(),
		Parts:  q.Parts,
	}
	if len(q.Parts) == 0 && len(q.Filters) == 0 {
		return wanted, refuse("What are you looking for? Write at least one word or filter")
	}
	groups := make(map[string]int) // from:a from:b is either of them
	for _, f := range q.Filters {
		if isDate(f.Key) {
			if err := s.bound(&wanted, p, f); err != nil {
				return wanted, err
			}
			continue
		}
		tags, err := s.tags(ctx, p, f)
		if err != nil {
			return wanted, err
		}
		either := !f.Not && (f.Key == "from" || f.Key == "in")
		if at, known := groups[f.Key]; known && either {
			wanted.Tags[at].Any = append(wanted.Tags[at].Any, tags...)
			continue
		}
		if either {
			groups[f.Key] = len(wanted.Tags)
		}
		wanted.Tags = append(wanted.Tags, chat.SearchTags{Any: tags, Not: f.Not})
	}
	return wanted, nil
}

func isDate(key string) bool { return key == "before" || key == "after" || key == "on" }

// bound narrows the time that is searched.
func (s *Service) bound(wanted *chat.SearchQuery, p *chat.Principal, f Filter) error {
	if f.Not {
		return refuse("-%s: makes no sense: write before:, after: or on: another date", f.Key)
	}
	zone, err := time.LoadLocation(p.User.Timezone)
	if err != nil {
		zone = time.UTC
	}
	from, to, err := span(f, s.now().In(zone))
	if err != nil {
		return err
	}
	since, until := from, to
	switch f.Key {
	case "before":
		since, until = time.Time{}, from
	case "after":
		since, until = to, time.Time{}
	}
	if since.After(wanted.Since) {
		wanted.Since = since
	}
	if !until.IsZero() && (wanted.Until.IsZero() || until.Before(wanted.Until)) {
		wanted.Until = until
	}
	return nil
}

// tags are those of which an entry must have one.
func (s *Service) tags(ctx context.Context, p *chat.Principal, f Filter) ([]string, error) {
	switch f.Key {
	case "has":
		return []string{tagHas + f.Value}, nil
	case "is":
		return []string{tagIs + f.Value}, nil
	case "mentions":
		return []string{tag(tagMention, p.User.ID), tagAll}, nil
	case "from":
		return s.from(ctx, p, f)
	}
	id, err := s.in(ctx, p, f)
	return []string{tag(tagConversation, id)}, err
}

// from is a person, by mention name or full name, or an integration by a word of its name.
func (s *Service) from(ctx context.Context, p *chat.Principal, f Filter) ([]string, error) {
	if strings.EqualFold(f.Value, "me") {
		return []string{tag(tagUser, p.User.ID)}, nil
	}
	if u, ok, err := s.person(ctx, f.Value); err != nil || ok {
		return []string{tag(tagUser, u.ID)}, err
	}
	words := Words(f.Value)
	if strings.HasPrefix(f.Value, "@") || len(words) == 0 {
		return nil, refuse("from: there is nobody called %s", f.Value)
	}
	return []string{tagSender + words[0].Text}, nil
}

// person finds somebody by "@name", a mention name or the whole of their name.
func (s *Service) person(ctx context.Context, name string) (chat.User, bool, error) {
	u, err := s.chat.User(ctx, "@"+strings.TrimPrefix(name, "@"))
	var refused *chat.Error
	if err == nil || !errors.As(err, &refused) {
		return u, err == nil, err
	}
	all, err := s.chat.Users(ctx, chat.UserFilter{IncludeGuests: true})
	for _, u := range all {
		if strings.EqualFold(u.Name, name) {
			return u, true, nil
		}
	}
	return chat.User{}, false, err
}

// in is a room that the caller may see, or their chat with "@somebody", in the vendor's links "uid-7". spec: product, 8.1
func (s *Service) in(ctx context.Context, p *chat.Principal, f Filter) (int64, error) {
	var refused *chat.Error
	if person, byID := strings.CutPrefix(f.Value, "uid-"); byID || strings.HasPrefix(person, "@") {
		id, ok, err := s.chat.FindDirectChat(ctx, p, person)
		switch {
		case errors.As(err, &refused):
			return 0, refuse("in: there is nobody called %s", f.Value)
		case err == nil && !ok:
			return 0, refuse("in: you have no chat with %s", f.Value)
		}
		return id, err
	}
	room, err := s.chat.Room(ctx, p, strings.TrimPrefix(f.Value, "#"))
	if errors.As(err, &refused) {
		return 0, refuse("in: there is no room called %s", f.Value)
	}
	return room.ConversationID, err
}
