package apiv1

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// rule says what a value breaks; nil when it breaks nothing.
type rule func(name, value string) error

// length wants min to max characters. spec: rest-v1, 3.4, for the sentence.
func length(min, max int) rule {
	return func(name, value string) error {
		if n := utf8.RuneCountInString(value); n < min || n > max {
			return chat.Errorf(chat.Invalid, "%s must be between %d and %d characters.", label(name), min, max)
		}
		return nil
	}
}

// oneOf wants one of the options, in any case: one client sends Html. spec: rest-v1, 5.1.
func oneOf(options ...string) rule {
	return func(name, value string) error {
		for _, o := range options {
			if strings.EqualFold(o, value) {
				return nil
			}
		}
		return chat.Errorf(chat.Invalid, "%s must be one of: %s.", label(name), strings.Join(options, ", "))
	}
}

func zeroOrOne(name, value string) error {
	if _, ok := parseFlag(value); !ok {
		return chat.Errorf(chat.Invalid, "%s must be 0 or 1.", label(name))
	}
	return nil
}

func zoneName(name, value string) error {
	// Local is Go's name for the zone that the server happens to be in.
	if _, err := time.LoadLocation(value); err != nil || value == "Local" {
		return chat.Errorf(chat.Invalid, "%s must be a name of the tz database, such as Europe/Stockholm.", label(name))
	}
	return nil
}

func recentOrDay(name, value string) error {
	if isRecent(value) {
		return nil
	}
	if _, err := time.Parse(dayLayout, value); err != nil {
		return chat.Errorf(chat.Invalid, "%s must be \"recent\" or a day written as 2015-03-04.", label(name))
	}
	return nil
}

func missing(name string) error { return chat.Errorf(chat.Invalid, "Missing parameter: %s", name) }

// label is how a sentence calls a parameter.
func label(name string) string {
	if name == "from" {
		return "From name"
	}
	words := strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(words[:1]) + words[1:]
}

// sentence says in this dialect's words what the service found wrong.
func sentence(v *hipchat.Violation) string {
	name := label(v.Field)
	switch v.Rule {
	case hipchat.RuleRequired:
		return "Missing parameter: " + v.Field
	case hipchat.RuleMinLength:
		return fmt.Sprintf("%s must have at least %d characters.", name, v.Limit)
	case hipchat.RuleMaxLength:
		return fmt.Sprintf("%s must have at most %d characters.", name, v.Limit)
	case hipchat.RulePattern:
		return name + " must match " + v.Expected
	case hipchat.RuleFormat:
		return name + " must be " + v.Expected + "."
	}
	return name + " is not valid."
}
