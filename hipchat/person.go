package hipchat

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// Person is a user wherever another object mentions one: a stub, or in full where expand asked for it.
// spec: rest-v2, 1.7, 1.12.
type Person struct {
	UserStub
	Full *User `json:"-"` // nil: only the stub is known
}

// Person mentions the user in full.
func (u User) Person() Person { return Person{UserStub: u.UserStub, Full: &u} }

// MarshalJSON writes the full form where there is one.
func (p Person) MarshalJSON() ([]byte, error) {
	if p.Full != nil {
		return encode(p.Full)
	}
	return encode(p.UserStub)
}

// UnmarshalJSON accepts both forms; only the full one has a group.
func (p *Person) UnmarshalJSON(b []byte) error {
	var in struct {
		User
		Group *GroupStub `json:"group"`
	}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*p = Person{UserStub: in.UserStub}
	if in.Group != nil {
		in.User.Group = *in.Group
		p.Full = &in.User
	}
	return nil
}

// Place is a room wherever another object mentions one: a stub, or in full where expand asked for it.
// spec: rest-v2, 1.7.
type Place struct {
	RoomStub
	Full *Room `json:"-"` // nil: only the stub is known
}

// Place mentions the room in full.
func (r Room) Place() Place { return Place{RoomStub: r.RoomStub, Full: &r} }

// MarshalJSON writes the full form where there is one.
func (p Place) MarshalJSON() ([]byte, error) {
	if p.Full != nil {
		return encode(p.Full)
	}
	return encode(p.RoomStub)
}

// UnmarshalJSON accepts both forms; only the full one has an owner.
func (p *Place) UnmarshalJSON(b []byte) error {
	var in Room
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*p = Place{RoomStub: in.RoomStub}
	if in.Owner != nil {
		p.Full = &in
	}
	return nil
}

// From says who sent a message: a person, or an integration, which has only a name. On the wire it is an object, a
// string, or null when nobody knows any more. spec: rest-v2, 2.6; client-quirks, R16.
type From struct {
	Name   string
	Person *Person // nil for integrations
}

// FromPerson is a person as the sender.
func FromPerson(p Person) From { return From{Name: p.Name, Person: &p} }

// MarshalJSON writes a person's object or the name.
func (f From) MarshalJSON() ([]byte, error) {
	if f.Person != nil {
		return f.Person.MarshalJSON()
	}
	return encode(f.Name)
}

// UnmarshalJSON accepts an object, a string or null.
func (f *From) UnmarshalJSON(b []byte) error {
	*f = From{}
	switch {
	case string(b) == "null":
		return nil
	case b[0] == '"':
		return json.Unmarshal(b, &f.Name)
	case b[0] != '{':
		return &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[UserStub]()}
	}
	var p Person
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*f = FromPerson(p)
	return nil
}

// encode leaves <, > and & alone: whether they are escaped is for the encoder of the whole document to say.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
