package hipchat

// RoomV1 is a room of API v1. List answers hold only scalars, so the last three stand only in rooms/show.
// spec: rest-v1, 5.5, 5.6.
type RoomV1 struct {
	RoomID         int64           `json:"room_id"`
	Name           string          `json:"name"`
	Topic          string          `json:"topic"`
	LastActive     int64           `json:"last_active"` // Unix seconds, 0: never
	Created        int64           `json:"created"`
	OwnerUserID    int64           `json:"owner_user_id"`
	IsArchived     bool            `json:"is_archived"`
	IsPrivate      bool            `json:"is_private"`
	GuestAccessURL *string         `json:"guest_access_url"`
	XMPPJID        string          `json:"xmpp_jid"`
	MemberUserIDs  []int64         `json:"member_user_ids,omitzero"`
	Participants   []ParticipantV1 `json:"participants,omitzero"`
	Privacy        string          `json:"privacy,omitempty"`
}

// ParticipantV1 is a person in a room now.
type ParticipantV1 struct {
	UserID int64  `json:"user_id"`
	Name   string `json:"name"`
}

// MessageV1 is a message of rooms/history. spec: rest-v1, 5.7.
type MessageV1 struct {
	Date    string  `json:"date"` // 2015-03-04T09:15:00+0000
	From    FromV1  `json:"from"`
	Message string  `json:"message"`
	File    *FileV1 `json:"file,omitempty"` // what was shared; Message is then what was said about it
}

// FileV1 is a shared file.
type FileV1 struct {
	Name string `json:"name"`
	Size int64  `json:"size"` // bytes
	URL  string `json:"url"`
}

// TimeLayoutV1 is the form of dates in rooms/history. spec: client-quirks, R15.
const TimeLayoutV1 = "2006-01-02T15:04:05-0700"

// FromV1 names a sender; UserID is a person's number, or "api" or "guest".
type FromV1 struct {
	Name   string `json:"name"`
	UserID ID     `json:"user_id"`
}

// UserV1 is a person of API v1. Its flags are 0 or 1. spec: rest-v1, 6.1.
type UserV1 struct {
	UserID        int64  `json:"user_id"`
	Name          string `json:"name"`
	MentionName   string `json:"mention_name"`
	Email         string `json:"email"`
	Title         string `json:"title"`
	PhotoURL      string `json:"photo_url"`
	LastActive    int64  `json:"last_active"`
	Created       int64  `json:"created"`
	Status        string `json:"status"` // available, away, dnd, offline
	StatusMessage string `json:"status_message"`
	Timezone      string `json:"timezone"`
	IsGroupAdmin  int    `json:"is_group_admin"`
	IsDeleted     int    `json:"is_deleted"`
}
