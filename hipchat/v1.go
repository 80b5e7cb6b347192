package hipchat

// RoomV1 is a room of API v1. List answers hold only scalars, so the last three stand only in rooms/show.
// spec: rest-v1, 5.5, 5.6.
type RoomV1 struct {
	RoomID         int64           `json:"room_id" xml:"room_id"`
	Name           string          `json:"name" xml:"name"`
	Topic          string          `json:"topic" xml:"topic"`
	LastActive     int64           `json:"last_active" xml:"last_active"` // Unix seconds, 0: never
	Created        int64           `json:"created" xml:"created"`
	OwnerUserID    int64           `json:"owner_user_id" xml:"owner_user_id"`
	IsArchived     BoolV1          `json:"is_archived" xml:"is_archived"`
	IsPrivate      BoolV1          `json:"is_private" xml:"is_private"`
	GuestAccessURL *string         `json:"guest_access_url" xml:"guest_access_url"`
	XMPPJID        string          `json:"xmpp_jid" xml:"xmpp_jid"`
	MemberUserIDs  []int64         `json:"member_user_ids,omitempty" xml:"member_user_ids>member_user_id,omitempty"`
	Participants   []ParticipantV1 `json:"participants,omitempty" xml:"participants>participant,omitempty"`
	Privacy        string          `json:"privacy,omitempty" xml:"privacy,omitempty"`
}

// BoolV1 is a JSON boolean and 1 or 0 in XML. spec: rest-v1, 3.5.
type BoolV1 bool

// MarshalText writes 1 or 0; JSON uses MarshalJSON.
func (b BoolV1) MarshalText() ([]byte, error) {
	if b {
		return []byte("1"), nil
	}
	return []byte("0"), nil
}

// MarshalJSON writes true or false.
func (b BoolV1) MarshalJSON() ([]byte, error) {
	if b {
		return []byte("true"), nil
	}
	return []byte("false"), nil
}

// UnmarshalJSON reads true or false.
func (b *BoolV1) UnmarshalJSON(t []byte) error {
	*b = string(t) == "true"
	return nil
}

// ParticipantV1 is a person in a room now.
type ParticipantV1 struct {
	UserID int64  `json:"user_id" xml:"user_id"`
	Name   string `json:"name" xml:"name"`
}

// MessageV1 is a message of rooms/history. spec: rest-v1, 5.7.
type MessageV1 struct {
	Date    string `json:"date" xml:"date"` // 2015-03-04T09:15:00+0000
	From    FromV1 `json:"from" xml:"from"`
	Message string `json:"message" xml:"message"`
}

// TimeLayoutV1 is the form of dates in rooms/history. spec: client-quirks, R15.
const TimeLayoutV1 = "2006-01-02T15:04:05-0700"

// FromV1 names a sender; UserID is a number, or the string "api" or "guest".
type FromV1 struct {
	Name   string `json:"name" xml:"name"`
	UserID any    `json:"user_id" xml:"user_id"`
}

// UserV1 is a person of API v1. Its flags are 0 or 1. spec: rest-v1, 6.1.
type UserV1 struct {
	UserID        int64  `json:"user_id" xml:"user_id"`
	Name          string `json:"name" xml:"name"`
	MentionName   string `json:"mention_name" xml:"mention_name"`
	Email         string `json:"email" xml:"email"`
	Title         string `json:"title" xml:"title"`
	PhotoURL      string `json:"photo_url" xml:"photo_url"`
	LastActive    int64  `json:"last_active" xml:"last_active"`
	Created       int64  `json:"created" xml:"created"`
	Status        string `json:"status" xml:"status"` // available, away, dnd, offline
	StatusMessage string `json:"status_message" xml:"status_message"`
	Timezone      string `json:"timezone" xml:"timezone"`
	IsGroupAdmin  int    `json:"is_group_admin" xml:"is_group_admin"`
	IsDeleted     int    `json:"is_deleted" xml:"is_deleted"`
}
