package chat

import (
	"net/http"
	"time"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

// A delivery is pending until it is done or given up. While its webhook is paused it is held.
const (
	DeliveryPending DeliveryState = "pending"
	DeliveryHeld    DeliveryState = "held"
	DeliveryDone    DeliveryState = "done"
	DeliveryFailed  DeliveryState = "failed"
)

// Delivery is one call that the server owes to a webhook. It is written in the transaction of the event that
// caused it and stays until it has been made.
type Delivery struct {
	ID             int64
	UID            string // what the receiver knows it by, the same at every attempt
	WebhookID      int64
	InstallationID int64
	ConversationID int64
	RoomID         int64
	EventID        string
	ActorID        int64   // the person who caused it, for the JWT's sub; 0 for integrations
	Chain          []int64 // the webhooks whose answers led to the event, see Append
	Payload        []byte  // the request body, JSON
	Queue          string  // deliveries of one queue are made one after the other, in order of id
	State          DeliveryState
	Attempts       int       // since it was queued, or queued again
	Since          time.Time // when it was queued, or queued again: it is given up a day later
	NextAttempt    time.Time
	LastStatus     int    // the last answer's HTTP status, 0 if none came
	LastError      string // why the last attempt failed, without secrets
	Created        time.Time
	Finished       time.Time // when it was done or given up
	Claim          int64     // how often somebody has claimed it
	Claimed        time.Time // when whoever was answered it has; zero for who only reads it
}

// Attempt is one call of a delivery as the log keeps it: bounded, and without secrets.
type Attempt struct {
	ID             int64
	DeliveryID     int64
	At             time.Time
	Took           time.Duration
	Status         int // 0 if no answer came
	Error          string
	URL            string
	RequestHeader  http.Header
	ResponseHeader http.Header
	ResponseBody   string
}

// Settlement is how an attempt at a delivery ended.
type Settlement struct {
	DeliveryID int64
	Claim      int64 // the one that the attempt was made under
	State      DeliveryState
	Status     int
	Error      string
	At         time.Time
	Next       time.Time // when to try again, for DeliveryPending
	Aside      bool      // from here on it is tried by itself, and its queue goes on
	Attempt    *Attempt  // nil: no call was made

	Gone bool // set by the store: the delivery was deleted meanwhile, or claimed by somebody else
}

// DeliveryFilter selects deliveries, newest first. Zero fields select nothing.
type DeliveryFilter struct {
	WebhookID, InstallationID, RoomID int64
	HookRoomID                        int64 // those of the room's own webhooks
	State                             DeliveryState
	Status                            int       // of the last answer
	Since, Until                      time.Time // when it was caused: from, and before
	Text                              string    // in the payload
	Before                            int64     // ids below, to go on from a page
	Limit                             int
}

// Backlog is what a webhook is owed.
type Backlog struct {
	Pending int64
	Held    int64
	Aside   int64     // of the pending: those that are tried by themselves
	Oldest  time.Time // when the oldest that is pending or held was caused; zero for none
}
