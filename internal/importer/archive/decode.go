package archive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// fields says where the fields of an object go. nil: the field is known and not needed.
type fields map[string]any

// decode reads an object. odd is told of fields that nobody knows and of values that are not what they should be, which
// are left out: a message is worth more than one of its fields.
func decode(raw json.RawMessage, into fields, odd func(what string)) error {
	object, err := objectOf(raw)
	if err != nil {
		return err
	}
	for name, value := range object {
		to, known := into[name]
		switch {
		case !known:
			odd("field " + shown(name))
		case to != nil && json.Unmarshal(value, to) != nil:
			odd("value of the field " + shown(name))
		}
	}
	return nil
}

var errObject = errors.New("it is no object")

func objectOf(raw json.RawMessage) (map[string]json.RawMessage, error) {
	var object map[string]json.RawMessage
	err := json.Unmarshal(raw, &object)
	if _, other := errors.AsType[*json.UnmarshalTypeError](err); other || err == nil && object == nil {
		return nil, errObject
	}
	return object, err
}

// only takes an object apart that has one key, which says what the value is.
func only(object map[string]json.RawMessage) (kind string, value json.RawMessage, err error) {
	if len(object) != 1 {
		return "", nil, fmt.Errorf("%d keys instead of one", len(object))
	}
	for kind, value = range object {
	}
	return kind, value, nil
}

// unwrapped takes the one key off that an object of that kind stands behind, mostly.
func unwrapped(raw json.RawMessage, kind string) json.RawMessage {
	if object, err := objectOf(raw); err == nil {
		if k, value, err := only(object); err == nil && k == kind {
			return value
		}
	}
	return raw
}

// number is a whole number, which some archives write as a string. Null and "" are 0.
type number int64

// maxNumber is the largest that scripts hold exactly, and leaves databases numbers to go on with.
const maxNumber = 1<<53 - 1

func (n *number) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "" || s == "null" {
		*n = 0
		return nil
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		f, ferr := strconv.ParseFloat(s, 64)
		if i = int64(f); ferr != nil || float64(i) != f {
			return fmt.Errorf("%s is no whole number", shown(s))
		}
	}
	if i > maxNumber {
		return fmt.Errorf("%s is too large", shown(s))
	}
	*n = number(i)
	return nil
}

// text is a string that no database refuses. Null is "", a number stands for its digits.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	if bytes.Equal(b, []byte("null")) {
		*t = ""
		return nil
	}
	if b[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(b, &n); err != nil {
			return err
		}
		*t = text(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = text(strings.ReplaceAll(s, "\x00", ""))
	return nil
}

// ids are numbers, or objects with a number.
type ids []int64

func (l *ids) UnmarshalJSON(b []byte) error {
	var list []person
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	*l = nil
	for _, p := range list {
		if p.ID != 0 {
			*l = append(*l, p.ID)
		}
	}
	return nil
}

// person is an object, the bare name of somebody who is no user, or a bare id.
type person Person

func (p *person) UnmarshalJSON(b []byte) error {
	*p = person{}
	var id number
	var err error
	switch b[0] {
	case '{':
		err = decode(b, fields{"id": &id, "name": (*text)(&p.Name), "mention_name": (*text)(&p.MentionName)}, func(string) {})
	case '"':
		err = json.Unmarshal(b, (*text)(&p.Name))
	default:
		err = json.Unmarshal(b, &id)
	}
	p.ID = max(0, int64(id))
	return err
}

// instant is a moment. "" and null are none.
type instant time.Time

var errTime = errors.New("this is no time")

func (t *instant) UnmarshalJSON(b []byte) error {
	var s text
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	if s == "" {
		*t = instant{}
		return nil
	}
	at, err := parseTime(string(s))
	*t = instant(at)
	return err
}

// parseTime reads ISO 8601 with an offset, and the form of histories, "2018-08-08T14:23:54Z 626267": seconds, a blank, and
// a count of microseconds, which may be missing.
func parseTime(s string) (time.Time, error) {
	moment, micro, _ := strings.Cut(strings.TrimSpace(s), " ")
	var count uint64
	if micro != "" {
		var err error
		if count, err = strconv.ParseUint(micro, 10, 32); err != nil || count >= 1e6 {
			return time.Time{}, fmt.Errorf("%s: %w", shown(s), errTime)
		}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05"} {
		at, err := time.Parse(layout, moment)
		if err == nil && at.Year() > 0 && at.Year() < 10000 {
			return at.UTC().Truncate(time.Microsecond).Add(time.Duration(count) * time.Microsecond), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s: %w", shown(s), errTime)
}
