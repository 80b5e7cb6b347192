package dev

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
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

	mu     sync.Mutex // held while it is looked at and installed
	away   bool       // it could not be read the last time: it may have forgotten us
	id     int64      // of its installation; 0: there is none that was made here
	healed int64      // the last delivery at whose refusal it was installed anew
	rest   time.Time  // until when it is left alone
	sum    string     // the ticket that was refused
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
	forgot, err := f.forgotten(ctx)
	if err != nil {
		return err
	}
	if forgot {
		f.away = true
	}
	resting := pre.Ticket == f.sum && time.Now().Before(f.rest)
	if !again && (resting || !f.away && !pre.Changed()) || pre.Update != nil && pre.Update.Disabled {
		return nil
	}
	in, err := host.Install(ctx, owner, pre.Ticket, roomID, "")
	if err != nil && f.away && f.id != 0 && pre.Update != nil { // it refuses to be updated, since it knows of no installation
		in, err = f.anew(ctx, roomID)
	}
	if f.away = err != nil; err != nil {
		f.sum, f.rest = pre.Ticket, time.Now().Add(refusedRest)
		return err
	}
	f.id = in.ID
	where := "in " + roomName
	if roomID == 0 {
		where = "for the whole group"
	}
	f.tell(fmt.Sprintf("%s (%s) is installed %s, client %s", in.Name, in.Key, where, in.OAuthID))
	for _, advice := range pre.Advice {
		f.s.say("  but " + advice)
	}
	if in.Open != "" {
		f.tell("Open in the browser to finish: " + in.Open)
	}
	return nil
}

// forgotten tells whether the add-on refuses to believe what it is sent, as one does that was started again so soon that nobody
// saw it away, and keeps its installations in memory. It is told so once for each delivery that it refuses.
func (f *follow) forgotten(ctx context.Context) (bool, error) {
	if f.id == 0 || f.away {
		return false, nil
	}
	refused, err := f.s.inside.Desk.Deliveries(ctx, f.s.ready.owner, chat.DeliveryFilter{
		InstallationID: f.id, State: chat.DeliveryPending, Status: http.StatusUnauthorized, Limit: 1,
	})
	if err != nil || len(refused) == 0 || refused[0].ID <= f.healed {
		return false, err
	}
	f.healed = refused[0].ID
	return true, nil
}

// anew removes the add-on and installs it for the first time, as far as it knows.
func (f *follow) anew(ctx context.Context, roomID int64) (in connect.Installed, err error) {
	host, owner := f.s.inside.Addons, f.s.ready.owner
	if _, err := host.Uninstall(ctx, owner, f.id); err != nil {
		return in, err
	}
	f.id = 0
	pre, err := host.Preview(ctx, owner, f.address, roomID, "")
	if err != nil {
		return in, err
	}
	return host.Install(ctx, owner, pre.Ticket, roomID, "")
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
