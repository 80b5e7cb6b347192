package hipchat

// RoomStub stands for a room in lists, sessions and webhooks. spec: rest-v2, 4.4 get_all_rooms.
type RoomStub struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name"`
	Privacy    string    `json:"privacy"` // public or private
	IsArchived bool      `json:"is_archived"`
	Version    string    `json:"version,omitempty"`
	Links      RoomLinks `json:"links"`
}

// RoomLinks are the links of a room.
type RoomLinks struct {
	Self         string `json:"self"`
	Webhooks     string `json:"webhooks"`
	Members      string `json:"members"`
	Participants string `json:"participants"`
}

// Room is a room in full.
// spec: rest-v2, 4.4 get_room.
type Room struct {
	RoomStub
	XMPPJID                 string   `json:"xmpp_jid"`
	Topic                   string   `json:"topic"`
	IsGuestAccessible       bool     `json:"is_guest_accessible"`
	GuestAccessURL          *string  `json:"guest_access_url"`
	AvatarURL               *string  `json:"avatar_url"`
	DelegateAdminVisibility *bool    `json:"delegate_admin_visibility"`
	Created                 string   `json:"created"`
	LastActive              *string  `json:"last_active"`
	Owner                   *Person  `json:"owner"`
	Participants            []Person `json:"participants"`
	Statistics              any      `json:"statistics"`
}

// Privacy values of a room.
const (
	PrivacyPublic  = "public"
	PrivacyPrivate = "private"
)

// RoomCreateRequest is the body of create_room. spec: rest-v2, 4.4 create_room.
type RoomCreateRequest struct {
	Name        string `json:"name"`
	Privacy     string `json:"privacy,omitempty"`
	Topic       string `json:"topic,omitempty"`
	OwnerUserID ID     `json:"owner_user_id,omitempty"`
	GuestAccess Flag   `json:"guest_access,omitempty"`

	DelegateAdminVisibility *Flag `json:"delegate_admin_visibility,omitempty"` // nil: the group's default
}

// RoomUpdateRequest is the body of update_room; every field but the last is required. spec: rest-v2, 4.4 update_room.
type RoomUpdateRequest struct {
	Name              *string    `json:"name"`
	Privacy           *string    `json:"privacy"`
	IsArchived        *Flag      `json:"is_archived"`
	IsGuestAccessible *Flag      `json:"is_guest_accessible"`
	Topic             *string    `json:"topic"`
	Owner             *RoomOwner `json:"owner"`

	DelegateAdminVisibility *Flag `json:"delegate_admin_visibility,omitempty"` // nil: the group's default
}

// RoomOwner names a room's owner by id, e-mail address or @mention.
type RoomOwner struct {
	ID ID `json:"id"`
}
