package chat

import (
	"slices"
	"time"
)

// HookTemplate is how what comes to a token's hook address is said.
type HookTemplate struct {
	TokenID   int64
	Source    string   // empty: as it is built in
	Formats   []string // of whom it is for; none: of all
	Keep      bool     // the last payloads are kept, to try a template with
	Changed   time.Time
	ChangedBy int64
	Failure   string // why it was not used the last time that it was asked
	Failed    time.Time
}

// For tells whether the template is for requests of a format.
func (t HookTemplate) For(format string) bool {
	return t.Source != "" && (len(t.Formats) == 0 || slices.Contains(t.Formats, format))
}

// HookPayload is a request to a token's hook address.
type HookPayload struct {
	ID            int64
	TokenID       int64
	Received      time.Time
	Format        string // what it was recognised as
	SealedRequest []byte
}
