package dev

import (
	"context"
	"fmt"

	"github.com/stoachat/stoa/internal/outage"
)

// What whoever runs the server in their own process can do with it, as the inspector's buttons do. All of it works between
// New and the end of Run.

// Happen makes an event of webhooks happen, and answers the ids of the deliveries that it owes. text is what is said, or the
// topic.
func (s *Server) Happen(ctx context.Context, event, text string) ([]int64, error) {
	done, err := s.happen(ctx, event, text)
	return done.Deliveries, err
}

// Change switches outages on and off.
func (s *Server) Change(c outage.Change) error {
	_, err := s.switches.Set(c)
	return err
}

// ExpireTokens ends all tokens of add-ons now, as time would.
func (s *Server) ExpireTokens(ctx context.Context) error {
	_, err := s.app.ExpireTokens(ctx)
	return err
}

// Complaints says what was wrong with the calls in and out, the oldest first.
func (s *Server) Complaints(ctx context.Context) (all []string, err error) {
	lines, err := s.traffic(ctx, "", "")
	for i := len(lines) - 1; i >= 0; i-- {
		if l := lines[i]; l.Look == bad {
			all = append(all, fmt.Sprintf("%s %s: %d: %s", l.Kind, l.Title, l.Status, l.Says))
		}
	}
	return all, err
}
