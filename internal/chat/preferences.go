package chat

import (
	"context"
	"fmt"
	"slices"

	"github.com/stoachat/stoa/hipchat"
)

// Loudness is what of a conversation calls for a person's attention. spec: product, 7.2.
type Loudness string

// Loud is every message, Normal what is for everyone or names the person, Quiet what names the person alone.
const (
	Loud   Loudness = "loud"
	Normal Loudness = "normal"
	Quiet  Loudness = "quiet"
)

// Preferences are what a person has set for all pages of theirs, under the names that HipChat's had where it had them.
// spec: product, 9.
type Preferences struct {
	Theme            string `json:"theme"`            // system, light or dark
	Density          string `json:"density"`          // normal or tighter
	TimeFormat24Hour bool   `json:"timeFormat24Hour"` // else as the browser's language has it

	HidePresenceMessages bool `json:"hidePresenceMessages"` // lines about who came and went
	ReplaceTextEmoticons bool `json:"replaceTextEmoticons"` // :) becomes a picture
	HidePreviews         bool `json:"hidePreviews"`         // of links and pictures, until they are asked for
	HideGIFs             bool `json:"hideGIFs"`             // likewise, of moving pictures

	Loudness      Loudness `json:"globalNotificationSetting"`
	ShowToasters  bool     `json:"showToasters"` // desktop notifications
	SoundsEnabled bool     `json:"soundsEnabled"`
	NotifyWhenDND bool     `json:"notifyWhenDND"`

	Show        string `json:"show"` // chat, xa or dnd: how the person has chosen to show
	EnableIdle  bool   `json:"enableIdle"`
	IdleMinutes int    `json:"idleMinutes"` // without input, before they show as away
	MailMinutes int    `json:"mailMinutes"` // unread, before what names the person is told by mail; 0: never

	Panel string `json:"panel"` // the add-on's view beside rooms, as addon:module; empty: none. spec: connect-js, 9.1

	Starred []int64 `json:"starred"` // conversations that stand first
}

const (
	maxPanel   = 300 // characters
	maxStarred = 200
)

// DefaultPreferences are those of a person who has set nothing.
func DefaultPreferences() Preferences {
	return Preferences{
		Theme: "system", Density: "normal", ReplaceTextEmoticons: true, Loudness: Loud, ShowToasters: true, SoundsEnabled: true,
		Show: "chat", EnableIdle: true, IdleMinutes: 15, MailMinutes: 15, Starred: []int64{},
	}
}

// Self is what the server keeps for one person alone.
type Self struct {
	Preferences Preferences
	Loudness    map[int64]Loudness // by conversation, where it is not the person's usual one
}

// SelfStore keeps it.
type SelfStore interface {
	Preferences(ctx context.Context, userID int64) (Preferences, error)
	// ChangePreferences has change work on what is there; two changes at the same time come one after the other.
	ChangePreferences(ctx context.Context, userID int64, change func(*Preferences) error) (Preferences, error)
	Loudness(ctx context.Context, userID int64) (map[int64]Loudness, error)
	SetLoudness(ctx context.Context, userID, conversationID int64, l Loudness) error // empty: the person's usual one
}

// Self answers what a person has set for themselves.
func (s *Service) Self(ctx context.Context, p *Principal) (Self, error) {
	prefs, err := s.store.Preferences(ctx, p.UserID())
	if err != nil {
		return Self{}, err
	}
	loudness, err := s.store.Loudness(ctx, p.UserID())
	return Self{prefs, loudness}, err
}

// ChangePreferences changes what change changes, and tells the person's other pages.
func (s *Service) ChangePreferences(ctx context.Context, p *Principal, change func(*Preferences) error) (Preferences, error) {
	prefs, err := s.store.ChangePreferences(ctx, p.UserID(), func(f *Preferences) error {
		if err := change(f); err != nil {
			return err
		}
		return f.check()
	})
	if err == nil {
		s.TellSelf(p.UserID(), "prefs", prefs)
	}
	return prefs, err
}

func (f *Preferences) check() error {
	for _, c := range []struct {
		field, value string
		options      []string
	}{
		{"theme", f.Theme, []string{"system", "light", "dark"}},
		{"density", f.Density, []string{"normal", "tighter"}},
		{"globalNotificationSetting", string(f.Loudness), levels[:]},
		{"show", f.Show, []string{"chat", "xa", "dnd"}},
	} {
		if v := oneOf(c.field, c.value, c.options); v != nil {
			return Violates(v)
		}
	}
	if v := hipchat.CheckLength("panel", f.Panel, 0, maxPanel); v != nil {
		return Violates(v)
	}
	if len(f.Starred) > maxStarred || f.Starred == nil {
		return Violates(&hipchat.Violation{Field: "starred", Rule: hipchat.RuleFormat, Value: len(f.Starred), Expected: fmt.Sprintf("a list of at most %d conversations", maxStarred)})
	}
	if f.IdleMinutes < 1 || f.IdleMinutes > 99 {
		return Violates(&hipchat.Violation{Field: "idleMinutes", Rule: hipchat.RuleFormat, Value: f.IdleMinutes, Expected: "a number from 1 to 99"})
	}
	if !slices.Contains(mailWaits[:], f.MailMinutes) {
		return Violates(&hipchat.Violation{Field: "mailMinutes", Rule: hipchat.RuleFormat, Value: f.MailMinutes, Expected: "0, 15, 60 or 480"})
	}
	return nil
}

var mailWaits = [...]int{0, 15, 60, 480}

var levels = [...]string{string(Loud), string(Normal), string(Quiet)}

// SetLoudness sets how loud a conversation is for the person; empty is as loud as they usually have it.
// spec: product, 7.2.
func (s *Service) SetLoudness(ctx context.Context, p *Principal, conversationID int64, l Loudness) error {
	if l != "" {
		if v := oneOf("level", string(l), levels[:]); v != nil {
			return Violates(v)
		}
	}
	if err := s.CanRead(ctx, p, conversationID); err != nil {
		return err
	}
	if err := s.store.SetLoudness(ctx, p.UserID(), conversationID, l); err != nil {
		return err
	}
	s.TellSelf(p.UserID(), "level", map[string]any{"conversation": conversationID, "level": l})
	return nil
}

func oneOf(field, value string, options []string) *hipchat.Violation {
	if slices.Contains(options, value) {
		return nil
	}
	return hipchat.NotIn(field, value, options)
}
