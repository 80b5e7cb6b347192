package addon

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
)

// Delivery is what the calls of all webhooks tell.
type Delivery struct {
	ID        string // the same at each attempt to deliver it; empty from servers that do not number deliveries
	Event     string
	WebhookID int64
	Room      hipchat.Place
	Signed    bool // false only where Options.AllowUnsigned lets it in
}

// RoomMessage is what somebody said. spec: connect, 5.2.
type RoomMessage struct {
	Delivery
	Message hipchat.Message
	Match   []string // what the pattern and its groups matched
}

// RoomNotification is what an integration posted.
type RoomNotification struct {
	Delivery
	Message hipchat.Message
	Match   []string // what the pattern and its groups matched
}

// RoomTopicChange is a new topic.
type RoomTopicChange struct {
	Delivery
	Sender Sender
	Topic  string
}

// RoomFileUpload is a file that somebody shared.
type RoomFileUpload struct {
	Delivery
	Sender Sender
	File   hipchat.File
}

// The events that tell only who did it, and to which room. Somebody enters when they join the room or come back to it.
type (
	RoomEnter struct {
		Delivery
		Sender Sender
	}
	RoomExit       RoomEnter
	RoomCreated    RoomEnter
	RoomArchived   RoomEnter
	RoomUnarchived RoomEnter
	RoomDeleted    RoomEnter
)

// Sender is who did something.
type Sender = hipchat.Actor

// envelope is the body of a webhook's call. spec: connect, 5.1.
type envelope struct {
	Event     string          `json:"event"`
	Item      json.RawMessage `json:"item"`
	ClientID  string          `json:"oauth_client_id"`
	WebhookID int64           `json:"webhook_id"`
}

// item holds what stands in the events; which members, differs.
type item = hipchat.WebhookItem

// read takes an event's item apart; what the event must have is there.
func (e envelope) read() (it item, err error) {
	if len(e.Item) == 0 || bytes.Equal(e.Item, []byte("null")) {
		return it, refuse(http.StatusBadRequest, "The field item is missing")
	}
	if err := unmarshal(e.Item, &it); err != nil {
		return it, err
	}
	missing := ""
	switch {
	case it.Room == nil:
		missing = "room"
	case (e.Event == hipchat.EventRoomMessage || e.Event == hipchat.EventRoomNotification) && it.Message == nil:
		missing = "message"
	case e.Event == hipchat.EventRoomTopicChange && it.Topic == nil:
		missing = "topic"
	case e.Event == hipchat.EventRoomFileUpload && it.File == nil:
		missing = "file"
	}
	if missing != "" {
		return it, refuse(http.StatusBadRequest, "The field item.%s is missing", missing)
	}
	if it.Sender == nil {
		it.Sender = &Sender{}
	}
	return it, nil
}

// personOf is who the event says did it, 0 when it does not name a person.
func personOf(it item) int64 {
	switch {
	case it.Message != nil && it.Message.From.Person != nil:
		return it.Message.From.Person.ID
	case it.Message == nil && it.Sender.Person != nil:
		return it.Sender.Person.ID
	}
	return 0
}
