package hipchat

import "fmt"

// ErrorBody is the body of every failed call of v1 and v2. spec: rest-v2, 1.10; rest-v1, 3.4.
type ErrorBody struct {
	Error *Error `json:"error"`
}

// Error is what went wrong. Code repeats the HTTP status and Type its reason phrase. The other fields are there
// only for v2's validation failures. spec: rest-v2, 1.10.
type Error struct {
	Code         int      `json:"code"`
	Type         string   `json:"type"`
	Message      string   `json:"message"`
	Field        string   `json:"field,omitempty"`
	Validation   string   `json:"validation,omitempty"` // type, enum, required, minLength, maxLength, pattern
	Value        any      `json:"value,omitempty"`
	ExpectedType string   `json:"expected_type,omitempty"`
	Options      []string `json:"options,omitempty"`
}

func (e *Error) Error() string { return fmt.Sprintf("hipchat: %d %s: %s", e.Code, e.Type, e.Message) }

// SuccessBody is the answer to a call with auth_test=true. spec: auth, 3.
type SuccessBody struct {
	Success Success `json:"success"`
}

// Success says that a token may use a method.
type Success struct {
	Code    int    `json:"code"`
	Type    string `json:"type"`
	Message string `json:"message"`
}
