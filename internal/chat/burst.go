package chat

import (
	"context"
	"time"
)

// Burst is what came quicker from one kind of sender than messages may be said. One message tells of all of it.
type Burst struct {
	BurstKey
	Nonce   string // tells this burst from others of the same key
	Counted int64
	Shown   int64 // of what was counted, as the message says
	Lines   []BurstLine
	EventID string // the message; empty: there is none yet
	Began   time.Time
	Latest  time.Time // when the last one came
	Due     time.Time // nobody else tells of it before
	Done    bool      // the message says all: the next one begins a new burst
}

// BurstKey names the burst that is going on.
type BurstKey struct {
	TokenID        int64
	ConversationID int64
	Kind           string // of sender, as in package format
}

// BurstLine is the beginning of what was said, as HTML, and how often it was.
type BurstLine struct {
	HTML  string `json:"html"`
	Times int64  `json:"times"`
}

// Surplus is what is counted at once.
type Surplus struct {
	BurstKey
	Lines []BurstLine
}

// MaxBurstLines is how many different lines of a burst are kept; what says anything else is only counted.
const MaxBurstLines = 60

// Gather adds lines to those that are kept.
func Gather(kept, more []BurstLine) []BurstLine {
next:
	for _, m := range more {
		for i := range kept {
			if kept[i].HTML == m.HTML {
				kept[i].Times += m.Times
				continue next
			}
		}
		if len(kept) < MaxBurstLines {
			kept = append(kept, m)
		}
	}
	return kept
}

// Told tells whether there is a message about what a key of the caller's token names.
func (s *Service) Told(ctx context.Context, p *Principal, room Room, key string) (bool, error) {
	return s.store.HookKeyTold(ctx, p.TokenID, room.ConversationID, hash(key))
}
