package chat

import (
	"context"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// may answers nil when the group has something for the caller, and otherwise who has restricted it and whom to ask.
// Integrations may what their scopes say: the group's preferences are about people. spec: product, 2.4.
func (s *Service) may(ctx context.Context, p *Principal, who func(GroupPreferences) Who, what string) error {
	g, err := s.GroupPreferences(ctx)
	if err != nil || p.User == nil {
		return err
	}
	switch w := who(g); {
	case w == Everybody, w == OnlyAdmins && p.GroupAdmin():
		return nil
	case w == OnlyAdmins:
		return s.restricted(ctx, what+" is for administrators of the group here")
	}
	return s.restricted(ctx, what+" has been turned off by the group's administrators")
}

func (s *Service) restricted(ctx context.Context, sentence string) error {
	owner, err := s.store.Owner(ctx)
	if err != nil {
		return err
	}
	return Errorf(Forbidden, "%s. Ask %s", sentence, owner.Name)
}

// MayShare answers nil when the caller may share files.
func (s *Service) MayShare(ctx context.Context, p *Principal) error {
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.ShareFiles }, "Sharing files")
}

// CanIntegrate is CanAdminister for what integrates with a room: its tokens, webhooks and add-ons.
func (s *Service) CanIntegrate(ctx context.Context, p *Principal, r Room) error {
	if err := s.CanAdminister(ctx, p, r); err != nil {
		return err
	}
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.ManageIntegrations }, "Managing integrations")
}

// Allowed is what the group has for somebody, so that a page offers nothing that would be refused.
type Allowed struct {
	CreateRooms        bool `json:"create_rooms"`
	InvitePeople       bool `json:"invite_people"`
	AddEmoticons       bool `json:"add_emoticons"`
	ManageIntegrations bool `json:"manage_integrations"` // of rooms that they administer
}

// Allowed answers what the group has for the caller.
func (s *Service) Allowed(ctx context.Context, p *Principal) (Allowed, error) {
	g, err := s.GroupPreferences(ctx)
	is := func(w Who) bool { return w == Everybody || w == OnlyAdmins && p.GroupAdmin() }
	return Allowed{
		CreateRooms: is(g.CreateRooms), InvitePeople: is(g.InvitePeople) || p.rank() >= rankDelegate,
		AddEmoticons: is(g.AddEmoticons), ManageIntegrations: is(g.ManageIntegrations),
	}, err
}

// mayInvite lets who looks after people invite them, and everybody where the group wants that.
func (s *Service) mayInvite(ctx context.Context, p *Principal) error {
	if p.User == nil || p.rank() >= rankDelegate {
		return MayCreateUsers(p)
	}
	return s.may(ctx, p, func(g GroupPreferences) Who { return g.InvitePeople }, "Inviting people")
}

// mayMention tells whether @all and @here are a mention when the person writes them.
func (s *Service) mayMention(ctx context.Context, userID int64) (bool, error) {
	g, err := s.GroupPreferences(ctx)
	if err != nil || userID == 0 || g.MentionAll == Everybody {
		return err == nil, err
	}
	u, err := s.store.User(ctx, userID)
	return err == nil && g.MentionAll == OnlyAdmins && rankOf(u) >= rankAdmin, err
}

// checkDomain tests that a new address is one of the group's.
func (s *Service) checkDomain(ctx context.Context, email string) error {
	g, err := s.GroupPreferences(ctx)
	if err != nil || g.EmailDomain == "" || strings.HasSuffix(strings.ToLower(strings.TrimSpace(email)), "@"+g.EmailDomain) {
		return err
	}
	return Violates(&hipchat.Violation{Field: "email", Rule: hipchat.RuleFormat, Value: email, Expected: "an address at " + g.EmailDomain})
}
