// Package outage makes a server fail as servers do in the field: its API answers 503 or 429 or takes its time, nothing
// gets out of it, its addresses move. Only a server to develop against has it.
package outage

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// What the API does, and what becomes of outgoing calls.
const (
	Fine        = "fine"
	Unavailable = "503"
	Limited     = "429"
	Slow        = "slow"
	Blocked     = "blocked"
)

// State is what goes wrong just now.
type State struct {
	API      string `json:"api"`      // Fine, Unavailable, Limited or Slow
	Outbound string `json:"outbound"` // Fine or Blocked
	Moves    int    `json:"moves"`    // how often the addresses have moved; 0: they are where they began
}

// Change is what of a State shall be different. Nil fields stay.
type Change struct {
	API      *string `json:"api"`
	Outbound *string `json:"outbound"`
	Move     *bool   `json:"move"` // true: on to another address; false: back to the first
}

// Switches hold the state. Make them with New.
type Switches struct {
	// RetryAfter is how long callers are asked to wait, in whole seconds; 0: 30 s. It is not changed once the server serves.
	RetryAfter time.Duration

	mu   sync.Mutex
	now  State
	base string
}

// New makes Switches with everything fine.
func New() *Switches { return &Switches{now: State{API: Fine, Outbound: Fine}} }

func (s *Switches) retryAfter() time.Duration { return cmp.Or(s.RetryAfter, 30*time.Second) }

// Start tells the server's public URL, before it serves.
func (s *Switches) Start(base string) { s.base = base }

// State answers what goes wrong just now.
func (s *Switches) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Set makes a change, all of it or nothing.
func (s *Switches) Set(c Change) (State, error) {
	if c.API == nil && c.Outbound == nil && c.Move == nil {
		return State{}, chat.Violates(hipchat.Required("api"))
	}
	if err := oneOf("api", c.API, Fine, Unavailable, Limited, Slow); err != nil {
		return State{}, err
	}
	if err := oneOf("outbound", c.Outbound, Fine, Blocked); err != nil {
		return State{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.API != nil {
		s.now.API = *c.API
	}
	if c.Outbound != nil {
		s.now.Outbound = *c.Outbound
	}
	switch {
	case c.Move == nil:
	case *c.Move:
		s.now.Moves++
	default:
		s.now.Moves = 0
	}
	return s.now, nil
}

func oneOf(field string, value *string, options ...string) error {
	if value == nil {
		return nil
	}
	for _, o := range options {
		if *value == o {
			return nil
		}
	}
	return chat.Violates(hipchat.NotIn(field, *value, options))
}

// Prefix is what stands before the paths of the API at this moment: empty, or like /moved-2.
func (s State) Prefix() string {
	if s.Moves == 0 {
		return ""
	}
	return fmt.Sprintf("/moved-%d", s.Moves)
}

// came is the key of the prefix that a request came by.
type came struct{}

// Around takes the prefix of a moved address off, before anything else sees the request. The page on which people agree
// is reached at all of them, since its form comes back to where it began.
func (s *Switches) Around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix, rest := movedBy(strings.TrimLeft(r.URL.EscapedPath(), "/"))
		if prefix == "" {
			next.ServeHTTP(w, r)
			return
		}
		at := r.WithContext(context.WithValue(r.Context(), came{}, prefix))
		u := *r.URL
		u.Path, u.RawPath = strings.TrimPrefix(r.URL.Path, prefix), rest
		at.URL = &u
		next.ServeHTTP(w, at)
	})
}

// movedBy cuts the prefix off a path without its first slash.
func movedBy(path string) (prefix, rest string) {
	first, rest, _ := strings.Cut(path, "/")
	if n, ok := strings.CutPrefix(first, "moved-"); ok {
		if _, err := strconv.ParseUint(n, 10, 16); err == nil {
			return "/" + first, "/" + rest
		}
	}
	return "", ""
}
