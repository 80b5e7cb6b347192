package chat

// Tally is how often something was counted in an hour.
type Tally struct {
	Hour   int64 // since 1970 UTC
	Name   string
	Bucket int64 // of a latency, 0 for what is only counted
	Count  int64
}

// Activity says that a person was active in an hour.
type Activity struct{ Hour, UserID int64 }
