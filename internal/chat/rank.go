package chat

import "github.com/stoachat/stoa/hipchat"

// rank orders people by what they may do to each other: nobody changes who stands above them, and plain users change
// nobody. spec: product, 2.1.
type rank int

const (
	rankUser rank = iota
	rankDelegate
	rankAdmin
	rankOwner
)

func rankOf(u User) rank {
	switch {
	case u.Owner:
		return rankOwner
	case u.Admin:
		return rankAdmin
	case u.Delegate:
		return rankDelegate
	}
	return rankUser
}

// rank is the caller's. Add-ons and v1 tokens that may administer the group stand beside its administrators.
func (p *Principal) rank() rank {
	switch {
	case p.User != nil:
		return rankOf(*p.User)
	case p.GroupAdmin():
		return rankAdmin
	}
	return rankUser
}

// MayCreateUsers answers nil when the caller may make accounts.
func MayCreateUsers(p *Principal) error {
	if p.rank() < rankDelegate {
		return Errorf(Forbidden, "Only a group administrator may create users")
	}
	return nil
}

// MayChange answers nil when the caller may change or deactivate the person. The owner's profile is the owner's, and
// no token opens it: the scope admin_group is restricted from that. spec: auth, 5; rest-v1, 2.1.
func MayChange(p *Principal, u User) error {
	if u.Owner {
		if p.User != nil && p.User.ID == u.ID && p.Kind == "" {
			return nil
		}
		return Errorf(Forbidden, "The profile of the group's owner cannot be changed with a token")
	}
	if p.rank() < rankDelegate || p.rank() < rankOf(u) {
		return Errorf(Forbidden, "Only a group administrator may change this user")
	}
	return nil
}

// mayRaise answers nil when the caller may give a person the rank.
func mayRaise(p *Principal, to User) error {
	if rankOf(to) > p.rank() {
		return Errorf(Forbidden, "Nobody can give a person more rights than they have themselves")
	}
	return nil
}

// The roles of people on the wire. spec: rest-v2, 4.12.
const (
	UserRoleOwner    = "owner"
	UserRoleAdmin    = "administrator"
	UserRoleDelegate = "delegated administrator"
	UserRoleUser     = "user"
)

// RoleName is a person's role in the words of the wire.
func RoleName(u User) string {
	return [...]string{rankUser: UserRoleUser, rankDelegate: UserRoleDelegate, rankAdmin: UserRoleAdmin, rankOwner: UserRoleOwner}[rankOf(u)]
}

// SetRoles gives u the rights of the named roles, in any of the spellings that are known. No one becomes the owner
// that way. spec: rest-v2, 4.12 update_user.
func (u *User) SetRoles(roles []string) error {
	u.Admin, u.Delegate = u.Owner, false
	for _, name := range roles {
		switch name {
		case UserRoleAdmin, "admin":
			u.Admin = true
		case UserRoleDelegate, "delegated_administrator", "moderator":
			u.Delegate = true
		case UserRoleUser:
		case UserRoleOwner:
			if !u.Owner {
				return Violates(&hipchat.Violation{Field: "roles", Rule: hipchat.RuleFormat, Value: name, Expected: "without owner: a group has one, who cannot be named here"})
			}
		default:
			return Violates(hipchat.NotIn("roles", name, []string{UserRoleOwner, UserRoleAdmin, UserRoleDelegate, UserRoleUser}))
		}
	}
	u.Delegate = u.Delegate && !u.Admin
	return nil
}
