package chat

import (
	"context"
	"time"
)

// Owing says which webhook deliveries are caused by what happens in a room. internal/webhook implements it.
type Owing interface {
	// Owed is asked before an event is appended, in the sender's goroutine, and must be bounded in time.
	Owed(ctx context.Context, room Room, e Event) ([]Delivery, error)
	// RoomChange prepares what a change of a room itself will owe, whoever makes it.
	RoomChange(ctx context.Context, p *Principal, at time.Time) (Owe, error)
}

// Owe answers the deliveries that a change of a room owes: a room that was made has no before, one that was deleted
// no after. The store calls it inside the change's transaction, with the room as it is there, and commits what it
// answers with the change. It works from memory only. A nil Owe owes nothing.
type Owe func(before, after Room) ([]Delivery, error)

// roomChange prepares what a change of a room will owe.
func (s *Service) roomChange(ctx context.Context, p *Principal) (Owe, error) {
	if s.owing == nil {
		return nil, nil
	}
	return s.owing.RoomChange(ctx, p, s.moment())
}
