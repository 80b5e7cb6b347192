package chat

import "time"

// DatabaseFacts is what a database says of itself.
type DatabaseFacts struct {
	Kind    string // SQLite or PostgreSQL
	Version string
	Size    int64   // bytes
	Schema  int64   // the newest migration
	Waiting []int64 // older ones that have not run: servers of an older version hold them up
}

// QueueFacts is what the server owes to webhooks, and what it has still to remove.
type QueueFacts struct {
	Pending, Held int64
	Oldest        time.Time // when the oldest of the pending was caused; zero: none is
	Paused        int64     // webhooks that are sent nothing
	Leftover      int64     // logs and webhooks that were deleted and are still there in part
}

// FileFacts is what is in the blob store.
type FileFacts struct{ Files, Bytes int64 }
