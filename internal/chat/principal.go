package chat

import (
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// TokenKind says who a token speaks for.
type TokenKind string

// The kinds of token. V1 tokens are a namespace of their own.
const (
	TokenV1Admin        TokenKind = "v1_admin"        // API v1: every method
	TokenV1Notification TokenKind = "v1_notification" // API v1: rooms/message and rooms/topic
	TokenRoom           TokenKind = "room"            // a room notification token: posts to its own room
	TokenPersonal       TokenKind = "personal"        // made by a person on their account page
	TokenUser           TokenKind = "user"            // from the password or authorization_code grant
	TokenAddon          TokenKind = "addon"           // from the client_credentials grant
	TokenRefresh        TokenKind = "refresh"         // only good at the token endpoint
	TokenProvisioning   TokenKind = "provisioning"    // an identity provider's: only good for SCIM
)

// V1 tells whether the token belongs to API v1's namespace.
func (k TokenKind) V1() bool { return k == TokenV1Admin || k == TokenV1Notification }

// Token is a credential. Only the SHA-256 of its text is kept.
type Token struct {
	ID             int64
	Hash           []byte // SHA-256 of the token's text, 32 bytes
	Kind           TokenKind
	UserID         int64 // whose it is; 0 when nobody's. For room tokens: who made it
	InstallationID int64
	RoomID         int64 // the one room it may touch; 0: any
	Name           string
	Scopes         []string
	Family         string // tokens of one grant share it: revoking one ends all of them
	Created        time.Time
	Expires        time.Time // zero: never
	LastUsed       time.Time // zero: never
}

// TokenUse says when a token was last used.
type TokenUse struct {
	TokenID int64
	Last    time.Time
}

// Join answers the later of both.
func (u TokenUse) Join(later TokenUse) TokenUse {
	if later.Last.Before(u.Last) {
		return u
	}
	return later
}

// TokenFilter selects tokens in order of id.
type TokenFilter struct {
	RoomID, UserID, InstallationID int64 // 0: any
	Kinds                          []TokenKind
}

// Session is a signed-in browser. Only the SHA-256 of its cookie is kept.
type Session struct {
	ID       int64
	Hash     []byte
	UserID   int64
	Created  time.Time
	Expires  time.Time
	Agent    string    // what the browser calls itself
	LastUsed time.Time // when a page of it was last opened or came back
	Method   string    // how the person came in: ByPassword and others; empty: before that was noted
	Source   string    // the provider or directory, by its key
	RoomID   int64     // a guest's: the one room
	After    int64     // a guest's: the seq of the room's log after which they see it
}

// Invitation is a one-time link with which a person who has no password yet chooses one. Only the SHA-256 of its token
// is kept.
type Invitation struct {
	UserID    int64
	Hash      []byte
	InviterID int64 // 0: an integration
	Created   time.Time
	Expires   time.Time
}

// Class is the vendor's word for who calls a method.
type Class string

// The caller classes of the vendor's method pages, and ours for API v1 and for SCIM.
const (
	ClassUser        Class = "user"
	ClassGroupClient Class = "group_client"
	ClassRoomClient  Class = "room_client"
	ClassV1          Class = "v1"
	ClassProvisioner Class = "provisioner" // an identity provider, by SCIM
)

// Principal is who calls, and with which scopes. It is made once per request and never changed.
type Principal struct {
	Class          Class
	Kind           TokenKind // empty for a browser session
	TokenID        int64     // 0 for a browser session
	User           *User     // the person, for ClassUser; nil otherwise
	InstallationID int64     // for add-on tokens
	OAuthID        string    // the installation's client id; for a person, of the add-on that acts for them, if one does
	AddonKey       string
	RoomID         int64         // the one room it may touch; 0: any
	Name           string        // what an integration is called in the room
	Scopes         []string      // HipChat scopes; a browser session has all
	Level          hipchat.Level // the release of HipChat Server that it is shown

	Check *HookCheck // what calls with a room's token must prove besides; nil: nothing

	After int64 // a guest's: the seq of the room's log after which they see it

	Credential [32]byte  // SHA-256 of the token or cookie that was brought; zero for callers inside the server
	Expires    time.Time // when that ends; zero: never
}

// Has tells whether the principal holds the scope.
func (p *Principal) Has(scope string) bool {
	for _, s := range p.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

// GroupAdmin tells whether the principal may administer the group.
func (p *Principal) GroupAdmin() bool {
	switch p.Class {
	case ClassUser:
		return p.User.Admin || p.User.Owner
	case ClassV1:
		return p.Kind == TokenV1Admin
	case ClassGroupClient:
		return p.Has("admin_group")
	}
	return false
}

// UserID gives the person's id, or 0.
func (p *Principal) UserID() int64 {
	if p.User == nil {
		return 0
	}
	return p.User.ID
}
