package hipchat

// UserStub stands for a person wherever one is mentioned. spec: rest-v2, 1.12.
type UserStub struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Version     string `json:"version,omitempty"`
	Links       Links  `json:"links"`
}

// User is a person in full. spec: rest-v2, 4.12 view_user.
type User struct {
	UserStub
	XMPPJID      string    `json:"xmpp_jid"`
	Email        *string   `json:"email"`
	Title        string    `json:"title"`
	Timezone     string    `json:"timezone"`
	PhotoURL     *string   `json:"photo_url"`
	Created      string    `json:"created"`
	LastActive   *string   `json:"last_active"` // Unix seconds as digits, null when unknown
	IsDeleted    bool      `json:"is_deleted"`
	IsGuest      bool      `json:"is_guest"`
	IsGroupAdmin bool      `json:"is_group_admin"`
	Roles        []string  `json:"roles"`
	Group        GroupStub `json:"group"`
	Presence     *Presence `json:"presence"` // null when offline
	AtlassianID  *string   `json:"atlassian_id"`
}

// GroupStub stands for the group.
type GroupStub struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Links Links  `json:"links"`
}

// Presence is whether and how a person is there. Show is chat, away, dnd or xa.
type Presence struct {
	Status   *string        `json:"status"`
	Show     string         `json:"show,omitempty"`
	IsOnline bool           `json:"is_online"`
	Client   PresenceClient `json:"client"`
}

// PresenceClient is the program a person is signed in with.
type PresenceClient struct {
	Type    string `json:"type"`
	Version string `json:"version"`
}

// UserCreateRequest is the body of create_user. spec: rest-v2, 4.12 create_user.
type UserCreateRequest struct {
	Name         string    `json:"name"`
	Email        string    `json:"email"`
	MentionName  string    `json:"mention_name,omitempty"`
	Title        string    `json:"title,omitempty"`
	Roles        UserRoles `json:"roles,omitempty"`
	IsGroupAdmin Flag      `json:"is_group_admin,omitempty"`
	Timezone     string    `json:"timezone,omitempty"`
	Password     string    `json:"password,omitempty"`
}

// UserCreated is the answer (201) of create_user. Password is there only when the server made it up.
type UserCreated struct {
	ID       int64    `json:"id"`
	Links    Links    `json:"links"`
	Entity   UserStub `json:"entity"`
	Password string   `json:"password,omitempty"`
}
