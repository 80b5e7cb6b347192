package chat

import (
	"context"
	"errors"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/stoachat/stoa/hipchat"
)

// User finds a person by id, e-mail address or @mention. spec: client-quirks, A3.
func (s *Service) User(ctx context.Context, ref string) (User, error) {
	u, err := s.findUser(ctx, ref)
	if errors.Is(err, ErrNotFound) {
		return User{}, Errorf(NotFound, "User not found: User '%s' not found", hipchat.Abridge(ref))
	}
	return u, err
}

func (s *Service) findUser(ctx context.Context, ref string) (User, error) {
	if !storable(ref) {
		return User{}, ErrNotFound
	}
	if name, ok := strings.CutPrefix(ref, "@"); ok {
		return s.store.UserByMention(ctx, name)
	}
	if id, err := strconv.ParseInt(ref, 10, 64); err == nil {
		return s.store.User(ctx, id)
	}
	return s.store.UserByEmail(ctx, ref)
}

// findByEmail finds whose address a request body names.
func (s *Service) findByEmail(ctx context.Context, email string) (User, error) {
	if !storable(email) {
		return User{}, ErrNotFound
	}
	return s.store.UserByEmail(ctx, strings.TrimSpace(email))
}

// UserByID finds a person by id.
func (s *Service) UserByID(ctx context.Context, id int64) (User, error) {
	return s.User(ctx, strconv.FormatInt(id, 10))
}

// UsersByID finds people by their ids, at once, leaving out who is not there.
func (s *Service) UsersByID(ctx context.Context, ids []int64) (map[int64]User, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.store.UsersByID(ctx, ids)
}

// Users lists people in order of id.
func (s *Service) Users(ctx context.Context, f UserFilter) ([]User, error) {
	return s.store.Users(ctx, f)
}

// CreateUser makes an account, or brings a deactivated one with the same e-mail address back. passwordHash is what
// auth made of the password. An empty mention name is made from the name; an empty time zone is UTC.
// spec: rest-v2, 4.12 create_user.
func (s *Service) CreateUser(ctx context.Context, p *Principal, u User, passwordHash string) (User, error) {
	if err := MayCreateUsers(p); err != nil {
		return User{}, err
	}
	return s.createUser(ctx, p, u, passwordHash)
}

// createUser is CreateUser for who may.
func (s *Service) createUser(ctx context.Context, p *Principal, u User, passwordHash string) (User, error) {
	if err := s.checkDomain(ctx, u.Email); err != nil {
		return User{}, err
	}
	if err := mayRaise(p, u); err != nil {
		return User{}, err
	}
	gone, err := s.findByEmail(ctx, u.Email)
	if err == nil && gone.Deleted && !gone.Guest {
		return s.revive(ctx, p, gone, u, passwordHash)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	return s.addUser(ctx, p, u, passwordHash)
}

func (s *Service) addUser(ctx context.Context, p *Principal, u User, passwordHash string) (User, error) {
	return s.addUserBy(ctx, p, u, func(ctx context.Context, u User) (User, error) { return s.store.CreateUser(ctx, u, passwordHash) })
}

// addUserBy has add make an account of what it is given, which has been filled in and checked.
func (s *Service) addUserBy(ctx context.Context, p *Principal, u User, add func(context.Context, User) (User, error)) (User, error) {
	made := u.MentionName == ""
	u = tidyUser(u)
	if err := CheckUser(u); err != nil {
		return User{}, err
	}
	u.Created = s.moment()
	var created User
	create := func(ctx context.Context) (err error) {
		created, err = add(ctx, u)
		return err
	}
	err := s.audit.Change(ctx, p, auditNewUser(u), create)
	for n := 2; made && taken(err, "mention_name") && n < 100; n++ {
		u.MentionName = MentionFrom(u.Name) + strconv.Itoa(n)
		err = s.audit.Change(ctx, p, auditNewUser(u), create)
	}
	s.mentions.Clear()
	if err == nil {
		s.tellPerson(User{}, created)
	}
	return created, userTaken(err, u)
}

// tidyUser fills in what may be left out.
func tidyUser(u User) User {
	u.Name, u.Email = strings.TrimSpace(u.Name), strings.TrimSpace(u.Email)
	if u.Timezone == "" {
		u.Timezone = "UTC"
	}
	if u.MentionName == "" {
		u.MentionName = MentionFrom(u.Name)
	}
	u.MentionName = strings.TrimPrefix(u.MentionName, "@")
	return u
}

// userTaken says whose name or address is in the way.
func userTaken(err error, u User) error {
	switch {
	case taken(err, "email"):
		return Errorf(Invalid, "Email already in use")
	case taken(err, "mention_name"):
		return Errorf(Invalid, "Another user has the mention name '%s'", u.MentionName)
	}
	return err
}

// CheckUser tells what an account may not have.
func CheckUser(u User) error {
	if u.Name == "" {
		return Violates(hipchat.Required("name"))
	}
	if v := hipchat.CheckLength("name", u.Name, 1, hipchat.MaxUserName); v != nil {
		return Violates(v)
	}
	if u.Email == "" {
		return Violates(hipchat.Required("email"))
	}
	a, err := mail.ParseAddress(u.Email)
	if err != nil || a.Address != u.Email || len(u.Email) > 254 {
		return Violates(&hipchat.Violation{Field: "email", Rule: hipchat.RuleFormat, Value: u.Email, Expected: "an e-mail address"})
	}
	if u.MentionName == "" || MentionFrom(u.MentionName) != u.MentionName || len(u.MentionName) > 50 {
		return Violates(&hipchat.Violation{Field: "mention_name", Rule: hipchat.RulePattern, Value: u.MentionName, Expected: `^[\w.-]{1,50}$`})
	}
	if name := strings.ToLower(u.MentionName); name == "all" || name == "here" {
		return Violates(&hipchat.Violation{Field: "mention_name", Rule: hipchat.RuleFormat, Value: u.MentionName, Expected: "another one: @all and @here mean everybody"})
	}
	if v := hipchat.CheckLength("title", u.Title, 0, 200); v != nil {
		return Violates(v)
	}
	if _, err := time.LoadLocation(u.Timezone); err != nil || u.Timezone == "Local" {
		return Violates(&hipchat.Violation{Field: "timezone", Rule: hipchat.RuleFormat, Value: u.Timezone, Expected: "a time zone of the tz database"})
	}
	return nil
}

// MentionFrom keeps of a name what a mention name may consist of.
func MentionFrom(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.' {
			return r
		}
		return -1
	}, name)
}

func taken(err error, field string) bool {
	var d *DuplicateError
	return errors.As(err, &d) && d.Field == field
}

// Presence tells whether a person is connected, and how they show: chat, away or dnd.
func (s *Service) Presence(userID int64) (online bool, show string) {
	if !s.live.Online(userID) {
		return false, ""
	}
	return true, s.live.Show(userID)
}

// Mobile tells whether a person is connected with phones alone.
func (s *Service) Mobile(userID int64) bool { return s.live.Mobile(userID) }
