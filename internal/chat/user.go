package chat

import "time"

// User is a person's account. A guest is a user without an account of their own.
type User struct {
	ID          int64
	Name        string
	MentionName string // without @, unique without regard to case
	Email       string // unique without regard to case
	Title       string
	Timezone    string // IANA name
	Admin       bool   // group administrator
	Delegate    bool   // delegated administrator: looks after people who are no administrators themselves
	Owner       bool   // the group's owner: one person
	Guest       bool
	Deleted     bool   // deactivated; history stays
	Photo       string // key of the picture; empty: none
	Status      string // what the person says about being there, up to 50 characters
	Created     time.Time
	LastActive  time.Time // zero: never
	Version     string    // 8 characters, changes whenever the user changes
}

// Ref gives the user as events remember them.
func (u User) Ref() UserRef { return UserRef{ID: u.ID, Name: u.Name, MentionName: u.MentionName} }

// UserPatch changes the fields that are not nil.
type UserPatch struct {
	Name, MentionName, Email, Title, Timezone *string
	Status                                    *string
	Admin, Delegate, Deleted                  *bool

	PasswordHash *string // ends the sessions and the grants that were made with the old password
	Keep         []byte  // with PasswordHash: SHA-256 of the one credential that stays good
}

// UserFilter selects users in order of id. Limit 0 means all.
type UserFilter struct {
	IncludeGuests, IncludeDeleted bool
	Offset, Limit                 int
}

// Group is the organisation that the server serves: exactly one, with id 1.
type Group struct {
	ID      int64
	Name    string
	Avatar  string // key of its picture; empty: none
	Created time.Time
}
