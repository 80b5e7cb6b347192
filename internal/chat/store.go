package chat

import (
	"context"
	"time"
)

// Store is what the service asks of the database. internal/store implements it on SQLite and on PostgreSQL.
// Every method answers ErrNotFound for a missing row and a *DuplicateError for a taken unique value.
type Store interface {
	// Append commits the event together with everything in a and answers it with Seq set. Appends that arrive
	// together commit together. Events of one conversation are announced in the order of their seq, after the
	// commit and before Append returns. An event whose ClientID the same user has already used in the same
	// conversation is not stored again: the first one is answered.
	Append(ctx context.Context, a Append) (Event, error)

	EventByID(ctx context.Context, conversationID int64, id string) (Event, error)
	EventsAfter(ctx context.Context, conversationID, seq int64, limit int) ([]Event, error)  // ascending
	EventsBefore(ctx context.Context, conversationID, seq int64, limit int) ([]Event, error) // ascending; seq 0: the newest
	EventsByID(ctx context.Context, conversationID int64, ids []string) (map[string]Event, error)
	Pins(ctx context.Context, conversationID int64, limit int) ([]Event, error)                             // the latest first
	Thread(ctx context.Context, conversationID int64, thread string, seq int64, limit int) ([]Event, error) // ascending, before seq; 0: the newest
	Threads(ctx context.Context, userID int64, f ThreadFilter) ([]ThreadState, error)
	MarkThreadRead(ctx context.Context, userID int64, thread string, seq int64) error // never moves back
	History(ctx context.Context, q HistoryQuery) ([]Event, error)                     // newest first
	SeqAt(ctx context.Context, conversationID int64, at time.Time) (int64, error)     // of the first that history shows from then on

	User(ctx context.Context, id int64) (User, error)
	UsersByID(ctx context.Context, ids []int64) (map[int64]User, error) // without those who are not there
	UserByEmail(ctx context.Context, email string) (User, error)
	UserByMention(ctx context.Context, name string) (User, error)
	Users(ctx context.Context, f UserFilter) ([]User, error)
	Owner(ctx context.Context) (User, error)
	SetOwner(ctx context.Context, from, to int64) error
	CountPeople(ctx context.Context) (int64, error) // without guests and deactivated accounts
	CreateUser(ctx context.Context, u User, passwordHash string) (User, error)
	CreateOwner(ctx context.Context, group string, u User, passwordHash string) (User, error) // ErrSettled: there is an account
	UpdateUser(ctx context.Context, id int64, p UserPatch) (User, error)                      // a new password or a deactivation ends sign-ins
	Invitation(ctx context.Context, userID int64) (Invitation, error)

	Room(ctx context.Context, id int64) (Room, error)
	RoomByName(ctx context.Context, name string) (Room, error)
	RoomByFormName(ctx context.Context, name string) (Room, error)
	RoomBySlug(ctx context.Context, slug string) (Room, error)
	RoomByConversation(ctx context.Context, conversationID int64) (Room, error)
	Rooms(ctx context.Context, f RoomFilter) ([]Room, error)
	CreateRoom(ctx context.Context, r Room, owe Owe) (Room, error)                // the owner becomes a room_admin member and joins
	UpdateRoom(ctx context.Context, id int64, p RoomPatch, owe Owe) (Room, error) // who is in a room that becomes private is put on its list
	DeleteRoom(ctx context.Context, id int64, owe Owe) error                      // with its log, members, tokens, webhooks, installations

	Members(ctx context.Context, roomID int64) ([]Member, error)
	Member(ctx context.Context, roomID, userID int64) (Role, error)
	Administered(ctx context.Context, userID int64) (map[int64]bool, error) // room ids, where they are on the list as an administrator
	AddMember(ctx context.Context, roomID, userID int64, role Role) error   // replaces the role
	RemoveMember(ctx context.Context, roomID, userID int64) error

	JoinRoom(ctx context.Context, roomID, userID int64) (joined bool, err error) // false: was there already
	LeaveRoom(ctx context.Context, roomID, userID int64) (left bool, err error)
	Joined(ctx context.Context, roomID int64) ([]int64, error)                 // user ids
	JoinedAll(ctx context.Context, roomIDs []int64) (map[int64][]int64, error) // by room, each in order of id
	Follows(ctx context.Context, userID int64) (map[int64]bool, error)         // conversation ids
	People(ctx context.Context, roomID int64) ([]User, error)                  // the same as users
	DirectChat(ctx context.Context, a, b int64) (int64, error)                 // conversation id, made when missing
	FindDirectChat(ctx context.Context, a, b int64) (int64, error)
	DirectChatOf(ctx context.Context, conversationID int64) (a, b int64, err error)
	Conversations(ctx context.Context, userID int64) ([]Conversation, error) // joined rooms, then one-to-one chats with events
	Conversation(ctx context.Context, userID, conversationID int64) (Conversation, error)
	ReadStates(ctx context.Context, userID int64, conversationIDs []int64) ([]ReadState, error) // of those that are the user's
	MarkRead(ctx context.Context, userID, conversationID, seq int64) error                      // never moves back
	MarkUnread(ctx context.Context, userID, conversationID, seq int64) error
	CloseConversation(ctx context.Context, userID, conversationID int64) error
	MarkAllRead(ctx context.Context, userID int64, roomsOnly bool) (moved []int64, err error) // conversation ids

	Sessions(ctx context.Context, userID int64) ([]Session, error) // the latest used first
	EndSession(ctx context.Context, userID, id int64) error

	AuditStore
	GroupStore
	PersonStore
	RoomListStore
	PictureStore
	UnsentStore
	SavedStore
	SelfStore
	GuestStore
	IdentityStore
	ProvisionStore
	ProvisionGroupStore
	KeyStore
}
