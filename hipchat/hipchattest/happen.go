package hipchattest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/remote"
)

// Delivery is what became of the first call of a webhook about an event.
type Delivery struct {
	ID        int64 // of the delivery, for the server's log
	WebhookID int64
	Body      json.RawMessage // what was sent

	Status int    // what was answered; 0: nothing
	Answer string // the body of the answer
	Error  string // why it did not succeed; empty: it did
}

// Say has a person, Grace, say something in the room, and waits until each webhook that hears of it was called once, or has to
// wait because an earlier call failed. What a receiver answered is in the room soon afterwards: see Await.
func (s *Server) Say(text string) []Delivery {
	s.t.Helper()
	return s.Happen(hipchat.EventRoomMessage, text)
}

// Happen makes one of the events of hipchat.WebhookEvents happen in the room, or for room_created and room_deleted beside
// it, and waits as Say does. text is what is said, posted, or made the topic.
func (s *Server) Happen(event, text string) []Delivery {
	s.t.Helper()
	ids, err := s.dev.Happen(s.t.Context(), event, text)
	s.must(err)
	all := make([]Delivery, 0, len(ids))
	for _, id := range ids {
		all = append(all, s.delivered(id))
	}
	return all
}

// delivered waits for the end of the first attempt, or until it is seen that there will be none before others.
func (s *Server) delivered(id int64) Delivery {
	s.t.Helper()
	var d remote.WholeDelivery
	var behind string
	s.await(func() bool {
		s.t.Helper()
		var err error
		d, err = s.remote.Delivery(s.t.Context(), id)
		s.must(err)
		if len(d.Tried) > 0 || d.State != "pending" {
			return true
		}
		behind = s.before(d)
		return behind != ""
	}, func() { s.t.Fatalf("hipchattest: delivery %d to webhook %d has not been made", id, d.WebhookID) })
	out := Delivery{ID: id, WebhookID: d.WebhookID, Body: d.Body, Error: cmp.Or(d.Error, behind)}
	if len(d.Tried) > 0 {
		first := d.Tried[len(d.Tried)-1] // the newest stands first
		out.Answer, out.Error = first.ResponseBody, first.Error
		if first.Status != nil {
			out.Status = *first.Status
		}
	}
	return out
}

// before says which failed delivery to the same webhook a delivery waits for, since they are made in their order; empty: none.
func (s *Server) before(d remote.WholeDelivery) string {
	s.t.Helper()
	page, err := s.remote.Deliveries(s.t.Context(), url.Values{"webhook": {strconv.FormatInt(d.WebhookID, 10)}, "state": {"pending"}})
	s.must(err)
	for _, other := range page.Items {
		if other.ID < d.ID && other.Error != "" {
			return fmt.Sprintf("it waits behind delivery %d, which is tried again: %s", other.ID, other.Error)
		}
	}
	return ""
}
