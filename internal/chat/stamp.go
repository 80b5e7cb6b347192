package chat

import "time"

// Stamp is a moment by which a sender names what it has said, as Slack's senders do. In a conversation no two are the same.
type Stamp struct {
	ConversationID int64
	At             time.Time // in microseconds
	EventID        string    // there or to come
	TokenID        int64     // who said it
}

// StagedFile is a file that a sender has announced, and perhaps sent, but not shared with anybody yet.
type StagedFile struct {
	ID       string
	Secret   []byte // SHA-256 of what stands in the address that takes the bytes
	TokenID  int64
	Key      string // of the bytes in the blob store
	Name     string
	Size     int64 // as it was announced
	Received bool
	Created  time.Time
}
