package archive

import (
	"encoding/base64"
	"encoding/json"
	"time"
)

// Encode is a person as users.json has them. spec: import-export, A.4.
func (u *User) Encode(avatar []byte) ([]byte, error) {
	entry := userEntry{
		ID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: orNull(u.Email), Title: orNull(u.Title), Timezone: u.Timezone,
		Created: moment(u.Created), AccountType: u.AccountType, Roles: orNone(u.Roles), Rooms: []int64{}, Deleted: u.Deleted,
	}
	if len(avatar) > 0 {
		entry.Avatar = orNull(base64.StdEncoding.EncodeToString(avatar))
	}
	return json.Marshal(map[string]userEntry{"User": entry})
}

// Encode is a room as rooms.json has it. spec: import-export, A.5.
func (r *Room) Encode() ([]byte, error) {
	entry := roomEntry{
		ID: r.ID, Name: r.Name, Topic: r.Topic, Privacy: "public", Archived: r.Archived, Created: moment(r.Created), Owner: r.Owner,
		Admins: orNone(r.Admins), Members: orNone(r.Members), Participants: orNone(r.Participants), GuestURL: orNull(r.GuestURL),
	}
	if r.Private {
		entry.Privacy = "private"
	}
	return json.Marshal(map[string]roomEntry{"Room": entry})
}

// Encode is an emoticon as emoticons.json has it. spec: import-export, A.6.
func (e *Emoticon) Encode(id int64) ([]byte, error) {
	return json.Marshal(map[string]emoticonEntry{"Emoticon": {id, "emoticons/" + e.Path, e.Shortcut}})
}

type userEntry struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	MentionName string   `json:"mention_name"`
	Email       *string  `json:"email"`
	Title       *string  `json:"title"`
	Timezone    string   `json:"timezone"`
	Created     *string  `json:"created"`
	AccountType string   `json:"account_type"`
	Roles       []string `json:"roles"`
	Rooms       []int64  `json:"rooms"`
	Deleted     bool     `json:"is_deleted"`
	Avatar      *string  `json:"avatar"`
}

type roomEntry struct {
	ID           int64   `json:"id"`
	Name         string  `json:"name"`
	Topic        string  `json:"topic"`
	Privacy      string  `json:"privacy"`
	Archived     bool    `json:"is_archived"`
	Created      *string `json:"created"`
	Owner        int64   `json:"owner"`
	Admins       []int64 `json:"room_admins"`
	Members      []int64 `json:"members"`
	Participants []int64 `json:"participants"`
	GuestURL     *string `json:"guest_access_url"`
}

type emoticonEntry struct {
	ID       int64  `json:"id"`
	Path     string `json:"path"`
	Shortcut string `json:"shortcut"`
}

// moment is a time as the lists have it; nil: there is none.
func moment(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return orNull(t.UTC().Format("2006-01-02T15:04:05-07:00"))
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
