package chat

import (
	"errors"
	"time"
)

// Scheduled is a message that a person has written to be sent later.
type Scheduled struct {
	ID             int64
	UserID         int64
	ConversationID int64
	Thread         string // the id of the event that its thread began with; empty: none
	ToRoom         bool   // with Thread: it is to stand in the conversation as well
	Body           string
	Nonce          string    // names the message, so that the log takes it once
	At             time.Time // when it is to be sent
	Created        time.Time
	Claimed        time.Time // until when a node that sends it has it; zero: none does
	Problem        string    // why it was not sent; empty: it waits
}

// ScheduledPatch changes what was scheduled. What is nil stays.
type ScheduledPatch struct {
	Body  *string
	Nonce *string // with Body: other words are another message
	At    *time.Time
}

// ErrClaimed is what the store answers when a node is sending what somebody else wants to change.
var ErrClaimed = errors.New("claimed")
