package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/stoachat/stoa/hipchat"
)

// Who says for whom the group has something.
type Who string

// Everybody, administrators of the group, or nobody.
const (
	Everybody  Who = "everybody"
	OnlyAdmins Who = "administrators"
	Nobody     Who = "nobody"
)

// GroupPreferences are what administrators have set for the group. spec: product, 2.4, 8.2.
type GroupPreferences struct {
	CreateRooms        Who `json:"create_rooms"`
	InvitePeople       Who `json:"invite_people"`
	AddEmoticons       Who `json:"add_emoticons"`
	MentionAll         Who `json:"mention_all"` // @all and @here are no mention when others write them
	ShareFiles         Who `json:"share_files"`
	ManageIntegrations Who `json:"manage_integrations"` // of a room: everybody who administers it
	GuestAccess        Who `json:"guest_access"`        // of a room: everybody who administers it; nobody closes all links
	DirectChats        Who `json:"direct_chats"`
	EditProfiles       Who `json:"edit_profiles"`
	DeleteMessages     Who `json:"delete_messages"` // their own; who administers a room may always, in it

	EmailDomain string `json:"email_domain"` // that new addresses must be of; empty: any

	RoomDays   int `json:"room_days"`   // how old what is said in rooms may get; 0: as old as it likes
	DirectDays int `json:"direct_days"` // likewise, of one-to-one chats
	AuditDays  int `json:"audit_days"`  // likewise, of the audit log
}

// DefaultGroupPreferences are those of a group whose administrators have set nothing.
func DefaultGroupPreferences() GroupPreferences {
	return GroupPreferences{
		CreateRooms: Everybody, InvitePeople: OnlyAdmins, AddEmoticons: OnlyAdmins, MentionAll: Everybody, ShareFiles: Everybody,
		ManageIntegrations: Everybody, GuestAccess: Everybody, DirectChats: Everybody, EditProfiles: Everybody, DeleteMessages: Everybody,
		AuditDays: 365,
	}
}

// maxDays bounds how long something may be asked to be kept: a hundred years.
const maxDays = 36_525

var domainPattern = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
})

func (g *GroupPreferences) check() error {
	for _, c := range g.switches() {
		if v := oneOf(c.field, string(*c.who), c.options); v != nil {
			return Violates(v)
		}
	}
	g.EmailDomain = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(g.EmailDomain), "@"))
	if g.EmailDomain != "" && (len(g.EmailDomain) > 200 || !domainPattern().MatchString(g.EmailDomain)) {
		return Violates(&hipchat.Violation{Field: "email_domain", Rule: hipchat.RuleFormat, Value: g.EmailDomain, Expected: "a domain like example.org"})
	}
	for field, days := range map[string]int{"room_days": g.RoomDays, "direct_days": g.DirectDays, "audit_days": g.AuditDays} {
		if days < 0 || days > maxDays {
			return Violates(&hipchat.Violation{Field: field, Rule: hipchat.RuleFormat, Value: days, Expected: "a number of days from 1 on, or 0 for ever"})
		}
	}
	return nil
}

// whoSwitch is a preference that says for whom something is, with what it can be set to.
type whoSwitch struct {
	field   string
	who     *Who
	options []string
}

func (g *GroupPreferences) switches() []whoSwitch {
	two, off := []string{string(Everybody), string(OnlyAdmins)}, []string{string(Everybody), string(OnlyAdmins), string(Nobody)}
	return []whoSwitch{
		{"create_rooms", &g.CreateRooms, two}, {"invite_people", &g.InvitePeople, two}, {"add_emoticons", &g.AddEmoticons, two},
		{"mention_all", &g.MentionAll, off}, {"share_files", &g.ShareFiles, off}, {"manage_integrations", &g.ManageIntegrations, two},
		{"guest_access", &g.GuestAccess, off}, {"direct_chats", &g.DirectChats, off}, {"edit_profiles", &g.EditProfiles, two},
		{"delete_messages", &g.DeleteMessages, off},
	}
}

// GroupStore keeps the group's preferences.
type GroupStore interface {
	Group(ctx context.Context) (Group, error)
	SetGroupName(ctx context.Context, name string) error
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	// ReplaceSetting is SetSetting when the value is still was, and ErrNotFound when it is not. "" is that of none.
	ReplaceSetting(ctx context.Context, key, was, value string) error
}

const groupKey = "group.preferences"

// GroupPreferences answers what is set for the group.
func (s *Service) GroupPreferences(ctx context.Context) (GroupPreferences, error) {
	return s.group.Get(ctx, groupKey, s.readGroup)
}

func (s *Service) readGroup(ctx context.Context, key string) (GroupPreferences, error) {
	g, _, err := s.groupSetting(ctx, key)
	return g, err
}

// groupSetting answers the group's preferences with their text in the database.
func (s *Service) groupSetting(ctx context.Context, key string) (g GroupPreferences, text string, err error) {
	g = DefaultGroupPreferences()
	text, err = s.store.Setting(ctx, key)
	if err == nil {
		err = json.Unmarshal([]byte(text), &g)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return g, text, fmt.Errorf("group preferences: %w", err)
	}
	return g, text, nil
}

// ChangeGroupPreferences has change work on what is there.
func (s *Service) ChangeGroupPreferences(ctx context.Context, p *Principal, change func(*GroupPreferences) error) (GroupPreferences, error) {
	if !p.GroupAdmin() {
		return GroupPreferences{}, Errorf(Forbidden, "Only administrators change the group's preferences")
	}
	s.groupMu.Lock()
	defer s.groupMu.Unlock()
	before, was, err := s.groupSetting(ctx, groupKey)
	if err != nil {
		return before, err
	}
	after := before
	if err := change(&after); err != nil {
		return before, err
	}
	if err := after.check(); err != nil {
		return before, err
	}
	text, err := json.Marshal(after)
	if err != nil {
		return before, err
	}
	err = s.audit.Update(ctx, p, auditGroup(before, after), func(ctx context.Context) error { return s.store.ReplaceSetting(ctx, groupKey, was, string(text)) })
	if errors.Is(err, ErrNotFound) { // the lock above holds on one node only
		return before, Errorf(Conflict, "Somebody else has just changed the group's preferences. Look at them and try again")
	}
	if err != nil {
		return before, err
	}
	s.group.Clear()
	if after.GuestAccess == Nobody {
		return after, s.endAllGuests(ctx)
	}
	return after, nil
}

// RenameGroup changes the group's name.
func (s *Service) RenameGroup(ctx context.Context, p *Principal, name string) error {
	if !p.GroupAdmin() {
		return Errorf(Forbidden, "Only administrators rename the group")
	}
	if err := CheckGroupName(name); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	g, err := s.store.Group(ctx)
	if err != nil {
		return err
	}
	var c auditChanges
	c.text("name", g.Name, name)
	e := AuditEntry{Kind: AuditGroupUpdated, Target: AuditTarget{Kind: "group", ID: g.ID, Name: g.Name}, Changes: c}
	return s.audit.Update(ctx, p, e, func(ctx context.Context) error { return s.store.SetGroupName(ctx, name) })
}

// CheckGroupName tests what the group is to be called.
func CheckGroupName(name string) error {
	if v := hipchat.CheckLength("name", strings.TrimSpace(name), 1, 100); v != nil {
		return Violates(v)
	}
	return nil
}

// endAllGuests puts the guests of all rooms out.
func (s *Service) endAllGuests(ctx context.Context) error {
	rooms, err := s.store.Rooms(ctx, RoomFilter{IncludeArchived: true})
	if err != nil {
		return err
	}
	for _, r := range rooms {
		if !r.GuestAccess {
			continue
		}
		if err := s.endGuests(ctx, r.ID); err != nil {
			return err
		}
	}
	return nil
}
