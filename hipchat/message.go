package hipchat

import (
	"encoding/json"
	"time"
)

// TimeLayout is the fixed width of message dates: microseconds and a numeric offset, even for whole seconds and
// for UTC. spec: rest-v2, 1.9; client-quirks, R14.
const TimeLayout = "2006-01-02T15:04:05.000000-07:00"

// EntityTimeLayout is the form of created and last_active in rooms and users. spec: auth, 15.
const EntityTimeLayout = "2006-01-02T15:04:05-07:00"

// FormatTime writes a message date in the time zone of t.
func FormatTime(t time.Time) string { return t.Format(TimeLayout) }

// Message is a message or notification in history and in webhooks. spec: rest-v2, 2.6.
type Message struct {
	ID            string   `json:"id"`
	Date          string   `json:"date"`
	Type          string   `json:"type"` // message, notification, topic, guest_access
	From          From     `json:"from"`
	Message       string   `json:"message"`
	Mentions      []Person `json:"mentions"`
	MessageFormat string   `json:"message_format,omitempty"` // notifications
	Color         string   `json:"color,omitempty"`          // notifications
	Notify        *bool    `json:"notify,omitempty"`         // notifications
	Sender        *Sender  `json:"notification_sender,omitempty"`
	Card          string   `json:"card,omitempty"` // the card as JSON text, not as an object
	AttachTo      string   `json:"attach_to,omitempty"`

	MessageLinks []MessageLink `json:"message_links,omitempty"` // people's messages: the preview of the last URL
	File         *File         `json:"file,omitempty"`          // a shared file; Message is then what was said about it

	Deleted bool `json:"-"` // nothing is left of what it said: message is null on the wire
}

// MarshalJSON writes null for what a deleted message said. spec: rest-v2, 2.6.
func (m Message) MarshalJSON() ([]byte, error) {
	type plain Message
	if !m.Deleted {
		return json.Marshal(plain(m))
	}
	return json.Marshal(struct {
		plain
		Message *string `json:"message"`
	}{plain: plain(m)})
}

// UnmarshalJSON reads a message; one without a text has been deleted.
func (m *Message) UnmarshalJSON(b []byte) error {
	type plain Message
	var said struct {
		Message *string `json:"message"`
	}
	if err := json.Unmarshal(b, (*plain)(m)); err != nil {
		return err
	}
	err := json.Unmarshal(b, &said)
	m.Deleted = said.Message == nil
	return err
}

// Time is when the message was sent.
func (m Message) Time() (time.Time, error) { return time.Parse(time.RFC3339Nano, m.Date) }

// TopicRequest is the body of set_topic. spec: rest-v2, 4.8.
type TopicRequest struct {
	Topic *string `json:"topic"` // up to MaxTopic characters
}

// Sender says what kind of integration posted a notification; for type addon the id is the add-on's key.
type Sender struct {
	Type string `json:"type"` // addon, user, client
	ID   string `json:"id"`
}
