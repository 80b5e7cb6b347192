package chat

import "encoding/json"

// personNow is who somebody is from now on.
type personNow struct {
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
	was, is := personOf(before), personOf(after)
	was.Version = is.Version // it also moves with what is not told
	if after.Guest || was == is {
		return
	}
	is.Profile = before.ID != 0 && before.Name == after.Name && before.MentionName == after.MentionName &&
		before.Email == after.Email && before.Photo == after.Photo && before.Deleted == after.Deleted
	s.people.tell(is, func(frame []byte) { s.live.SendAll(frame) })
}

func personOf(u User) personNow {
	return personNow{
		UserID: u.ID, Name: u.Name, MentionName: u.MentionName, Email: u.Email, Title: u.Title, Timezone: u.Timezone,
		Admin: u.Admin || u.Owner, Delegate: u.Delegate, Owner: u.Owner, Photo: u.Photo, Version: u.Version, Deleted: u.Deleted,
	}
}

// peopleFrame tells of one person or of several.
func peopleFrame(people []personNow) []byte {
	if len(people) == 1 {
		return encoded(struct {
			Type string `json:"type"`
			personNow
		}{"person", people[0]})
	}
	return encoded(struct {
		Type   string      `json:"type"`
		People []personNow `json:"people"`
	}{"people", people})
}

func encoded(frame any) []byte {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err) // of strings and numbers
	}
	return b
}
