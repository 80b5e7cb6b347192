package chat

import (
	"cmp"
	"regexp"
	"sync"
	"time"
)

// Change says what an event of KindChange did to its target.
type Change string

// The changes of an event that has been said.
const (
	ChangeEdit    Change = "edit"
	ChangeDelete  Change = "delete"
	ChangeReact   Change = "react"
	ChangeUnreact Change = "unreact"
	ChangePin     Change = "pin"
	ChangeUnpin   Change = "unpin"
	ChangePreview Change = "preview" // what is at its link has been found
)

// Reaction is one emoji under an event, with those who chose it, in their order.
type Reaction struct {
	Emoji string  `json:"emoji"` // a Unicode emoji, or the shortcut of an emoticon in parentheses
	Users []int64 `json:"users"`
}

// Pin says who keeps an event at hand for everybody in the conversation.
type Pin struct {
	By int64     `json:"by"` // a person's id
	At time.Time `json:"at"`
}

// Replies sums up the thread that an event began.
type Replies struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
	Users []int64   `json:"users"` // who replied, each once, the latest last; at most MaxRepliers
}

// MaxRepliers is how many of those who replied an event names.
const MaxRepliers = 50

// Subject is the id of the event that this one says something about: what it changes, or the beginning of its thread.
func (e *Event) Subject() string { return cmp.Or(e.Target, e.Thread) }

// InFlow tells whether the event stands in the conversation itself, and not only in a thread or in another event.
func (e *Event) InFlow() bool { return e.Kind != KindChange && (e.Thread == "" || e.ToRoom) }

// Quiet tells whether the event leaves the count of unread messages as it is.
func (e *Event) Quiet() bool { return !e.InFlow() || e.Deleted || e.Corrects() }

// correction is a message that corrects the sender's one before it. Every client applies it by itself; the log and the
// wire have it as it was typed. spec: product, 4.4.
var correction = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^s/[^/]+/[^/]*/?$`) })

// Corrects tells whether the event is a person's correction of what they said before.
func (e *Event) Corrects() bool {
	return e.Kind == KindMessage && e.UserID != 0 && len(e.Body) > 2 && e.Body[:2] == "s/" && e.File == nil && correction().MatchString(e.Body)
}
