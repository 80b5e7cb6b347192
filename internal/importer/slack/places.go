package slack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/importer/archive"
)

// channel is a conversation as the lists have it. spec: https://docs.slack.dev/reference/objects/conversation-object
type channel struct {
	ID       string
	Name     string
	Created  int64 // seconds
	Creator  string
	Archived bool `json:"is_archived"`
	Members  []string
	Topic    struct{ Value string }
	Purpose  struct{ Value string }
	Pins     []pin
}

type pin struct {
	ID      string // the timestamp of a message, where Type is C
	Type    string
	Created int64
	User    string
}

// addRoom takes a channel as a room.
func (e *Export) addRoom(c channel, private bool) {
	r := archive.Room{
		ID: int64(len(e.rooms) + 1), Name: cmp.Or(c.Name, c.ID), Topic: e.topic(cmp.Or(c.Topic.Value, c.Purpose.Value)), Private: private, Archived: c.Archived,
		Created: seconds(c.Created), Members: e.ids(c.Members),
	}
	if p := e.known(c.Creator, ""); p != nil {
		r.Owner = p.ID
	}
	e.rooms = append(e.rooms, r)
	e.places = append(e.places, place{where{room: r.ID}, c, c.Name})
}

// addCircle takes a conversation of several people as a private room that is called after them.
func (e *Export) addCircle(c channel) {
	var names []string
	for _, id := range c.Members {
		names = append(names, e.known(id, "").Name)
	}
	slices.Sort(names)
	dir := c.Name
	if name := []rune(strings.Join(names, ", ")); len(name) > 0 {
		c.Name = string(name[:min(len(name), hipchat.MaxRoomName)])
	}
	e.addRoom(c, true)
	e.places[len(e.places)-1].dir = dir
}

// addPair takes what two people said to each other, or one to themselves.
func (e *Export) addPair(c channel) {
	ids := e.ids(c.Members)
	if len(ids) == 0 || len(ids) < len(c.Members) { // with a bot
		e.odd.Add("conversation with a bot left out")
		return
	}
	slices.Sort(ids)
	e.places = append(e.places, place{where{low: ids[0], high: ids[len(ids)-1]}, c, c.ID})
}
