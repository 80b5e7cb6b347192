package chat

import "encoding/json"

// personFrame tells people who somebody is from now on.
type personFrame struct {
	Type        string `json:"type"`
	UserID      int64  `json:"user_id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
	Email       string `json:"email"`
	Photo       string `json:"photo,omitempty"` // key of the picture
	Version     string `json:"version"`
	Deleted     bool   `json:"deleted,omitempty"`
}

// tellPerson tells everybody who is here of a new person, or of one who has become another.
func (s *Service) tellPerson(before, after User) {
	if after.Guest || before.ID != 0 && before.Name == after.Name && before.MentionName == after.MentionName && before.Email == after.Email &&
		before.Photo == after.Photo && before.Deleted == after.Deleted {
		return
	}
	frame, err := json.Marshal(personFrame{"person", after.ID, after.Name, after.MentionName, after.Email, after.Photo, after.Version, after.Deleted})
	if err != nil {
		panic(err) // of strings and numbers
	}
	s.live.SendAll(frame)
}
