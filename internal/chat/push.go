package chat

import "time"

// PushSubscription is a browser's address at its push service, with what it can be written to in a way that it alone
// reads.
type PushSubscription struct {
	ID       int64
	UserID   int64
	Endpoint string
	P256dh   string // the browser's public key, base64url
	Auth     string // a secret shared with it, base64url
	Created  time.Time
}

// PushTarget is a browser with what its person has set.
type PushTarget struct {
	PushSubscription
	Preferences Preferences
	Loudness    Loudness // of the conversation that was asked for; empty: as usual
}

// Level is how loud the conversation is for the person.
func (t PushTarget) Level() Loudness {
	if t.Loudness != "" {
		return t.Loudness
	}
	return t.Preferences.Loudness
}
