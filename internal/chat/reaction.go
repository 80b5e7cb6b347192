package chat

import (
	"context"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// MaxReactions is how many different emoji an event may have.
const MaxReactions = 20

// React puts the caller's emoji under an event, once, and answers the event as it is then.
func (s *Service) React(ctx context.Context, p *Principal, conversationID int64, id, emoji string) (Event, error) {
	emoji, err := s.reactable(ctx, emoji)
	if err != nil {
		return Event{}, err
	}
	c, err := s.changing(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	c.event.Body = emoji
	return s.change(ctx, c, ChangeReact, func(e *Event) (bool, error) {
		i := slices.IndexFunc(e.Reactions, func(r Reaction) bool { return r.Emoji == emoji })
		if i < 0 && len(e.Reactions) >= MaxReactions {
			return false, Errorf(Invalid, "A message can have %d different reactions", MaxReactions)
		}
		all := slices.Clone(e.Reactions)
		if i < 0 {
			e.Reactions = append(all, Reaction{Emoji: emoji, Users: []int64{c.event.UserID}})
			return true, nil
		}
		if slices.Contains(all[i].Users, c.event.UserID) {
			return false, nil
		}
		all[i].Users = append(slices.Clone(all[i].Users), c.event.UserID)
		e.Reactions = all
		return true, nil
	})
}

// Unreact takes the caller's emoji back. One that is not there is none.
func (s *Service) Unreact(ctx context.Context, p *Principal, conversationID int64, id, emoji string) (Event, error) {
	c, err := s.changing(ctx, p, conversationID, id)
	if err != nil {
		return Event{}, err
	}
	emoji = reactionKey(emoji)
	c.event.Body = emoji
	if len(emoji) > maxEmoji || !storable(emoji) {
		return c.subject, nil
	}
	return s.change(ctx, c, ChangeUnreact, func(e *Event) (bool, error) {
		i := slices.IndexFunc(e.Reactions, func(r Reaction) bool { return r.Emoji == emoji })
		if i < 0 || !slices.Contains(e.Reactions[i].Users, c.event.UserID) {
			return false, nil
		}
		all := slices.Clone(e.Reactions)
		all[i].Users = slices.DeleteFunc(slices.Clone(all[i].Users), func(id int64) bool { return id == c.event.UserID })
		if len(all[i].Users) == 0 {
			all = slices.Delete(all, i, i+1)
		}
		e.Reactions = all
		return true, nil
	})
}

// reactable answers the emoji as it is kept, if it is one that can be shown: a Unicode emoji, or an emoticon of the group
// in parentheses.
func (s *Service) reactable(ctx context.Context, emoji string) (string, error) {
	emoji = reactionKey(emoji)
	if IsEmoji(emoji) {
		return emoji, nil
	}
	name, open := strings.CutPrefix(emoji, "(")
	name, closed := strings.CutSuffix(name, ")")
	if !open || !closed || !shortcutPattern().MatchString(name) {
		return "", Violates(&hipchat.Violation{Field: "emoji", Rule: hipchat.RuleFormat, Value: hipchat.Abridge(emoji), Expected: "one emoji, or an emoticon such as (yes)"})
	}
	e, err := s.Emoticon(ctx, emoji)
	if err != nil {
		return "", err
	}
	return "(" + e.Shortcut + ")", nil
}

// reactionKey is the form in which an emoji is kept: emoticons in lower case.
func reactionKey(emoji string) string {
	if strings.HasPrefix(emoji, "(") {
		return strings.ToLower(emoji)
	}
	return emoji
}
