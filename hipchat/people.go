package hipchat

// The roles of a room's member. spec: rest-v2, 4.5.
const (
	RoomRoleMember = "room_member"
	RoomRoleAdmin  = "room_admin"
)

// MemberRequest is the optional body of add_member. No roles means room_member. spec: rest-v2, 4.5 add_member.
// Roles is another name for RoomRoles, which one client sends. spec: client-quirks, B7.
type MemberRequest struct {
	RoomRoles []string `json:"room_roles,omitempty"`
	Roles     []string `json:"roles,omitempty"`
}

// Member is a person on a room's list. spec: rest-v2, 4.5 get_all_members.
type Member struct {
	UserStub
	RoomRoles []string `json:"room_roles"`
}

// FullMember is a Member where expand asks for items.
type FullMember struct {
	User
	RoomRoles []string `json:"room_roles"`
}

// Participant is a FullMember with whether they are in the room at this moment, for get_all_participants where expand
// or fields ask for it. spec: rest-v2, 4.5 get_all_participants.
type Participant struct {
	FullMember
	IsPresentInRoom bool `json:"is_present_in_room"`
}

// RoomInviteRequest is the optional body of invite_user. spec: rest-v2, 4.5 invite_user.
type RoomInviteRequest struct {
	Reason string `json:"reason,omitempty"` // up to MaxInviteReason characters
}

// GroupInviteRequest is the body of invite_user_to_group. spec: rest-v2, 4.17.
type GroupInviteRequest struct {
	Email string `json:"email"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
}

// GroupInvitation is the answer of invite_user_to_group: the person, and the link with which they choose a password.
// The link is Stoa's own: nobody mails it, whoever invites hands it over. spec: rest-v2, 4.17.
type GroupInvitation struct {
	User
	InvitationURL     string `json:"invitation_url"`
	InvitationExpires string `json:"invitation_expires"` // in EntityTimeLayout
}

// UserUpdateRequest is the body of update_user, which replaces: what is left out is cleared, except for MentionName,
// Password and Presence. Name and Email are required. Where Roles and IsGroupAdmin disagree about who is an
// administrator, the one that differs from what the person is now counts: clients write back the whole object that
// they read and change one of the two. spec: rest-v2, 4.12 update_user.
type UserUpdateRequest struct {
	Name         *string          `json:"name"`
	MentionName  *string          `json:"mention_name"`
	Email        *string          `json:"email"`
	Title        string           `json:"title,omitempty"`
	Roles        UserRoles        `json:"roles,omitempty"`
	Presence     *PresenceRequest `json:"presence,omitempty"`
	IsGroupAdmin *Flag            `json:"is_group_admin,omitempty"` // nil: false, unless Roles say otherwise
	Timezone     string           `json:"timezone,omitempty"`       // empty: UTC
	Password     string           `json:"password,omitempty"`       // empty: kept
}

// PresenceRequest changes how a person shows; an empty Show is no change.
type PresenceRequest struct {
	Status *string `json:"status,omitempty"` // up to MaxStatus characters
	Show   *string `json:"show,omitempty"`   // away, chat, dnd, xa
}

// PhotoRequest is the body of update_photo: a JPEG, PNG or GIF in base64, bare or as a data: URL.
// spec: rest-v2, 4.14.
type PhotoRequest struct {
	Photo string `json:"photo"`
}

// AvatarRequest is the body of update_room_avatar and update_group_avatar: a JPEG, PNG or GIF in base64, bare or as
// a data: URL. spec: rest-v2, 4.8, 4.16.
type AvatarRequest struct {
	Avatar string `json:"avatar"`
}

// RoomStatistics is the answer of get_room_statistics. spec: rest-v2, 4.8.
type RoomStatistics struct {
	MessagesSent int64   `json:"messages_sent"`
	LastActive   *string `json:"last_active"` // in EntityTimeLayout, null: never
	Links        Links   `json:"links"`
}

// Group is the answer of view_group. spec: rest-v2, 4.16.
type Group struct {
	GroupStub
	Domain     *string `json:"domain"`
	Subdomain  string  `json:"subdomain"`
	Created    string  `json:"created"` // in EntityTimeLayout
	AvatarURL  *string `json:"avatar_url"`
	Plan       Plan    `json:"plan"`
	Owner      *Person `json:"owner"`
	Statistics any     `json:"statistics"` // links, or GroupStatistics where expand asks for it
}

// Plan is what the vendor sold; here it only satisfies clients that read it.
type Plan struct {
	ID   int64  `json:"id"`
	Type string `json:"type"` // unknown, free, trial, plus, premium, non_profit
}

// GroupStatistics is the answer of group_statistics. spec: rest-v2, 4.16.
type GroupStatistics struct {
	Users int64 `json:"users"`
	Links Links `json:"links"`
}
