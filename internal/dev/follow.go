package dev

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

const (
	followEvery = time.Second     // between two looks at a descriptor
	refusedRest = 5 * time.Second // an add-on that refused is left alone for so long, unless it changes
)

// follow keeps an add-on installed as its descriptor says, while whoever writes it changes it and starts it again.
type follow struct {
	s       *Server
	address string

	telling sync.Mutex
	told    string // what was said last, which is not said again

	mu   sync.Mutex // held while it is looked at and installed
	away bool       // it could not be read the last time: it may have forgotten us
	rest time.Time  // until when it is left alone
	sum  string     // the ticket that was refused
}

func (s *Server) newFollow(address string) *follow { return &follow{s: s, address: address} }

// run looks until ctx ends.
func (f *follow) run(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		if err := f.look(ctx, false); err != nil && ctx.Err() == nil {
			f.tell(fmt.Sprintf("%s is not installed: %s", f.address, reason(err)))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look installs the add-on when it is not, when its descriptor has changed, when it comes back, or when again is true.
func (f *follow) look(ctx context.Context, again bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	host, owner := f.s.inside.Addons, f.s.ready.owner
	roomID := f.s.ready.RoomID
	pre, err := host.Preview(ctx, owner, f.address, roomID, "")
	if err == nil && !pre.Descriptor.AllowsRoom() {
		roomID = 0
		pre, err = host.Preview(ctx, owner, f.address, roomID, "")
	}
	if err != nil {
		f.away = true
		return err
	}
	resting := pre.Ticket == f.sum && time.Now().Before(f.rest)
	if !again && (resting || !f.away && !pre.Changed()) || pre.Update != nil && pre.Update.Disabled {
		return nil
	}
	in, err := host.Install(ctx, owner, pre.Ticket, roomID, "")
	if f.away = err != nil; err != nil {
		f.sum, f.rest = pre.Ticket, time.Now().Add(refusedRest)
		return err
	}
	where := "in " + roomName
	if roomID == 0 {
		where = "for the whole group"
	}
	f.tell(fmt.Sprintf("%s (%s) is installed %s, client %s", in.Name, in.Key, where, in.OAuthID))
	if in.Open != "" {
		f.tell("Open in the browser to finish: " + in.Open)
	}
	return nil
}

// tell says what has not been said just now.
func (f *follow) tell(text string) {
	f.telling.Lock()
	defer f.telling.Unlock()
	if text != f.told {
		f.told = text
		f.s.say(text)
	}
}

// followView is an add-on and what became of it last.
type followView struct {
	URL  string `json:"url"`
	Last string `json:"last"`
}

func (f *follow) view() followView {
	f.telling.Lock()
	defer f.telling.Unlock()
	return followView{f.address, f.told}
}

// reason is an error as whoever writes the add-on reads it.
func reason(err error) string {
	var known *chat.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return err.Error()
}
