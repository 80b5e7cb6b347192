package hipchat

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ErrorBody is the body of every failed call of v1 and v2. spec: rest-v2, 1.10; rest-v1, 3.4.
type ErrorBody struct {
	Error *Error `json:"error"`
}

// Error is what went wrong. Code repeats the HTTP status and Type its reason phrase. The other fields of the wire are
// there only for v2's validation failures. spec: rest-v2, 1.10.
//
// A client answers every refusal as one, also where the body was not the documented one: then Message is the beginning
// of what came instead. errors.Is knows its kind (ErrNotFound and its neighbours), errors.As gives all of it.
type Error struct {
	Code         int      `json:"code"`
	Type         string   `json:"type"`
	Message      string   `json:"message"`
	Field        string   `json:"field,omitempty"`
	Validation   string   `json:"validation,omitempty"` // type, enum, required, minLength, maxLength, pattern
	Value        any      `json:"value,omitempty"`
	ExpectedType string   `json:"expected_type,omitempty"`
	Options      []string `json:"options,omitempty"`
	Help         string   `json:"help,omitempty"` // Stoa's own: what to do about it, where the message is the vendor's

	RateLimited bool          `json:"-"` // a limit is used up: 429, and 403 on v1
	Wait        time.Duration `json:"-"` // how long the server asked to be left alone; 0: it did not say
}

func (e *Error) Error() string {
	text := fmt.Sprintf("hipchat: %d %s: %s", e.Code, e.Type, e.Message)
	if e.Help != "" {
		text += " (" + e.Help + ")"
	}
	return text
}

// The kinds of Error, for errors.Is.
var (
	ErrInvalid      = errors.New("hipchat: the request is not valid")               // 400
	ErrUnauthorized = errors.New("hipchat: the token is missing or unknown")        // 401
	ErrForbidden    = errors.New("hipchat: the token may not do this")              // 403, except on v1
	ErrNotFound     = errors.New("hipchat: there is no such thing")                 // 404
	ErrConflict     = errors.New("hipchat: another request said something else")    // 409
	ErrTooLarge     = errors.New("hipchat: the request is too large")               // 413
	ErrRateLimited  = errors.New("hipchat: the rate limit is used up")              // 429, and 403 on v1
	ErrUnavailable  = errors.New("hipchat: the server cannot answer at the moment") // 502, 503, 504
)

// Is makes errors.Is know the kind of e.
func (e *Error) Is(kind error) bool {
	if e.RateLimited {
		return kind == ErrRateLimited
	}
	switch e.Code {
	case http.StatusBadRequest:
		return kind == ErrInvalid
	case http.StatusUnauthorized:
		return kind == ErrUnauthorized
	case http.StatusForbidden:
		return kind == ErrForbidden
	case http.StatusNotFound:
		return kind == ErrNotFound
	case http.StatusConflict:
		return kind == ErrConflict
	case http.StatusRequestEntityTooLarge:
		return kind == ErrTooLarge
	case http.StatusTooManyRequests:
		return kind == ErrRateLimited
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return kind == ErrUnavailable
	}
	return false
}

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
