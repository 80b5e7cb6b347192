package chat

import "time"

// Evidence is what is known of the ways between the server and an installed add-on. Times are zero for never.
type Evidence struct {
	InstallationID int64
	Heard          time.Time // when the add-on last called: for a token, or with one
	Answered       time.Time // when it last answered a call
	Tried          time.Time // when it was last called
	Purpose        string    // what for: install, webhook, descriptor, ...
	Trouble        string    // what was in the way, as a code of the doctor; empty: it answered
}

// Join answers both as one: of each thing the later.
func (e Evidence) Join(later Evidence) Evidence {
	if later.Heard.After(e.Heard) {
		e.Heard = later.Heard
	}
	if later.Answered.After(e.Answered) {
		e.Answered = later.Answered
	}
	if !later.Tried.IsZero() && !later.Tried.Before(e.Tried) {
		e.Tried, e.Purpose, e.Trouble = later.Tried, later.Purpose, later.Trouble
	}
	return e
}
