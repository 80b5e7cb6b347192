package archive

import (
	"encoding/json"
	"fmt"
	"time"
)

// Extra is what other systems have beside a message and HipChat had not. In a record it is the field "stoa", which whoever reads
// HipChat's exports passes over.
type Extra struct {
	Thread    string     `json:"thread,omitempty"`  // the ID of the message that it answers
	ToRoom    bool       `json:"to_room,omitempty"` // an answer that stands in the room as well
	Edited    time.Time  `json:"edited,omitzero"`
	Reactions []Reaction `json:"reactions,omitempty"`
	Pinned    *Pin       `json:"pinned,omitempty"`

	Card json.RawMessage `json:"card,omitempty"` // of a notification, as it was sent
}

// Empty tells whether there is nothing.
func (x *Extra) Empty() bool {
	return x.Thread == "" && x.Edited.IsZero() && len(x.Reactions) == 0 && x.Pinned == nil && len(x.Card) == 0
}

// Reaction is an emoji, or an emoticon in parentheses, and who put it there.
type Reaction struct {
	Emoji string  `json:"emoji"`
	Users []int64 `json:"users"`
}

// Pin says who keeps a message at hand for everybody.
type Pin struct {
	By int64     `json:"by"`
	At time.Time `json:"at"`
}

// Encode is a message as a history has it; Open reads it again. spec: import-export, A.7.
func (m *Message) Encode() ([]byte, error) {
	r := record{
		ID: m.ID, Time: m.Time.UTC().Format("2006-01-02T15:04:05Z") + fmt.Sprintf(" %06d", m.Time.Nanosecond()/1000), Text: m.Text,
		Format: m.Format, Color: m.Color, Extra: m.Extra,
	}
	if m.Kind == UserMessage || m.Kind == PrivateUserMessage { // there are readers that want them in each
		r.Mentions, r.Attachment = []int64{}, json.RawMessage("null")
	}
	if len(m.Mentions) > 0 {
		r.Mentions = m.Mentions
	}
	r.Sender = named{m.Sender.ID, m.Sender.Name, m.Sender.MentionName}
	if m.Kind == NotificationMessage && m.Sender.ID == 0 {
		r.Sender = m.Sender.Name
	}
	if m.Kind == PrivateUserMessage {
		r.Receiver = &named{m.Receiver.ID, m.Receiver.Name, m.Receiver.MentionName}
	}
	if m.Attachment != nil {
		r.Attachment, r.Path = &attachment{m.Attachment.Name, m.Attachment.Path, m.Attachment.Size}, m.Attachment.Path
	}
	return json.Marshal(map[Kind]record{m.Kind: r})
}

// record is the wire form of a message.
type record struct {
	ID         string `json:"id"`
	Time       string `json:"timestamp"`
	Text       string `json:"message"`
	Format     string `json:"message_format,omitempty"`
	Color      string `json:"color,omitempty"`
	Sender     any    `json:"sender"`
	Receiver   *named `json:"receiver,omitempty"`
	Mentions   any    `json:"mentions,omitempty"`
	Attachment any    `json:"attachment,omitempty"`
	Path       string `json:"attachment_path,omitempty"`
	Extra      *Extra `json:"stoa,omitempty"`
}

type named struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name,omitempty"`
}

type attachment struct {
	Name string `json:"name"`
	Path string `json:"path"`
	Size int64  `json:"size"`
}
