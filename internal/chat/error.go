package chat

import (
	"errors"
	"fmt"

	"github.com/stoachat/stoa/hipchat"
)

// Code classes an error for machines; each dialect turns it into its own status and body.
type Code int

// The codes. Anything that is not an *Error is internal and stays inside.
const (
	Invalid         Code = iota + 1 // bad input; Violation says which field and why
	Unauthenticated                 // no or no good credential
	Forbidden                       // a good credential that may not
	NotFound                        // no such thing, or none that the caller may see
	Conflict                        // the name is taken
	TooMany                         // rate or flood limit
	TooLarge                        // over a byte limit
	Unreachable                     // another server, which the call needs, did not answer as it should
)

// Error is an error with a sentence for people.
type Error struct {
	Code      Code
	Message   string
	Help      string             // what to do about it, where the message has the vendor's words; empty: the message says it
	Violation *hipchat.Violation // for Invalid: the field and the rule it broke, where there is one
}

func (e *Error) Error() string { return e.Message }

// Errorf makes an *Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// With adds what to do about it.
func (e *Error) With(help string) *Error {
	e.Help = help
	return e
}

// Violates makes the *Error for a field that breaks a rule.
func Violates(v *hipchat.Violation) *Error {
	return &Error{Code: Invalid, Message: v.Error(), Violation: v}
}

// ErrNotFound is what the store answers when a row is not there. Service turns it into an *Error that names it.
var ErrNotFound = errors.New("not found")

// ErrAway is matched by the store's errors about a database that cannot be used now: it is stopped, starts, cannot be reached
// or has no room left. Nothing has been done, or nobody knows; whoever asks again finds out.
var ErrAway = errors.New("the database is away")

// What dialects answer then, and after how many seconds they ask for another try.
const (
	AwayText  = "The server cannot reach its database just now. Try again in a few seconds."
	AwayAfter = "5"
)

// ErrLimit is what the store answers when there are as many of a thing as there may be.
var ErrLimit = errors.New("limit reached")

// ErrDuplicate is matched by the store's errors about a unique value that is taken.
var ErrDuplicate = errors.New("duplicate")

// DuplicateError says which unique value is taken: name, email, mention_name.
type DuplicateError struct{ Field string }

func (e *DuplicateError) Error() string { return e.Field + " is taken" }

// Is makes errors.Is(err, ErrDuplicate) hold.
func (e *DuplicateError) Is(target error) bool { return target == ErrDuplicate }
