package hipchat

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// V1Client calls the methods of API v1, whose tokens are not those of v2. It is safe for concurrent use.
type V1Client struct{ *caller }

// NewV1Client makes a client of API v1 of the server at baseURL, which is as for NewClient, with /v1 allowed behind.
func NewV1Client(baseURL string, options ...Option) (*V1Client, error) {
	api, err := apiAddress(baseURL, "/v1")
	if err != nil {
		return nil, err
	}
	c := newCaller(api, collect(options))
	c.v1 = true
	return &V1Client{c}, nil
}

// Parameters of the methods. A room's ID is its number or its name, a user's the number or the e-mail address.
type (
	// RoomCreateV1 is a room to make. spec: rest-v1, 5.3
	RoomCreateV1 struct {
		Name        string
		OwnerUserID ID
		Privacy     string
		Topic       string
		GuestAccess bool
	}

	// HistoryV1 says which messages to answer. spec: rest-v1, 5.7
	HistoryV1 struct {
		RoomID   ID
		Day      time.Time // a whole day; zero: the newest messages
		Timezone string    // of the day and of the dates; empty: UTC
	}

	// MessageSendV1 is a notification to post. spec: rest-v1, 5.1
	MessageSendV1 struct {
		RoomID        ID
		From          string // 1 to MaxFromV1 characters
		Message       string
		MessageFormat string // html (default) or text
		Notify        bool
		Color         string // one of Colors; empty: yellow
	}

	// TopicV1 is a topic to set. spec: rest-v1, 5.2
	TopicV1 struct {
		RoomID ID
		Topic  string
		From   string // empty: API
	}

	// UserCreateV1 is an account to make. An empty password is made up by the server. spec: rest-v1, 6.2
	UserCreateV1 struct {
		Email, Name        string
		MentionName, Title string
		Password, Timezone string
		IsGroupAdmin       bool
	}

	// UserUpdateV1 changes what is not nil. spec: rest-v1, 6.2
	UserUpdateV1 struct {
		UserID             ID
		Email, Name        *string
		MentionName, Title *string
		Password, Timezone *string
		IsGroupAdmin       *bool
	}
)

// RoomsCreate makes a room. spec: rest-v1, 5.3
func (c *V1Client) RoomsCreate(ctx context.Context, in RoomCreateV1) (RoomV1, error) {
	f := form{"name": in.Name, "owner_user_id": string(in.OwnerUserID), "privacy": in.Privacy, "topic": in.Topic, "guest_access": bit(in.GuestAccess)}
	return room(c.post(ctx, "rooms/create", path{"rooms", "create"}, f))
}

// RoomsDelete removes a room with its history. spec: rest-v1, 5.4
func (c *V1Client) RoomsDelete(ctx context.Context, room ID) error {
	_, err := c.post(ctx, "rooms/delete", path{"rooms", "delete"}, form{"room_id": string(room)})
	return err
}

// RoomsHistory answers the newest messages of a room, or those of one day, oldest first. spec: rest-v1, 5.7
func (c *V1Client) RoomsHistory(ctx context.Context, in HistoryV1) ([]MessageV1, error) {
	date := "recent"
	if !in.Day.IsZero() {
		date = in.Day.Format(time.DateOnly)
	}
	out, err := c.read(ctx, "rooms/history", path{"rooms", "history"}, form{"room_id": string(in.RoomID), "date": date, "timezone": in.Timezone})
	return out.Messages, err
}

// RoomsList answers all rooms, private and archived ones too. spec: rest-v1, 5.5
func (c *V1Client) RoomsList(ctx context.Context) ([]RoomV1, error) {
	out, err := c.read(ctx, "rooms/list", path{"rooms", "list"}, nil)
	return out.Rooms, err
}

// RoomsMessage posts a notification. A notification token suffices. spec: rest-v1, 5.1
func (c *V1Client) RoomsMessage(ctx context.Context, in MessageSendV1) error {
	_, err := c.post(ctx, "rooms/message", path{"rooms", "message"}, form{
		"room_id": string(in.RoomID), "from": in.From, "message": in.Message, "message_format": in.MessageFormat,
		"notify": bit(in.Notify), "color": in.Color,
	})
	return err
}

// RoomsShow answers a room with its members and with who is in it. spec: rest-v1, 5.6
func (c *V1Client) RoomsShow(ctx context.Context, id ID) (RoomV1, error) {
	return room(c.read(ctx, "rooms/show", path{"rooms", "show"}, form{"room_id": string(id)}))
}

// RoomsTopic changes a room's topic. A notification token suffices. spec: rest-v1, 5.2
func (c *V1Client) RoomsTopic(ctx context.Context, in TopicV1) error {
	f := form{"room_id": string(in.RoomID), "from": in.From}.values()
	f.Set("topic", in.Topic) // an empty one clears it
	_, err := c.postForm(ctx, "rooms/topic", path{"rooms", "topic"}, f)
	return err
}

// UsersCreate makes an account; password is the one that the server made up, if it did. spec: rest-v1, 6.2
func (c *V1Client) UsersCreate(ctx context.Context, in UserCreateV1) (u UserV1, password string, err error) {
	out, err := c.post(ctx, "users/create", path{"users", "create"}, form{
		"email": in.Email, "name": in.Name, "mention_name": in.MentionName, "title": in.Title, "password": in.Password,
		"timezone": in.Timezone, "is_group_admin": bit(in.IsGroupAdmin),
	})
	return out.User.UserV1, out.User.Password, err
}

// UsersDelete deactivates an account. spec: rest-v1, 6.2
func (c *V1Client) UsersDelete(ctx context.Context, user ID) error {
	_, err := c.post(ctx, "users/delete", path{"users", "delete"}, form{"user_id": string(user)})
	return err
}

// UsersList answers everybody; with deleted, deactivated people too. spec: rest-v1, 6.2
func (c *V1Client) UsersList(ctx context.Context, deleted bool) ([]UserV1, error) {
	out, err := c.read(ctx, "users/list", path{"users", "list"}, form{"include_deleted": bit(deleted)})
	return out.Users, err
}

// UsersShow answers one person. spec: rest-v1, 6.2
func (c *V1Client) UsersShow(ctx context.Context, user ID) (UserV1, error) {
	out, err := c.read(ctx, "users/show", path{"users", "show"}, form{"user_id": string(user)})
	return out.User.UserV1, err
}

// UsersUndelete brings an account back. spec: rest-v1, 6.2
func (c *V1Client) UsersUndelete(ctx context.Context, user ID) error {
	_, err := c.post(ctx, "users/undelete", path{"users", "undelete"}, form{"user_id": string(user)})
	return err
}

// UsersUpdate changes a person's profile and answers it. spec: rest-v1, 6.2
func (c *V1Client) UsersUpdate(ctx context.Context, in UserUpdateV1) (UserV1, error) {
	f := form{"user_id": string(in.UserID)}.values()
	for name, value := range map[string]*string{
		"email": in.Email, "name": in.Name, "mention_name": in.MentionName, "title": in.Title, "password": in.Password, "timezone": in.Timezone,
	} {
		if value != nil {
			f.Set(name, *value)
		}
	}
	if in.IsGroupAdmin != nil {
		f.Set("is_group_admin", map[bool]string{true: "1", false: "0"}[*in.IsGroupAdmin])
	}
	out, err := c.postForm(ctx, "users/update", path{"users", "update"}, f)
	return out.User.UserV1, err
}

// answerV1 is what the methods answer: each has one of these members. spec: rest-v1, 1.2.
type answerV1 struct {
	Room     RoomV1      `json:"room"`
	Rooms    []RoomV1    `json:"rooms"`
	Messages []MessageV1 `json:"messages"`
	User     userV1      `json:"user"`
	Users    []UserV1    `json:"users"`
}

// userV1 is a user as users/create may answer: with a password, and with false for the time when it was made.
type userV1 struct {
	UserV1
	Created  json.RawMessage `json:"created"`
	Password string          `json:"password"`
}

// UnmarshalJSON takes false for a time that is not known yet. spec: rest-v1, 6.1.
func (u *userV1) UnmarshalJSON(b []byte) error {
	type plain userV1
	if err := json.Unmarshal(b, (*plain)(u)); err != nil {
		return err
	}
	if len(u.Created) == 0 || string(u.Created) == "false" {
		return nil
	}
	return json.Unmarshal(u.Created, &u.UserV1.Created)
}

func room(out answerV1, err error) (RoomV1, error) { return out.Room, err }

// form are parameters; an empty one is not given.
type form map[string]string

func (f form) values() url.Values {
	q := url.Values{}
	for name, value := range f {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// bit is a flag that is off unless given.
func bit(on bool) string {
	if on {
		return "1"
	}
	return ""
}

func (c *V1Client) post(ctx context.Context, op string, p path, f form) (answerV1, error) {
	return c.postForm(ctx, op, p, f.values())
}

func (c *V1Client) postForm(ctx context.Context, op string, p path, f url.Values) (out answerV1, err error) {
	err = c.do(ctx, call{op: op, method: http.MethodPost, path: p, form: f, out: &out})
	return out, err
}

func (c *V1Client) read(ctx context.Context, op string, p path, f form) (out answerV1, err error) {
	err = c.do(ctx, call{op: op, method: http.MethodGet, path: p, query: f.values(), out: &out})
	return out, err
}
