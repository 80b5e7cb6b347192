package chat

import (
	"net/http"
	"time"
)

// Call is one call of an integration as the log keeps it: bounded, and without secrets.
type Call struct {
	ID             int64
	At             time.Time
	Took           time.Duration
	Method         string
	Route          string // the pattern of the method that was called; empty: there is none
	Path           string // with its query
	Status         int
	TokenID        int64 // 0: the call had no good token
	UserID         int64
	InstallationID int64
	BoundRoomID    int64 // the one room that the token may touch; 0: any
	RoomID         int64 // the room that the call names; 0: none that there is
	Address        string
	RequestID      string
	RequestHeader  http.Header
	RequestBody    string
	ResponseHeader http.Header
	ResponseBody   string
}

// CallFilter selects calls, newest first. Zero fields select nothing.
type CallFilter struct {
	TokenID, InstallationID, RoomID, BoundRoomID int64
	Status                                       int
	Failed                                       bool // status 400 and above
	Method, Route                                string
	Since, Until                                 time.Time
	Text                                         string // in the path or a body, without regard to case
	Before                                       int64  // ids below, to go on from a page
	Limit                                        int
}
