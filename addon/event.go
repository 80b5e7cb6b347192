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

// Sender is who did something: a person, an add-on, or somebody of whom only the name is known. spec: connect, 5.2.
type Sender struct {
	Name   string
	Person *hipchat.Person      // nil unless it was one
	Client *hipchat.OAuthClient // nil unless it was an add-on or a token
}

// UnmarshalJSON accepts the object of a person, that of a client, a name, and null.
func (s *Sender) UnmarshalJSON(b []byte) error {
	*s = Sender{}
	if len(b) == 0 || b[0] != '{' {
		return json.Unmarshal(b, &s.Name)
	}
	var kind struct {
		AllowedScopes json.RawMessage `json:"allowed_scopes"`
	}
	if err := json.Unmarshal(b, &kind); err != nil {
		return err
	}
	if kind.AllowedScopes != nil {
		err := json.Unmarshal(b, &s.Client)
		if err == nil {
			s.Name = s.Client.Name
		}
		return err
	}
	if err := json.Unmarshal(b, &s.Person); err != nil {
		return err
	}
	s.Name = s.Person.Name
	return nil
}

// envelope is the body of a webhook's call. spec: connect, 5.1.
type envelope struct {
	Event     string          `json:"event"`
	Item      json.RawMessage `json:"item"`
	ClientID  string          `json:"oauth_client_id"`
	WebhookID int64           `json:"webhook_id"`
}

// item holds what stands in the events; which members, differs.
type item struct {
	Room    *hipchat.Place   `json:"room"`
	Message *hipchat.Message `json:"message"`
	Sender  *Sender          `json:"sender"`
	Topic   *string          `json:"topic"`
	File    *hipchat.File    `json:"file"`
}

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

// person is who the event says did it, 0 when it does not name a person.
func (it item) person() int64 {
	switch {
	case it.Message != nil && it.Message.From.Person != nil:
		return it.Message.From.Person.ID
	case it.Message == nil && it.Sender.Person != nil:
		return it.Sender.Person.ID
	}
	return 0
}
