package outbound

import (
	"encoding/json"
	"mime"
	"strings"
)

// maxReason bounds what is taken over of somebody's own words, in bytes.
const maxReason = 300

// Reason is what the other side says about its answer in a few words: the text of a short plain one, or the message of one in
// JSON, in the forms that frameworks for web services give theirs. Empty: it says nothing, or has a page for browsers.
func (r Response) Reason() string {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // what is no type is none that is read
	text := ""
	switch {
	case r.Truncated:
	case kind == "text/plain":
		text = string(r.Body)
	case kind == "application/json", strings.HasSuffix(kind, "+json"):
		text = messageIn(r.Body)
	}
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	if len(text) > maxReason {
		return ""
	}
	return text
}

// messageIn finds {"error": {"message": …}}, {"error": …} and {"message": …}, with problem+json's detail and OAuth's error_description
// before the words for machines.
func messageIn(body []byte) string {
	var in struct {
		Error       json.RawMessage `json:"error"`
		Description text            `json:"error_description"`
		Detail      text            `json:"detail"`
		Message     text            `json:"message"`
	}
	var inner struct {
		Message text `json:"message"`
	}
	var plain text
	if json.Unmarshal(body, &in) != nil {
		return ""
	}
	if in.Error != nil && json.Unmarshal(in.Error, &inner) != nil {
		_ = plain.UnmarshalJSON(in.Error) // takes everything
	}
	for _, t := range []text{in.Description, in.Detail, inner.Message, in.Message, plain} {
		if t != "" {
			return string(t)
		}
	}
	return ""
}

// text is a JSON string, and empty where something else stands.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}
