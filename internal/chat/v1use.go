package chat

import "time"

// V1Use is what a token of API v1 is used for: one of the methods that it has called.
type V1Use struct {
	TokenID int64
	Method  string // rooms/message
	Calls   int64
	Last    time.Time // the last call, and from which program and address it came
	Agent   string
	Address string
}

// Join answers both as one: the calls of both, and the later of the last ones.
func (u V1Use) Join(later V1Use) V1Use {
	if later.Last.Before(u.Last) {
		later.Last, later.Agent, later.Address = u.Last, u.Agent, u.Address
	}
	later.Calls += u.Calls
	return later
}
