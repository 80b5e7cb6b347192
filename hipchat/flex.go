package hipchat

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
)

// Flag is a boolean that clients also send as a string or a number: true, "true", "True", 1, "1". Null and "" are
// false. spec: client-quirks, B5; rest-v2, 2.5.
type Flag bool

// UnmarshalJSON accepts the forms above; anything else is a *json.UnmarshalTypeError.
func (f *Flag) UnmarshalJSON(b []byte) error {
	switch string(bytes.ToLower(bytes.Trim(b, `"`))) {
	case "true", "1":
		*f = true
	case "false", "0", "", "null":
		*f = false
	default:
		return &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[bool]()}
	}
	return nil
}

// ID names a user or a room by number or by text (an e-mail address, an @mention, a name). Clients send numbers
// also as strings. Null and "" are the empty ID. spec: client-quirks, B4.
type ID string

// IDOf is a number as an ID.
func IDOf(n int64) ID { return ID(strconv.FormatInt(n, 10)) }

// UnmarshalJSON accepts a JSON string or a whole number.
func (i *ID) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, (*string)(i))
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[int64]()}
	}
	*i = ID(strconv.FormatInt(n, 10))
	return nil
}

// MarshalJSON writes a whole number as a number.
func (i ID) MarshalJSON() ([]byte, error) {
	if n, err := strconv.ParseInt(string(i), 10, 64); err == nil {
		return strconv.AppendInt(nil, n, 10), nil
	}
	return json.Marshal(string(i))
}

// UserRoles names what a person may do. Clients send words, or objects with a name. spec: rest-v2, 4.12 update_user.
type UserRoles []string

// UnmarshalJSON accepts an array of strings or of objects with a name. Null is no role.
func (r *UserRoles) UnmarshalJSON(b []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(b, &list); err != nil {
		return &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[[]string]()}
	}
	*r = nil
	for _, item := range list {
		name, err := roleName(item)
		if err != nil {
			return err
		}
		if name != nil {
			*r = append(*r, *name)
		}
	}
	return nil
}

// roleName reads a word, or an object with a name; nil is null.
func roleName(b []byte) (*string, error) {
	var word *string
	if err := json.Unmarshal(b, &word); err == nil {
		return word, nil
	}
	var role struct {
		Name *string `json:"name"`
	}
	if err := json.Unmarshal(b, &role); err != nil || role.Name == nil {
		return nil, &json.UnmarshalTypeError{Value: jsonType(b), Type: reflect.TypeFor[string]()}
	}
	return role.Name, nil
}

func jsonType(b []byte) string {
	if len(b) == 0 {
		return "nothing"
	}
	switch b[0] {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "bool"
	}
	return "number"
}
