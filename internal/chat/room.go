package chat

import "time"

// Room is a conversation with a name. Its id is the small integer that integrations know; its log is the
// conversation ConversationID.
type Room struct {
	ID             int64
	ConversationID int64
	Name           string // 1 to 50 characters, unique without regard to case
	Topic          string // up to 250 characters
	Private        bool
	Archived       bool
	GuestAccess    bool
	GuestToken     string // of the link for guests; empty while there is no guest access
	OwnerID        int64
	Slug           string // made from the name at creation; the local part of the XMPP address without the group id
	Created        time.Time
	LastActive     time.Time // the last message or notification; zero: none
	LastSeq        int64
	MessagesSent   int64  // messages and notifications in its log
	Avatar         string // key of its picture; empty: none
	Version        string // 8 characters, changes whenever the room changes

	// DelegateVisible lets delegated administrators see a private room; nil is the group's default, which is no.
	DelegateVisible *bool

	KeepDays *int // how old what is said in it may get; nil: as old as the group lets it, 0: as old as it likes
}

// RoomPatch changes the fields that are not nil.
type RoomPatch struct {
	Name, Topic                    *string
	Private, Archived, GuestAccess *bool
	OwnerID                        *int64
	DelegateVisible                **bool // to nil: the group's default
	KeepDays                       **int  // likewise
}

// RoomFilter selects rooms in order of id. Limit 0 means all.
type RoomFilter struct {
	VisibleTo       int64 // only public rooms and private ones that this user is a member or owner of; 0: all rooms
	Delegate        bool  // with VisibleTo: also private rooms that delegated administrators see
	JoinedBy        int64 // only rooms that this user has joined; 0: all rooms
	ExcludePrivate  bool
	IncludeArchived bool
	Offset, Limit   int
}

// Role is what a member may do in a private room.
type Role string

// The roles of HipChat's room_roles.
const (
	RoleMember Role = "room_member"
	RoleAdmin  Role = "room_admin"
)

// Member is a person on a room's list.
type Member struct {
	User User
	Role Role
}

// Conversation is a log as one person sees it: a room they have joined, or a one-to-one chat.
type Conversation struct {
	ID         int64
	Room       *Room // nil for a one-to-one chat
	Other      *User // the other person of a one-to-one chat
	LastSeq    int64
	ReadSeq    int64     // the person has seen everything up to here
	Closed     int64     // the person has closed it and wants it back when the log goes on past here; 0: no
	LastActive time.Time // the last message or notification; zero: none
	Unread     int       // messages and notifications after ReadSeq that are not the person's own, counted up to 100
	Mention    int       // how many of those mention the person or everyone, counted up to 100
}
