package chat

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Emoticon is a small picture that stands for (shortcut): one of everybody's, or one that the group has added. The
// group's may have the shortcut of a global one, which it then replaces.
type Emoticon struct {
	ID            int64
	Shortcut      string // without parentheses, in lower case
	Global        bool
	Picture       string // the picture's key; of a global one its file
	Type          string // its media type
	Width, Height int    // in pixels
	UserID        int64  // who added it
	Created       time.Time
}

// maxEmoticons bounds how many a group may add: every page has them all.
const maxEmoticons = 2000

var shortcutPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]{1,50}$`) })

// Emoticons lists those of a kind, one of hipchat's constants, in order of their shortcuts; of every kind, without the
// global ones that the group has replaced. spec: product, 4.6.
func (s *Service) Emoticons(ctx context.Context, kind string) ([]Emoticon, error) {
	if kind == hipchat.EmoticonGlobal {
		return s.emoticons, nil
	}
	own, err := s.store.Emoticons(ctx)
	if err != nil || kind == hipchat.EmoticonGroup {
		return own, err
	}
	all := slices.Clone(own)
	for _, e := range s.emoticons {
		if !slices.ContainsFunc(own, func(o Emoticon) bool { return o.Shortcut == e.Shortcut }) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b Emoticon) int { return strings.Compare(a.Shortcut, b.Shortcut) })
	return all, nil
}

// Emoticon finds one by its id or its shortcut, of which the group's comes first. spec: client-quirks, A6.
func (s *Service) Emoticon(ctx context.Context, ref string) (Emoticon, error) {
	own, err := s.store.Emoticons(ctx)
	if err != nil {
		return Emoticon{}, err
	}
	all := append(own, s.emoticons...)
	id, _ := strconv.ParseInt(ref, 10, 64)
	i := slices.IndexFunc(all, func(e Emoticon) bool { return e.ID == id })
	if i < 0 {
		name := strings.ToLower(strings.Trim(ref, "()"))
		i = slices.IndexFunc(all, func(e Emoticon) bool { return e.Shortcut == name })
	}
	if i < 0 {
		return Emoticon{}, Errorf(NotFound, "Emoticon not found: Emoticon '%s' not found", hipchat.Abridge(ref))
	}
	return all[i], nil
}

// AddEmoticon adds one to the group. spec: product, 4.6.
func (s *Service) AddEmoticon(ctx context.Context, p *Principal, e Emoticon, pic Picture) (Emoticon, error) {
	if err := s.may(ctx, p, func(g GroupPreferences) Who { return g.AddEmoticons }, "Adding emoticons"); err != nil {
		return Emoticon{}, err
	}
	e.Shortcut = strings.ToLower(strings.TrimSpace(e.Shortcut))
	if e.Shortcut == "" {
		return Emoticon{}, Violates(hipchat.Required("shortcut"))
	}
	if !shortcutPattern().MatchString(e.Shortcut) {
		return Emoticon{}, Violates(&hipchat.Violation{Field: "shortcut", Rule: hipchat.RulePattern, Value: e.Shortcut, Expected: "^[A-Za-z0-9]{1,50}$"})
	}
	all, err := s.store.Emoticons(ctx)
	if err != nil {
		return Emoticon{}, err
	}
	if len(all) >= maxEmoticons {
		return Emoticon{}, Errorf(Invalid, "The group has %d emoticons already; remove one first", len(all))
	}
	e.UserID, e.Created = p.UserID(), s.moment()
	err = s.audit.Change(ctx, p, AuditEntry{Kind: AuditEmoticonAdded, Target: AuditTarget{"emoticon", 0, e.Shortcut}}, func(ctx context.Context) (err error) {
		e, err = s.store.AddEmoticon(ctx, e, pic)
		return err
	})
	if taken(err, "shortcut") {
		return Emoticon{}, Errorf(Conflict, "The group already has an emoticon (%s); remove it first", e.Shortcut)
	}
	if err == nil {
		s.live.SendAll(emoticonsFrame)
	}
	return e, err
}

// emoticonsFrame says that the set has changed: ask again.
var emoticonsFrame = []byte(`{"type":"emoticons"}`)

// DeleteEmoticon removes one of the group's.
func (s *Service) DeleteEmoticon(ctx context.Context, p *Principal, id int64) error {
	if err := mayChangeEmoticons(p); err != nil {
		return err
	}
	target := AuditTarget{Kind: "emoticon", ID: id}
	if e, err := s.Emoticon(ctx, strconv.FormatInt(id, 10)); err == nil {
		target.Name = e.Shortcut
	}
	err := s.audit.Change(ctx, p, AuditEntry{Kind: AuditEmoticonRemoved, Target: target}, func(ctx context.Context) error {
		return s.store.DeleteEmoticon(ctx, id)
	})
	if errors.Is(err, ErrNotFound) {
		return Errorf(NotFound, "Emoticon %d not found", id)
	}
	if err == nil {
		s.live.SendAll(emoticonsFrame)
	}
	return err
}

func mayChangeEmoticons(p *Principal) error {
	if !p.GroupAdmin() {
		return Errorf(Forbidden, "Only a group administrator may change the group's emoticons")
	}
	return nil
}
