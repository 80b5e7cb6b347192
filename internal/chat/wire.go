package chat

import (
	"encoding/json"

	"github.com/stoachat/stoa/hipchat"
)

// Wire is the error as API v2 tells it, with the field and the rule that it broke where there is one.
// spec: rest-v2, 1.10; auth, 9.
func (e *Error) Wire(status int) *hipchat.Error {
	out := &hipchat.Error{Code: status, Message: e.Message, Help: e.Help}
	if v := e.Violation; v != nil {
		out.Field, out.Validation, out.Options = v.Field, v.Rule, v.Options
		out.Value = abridgedValue(v.Value)
		if v.Rule == hipchat.RuleType {
			out.ExpectedType = v.Expected
		}
	}
	return out
}

// abridgedValue bounds what an answer repeats of a request. A large array or object is told as text, and so is a
// number that is too large for most readers of JSON.
func abridgedValue(v any) any {
	switch v := v.(type) {
	case nil, bool, float64:
		return v
	case string:
		return hipchat.Abridge(v)
	}
	b, err := json.Marshal(v)
	if text := string(b); err != nil || hipchat.Abridge(text) != text || json.Unmarshal(b, new(any)) != nil {
		return hipchat.Abridge(text)
	}
	return v
}
