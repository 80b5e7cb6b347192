package chat

import "encoding/json"

// personFrame tells people who somebody is from now on.
type personFrame struct {
	Type        string `json:"type"`
	UserID      int64  `json:"user_id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Email       string `json:"email"`
	Title       string `json:"title,omitempty"`
	Timezone    string `json:"timezone"`
	Admin       bool   `json:"admin,omitempty"`
	Delegate    bool   `json:"delegate,omitempty"`
	Owner       bool   `json:"owner,omitempty"`
	Photo       string `json:"photo,omitempty"` // key of the picture
	Version     string `json:"version"`
	Deleted     bool   `json:"deleted,omitempty"`
	Profile     bool   `json:"profile,omitempty"` // only a title, a time zone or a rank has changed, which contact lists do not show
}

// tellPerson tells everybody who is here of a new person, or of one who has become another.
func (s *Service) tellPerson(before, after User) {
	was, is := personFrameOf(before), personFrameOf(after)
	was.Version = is.Version // it also moves with what is not told
	if after.Guest || was == is {
		return
	}
	is.Profile = before.ID != 0 && before.Name == after.Name && before.MentionName == after.MentionName &&
		before.Email == after.Email && before.Photo == after.Photo && before.Deleted == after.Deleted
	frame, err := json.Marshal(is)
	if err != nil {
		panic(err) // of strings and numbers
	}
	s.live.SendAll(frame)
}

func personFrameOf(u User) personFrame {
	return personFrame{
		Type: "person", UserID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email, Title: u.Title, Timezone: u.Timezone,
		Admin: u.Admin || u.Owner, Delegate: u.Delegate, Owner: u.Owner, Photo: u.Photo, Version: u.Version, Deleted: u.Deleted,
	}
}
