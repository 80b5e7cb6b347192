package chat

import "time"

// Once is a write that is to be done once, however often it is asked for.
type Once struct {
	ID           string // the SHA-256 of caller and key, in hexadecimal
	Print        string // that of the request
	Started      time.Time
	SealedAnswer []byte // nil: it is still being done
	Mine         bool   // the caller's to do
}
