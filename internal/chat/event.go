package chat

import (
	"encoding/json"
	"time"
)

// Kind says what an event in a conversation's log is.
type Kind string

// The kinds of event. A message was said by a person; a notification was posted by an integration.
const (
	KindMessage      Kind = "message"
	KindNotification Kind = "notification"
	KindTopic        Kind = "topic"
	KindGuestAccess  Kind = "guest_access" // switched on or off
	KindEnter        Kind = "enter"
	KindExit         Kind = "exit"
	KindChange       Kind = "change" // of an earlier event, see Change
)

// Format says how an event's body is to be read.
type Format string

// FormatText is what a person types; FormatHTML is sanitised notification HTML.
const (
	FormatText Format = "text"
	FormatHTML Format = "html"
)

// Event is one entry of a conversation's log. Its JSON form is what the page's API and the live feed send; Frame
// and Details write it by hand and follow a change here. Times have microseconds and are UTC.
type Event struct {
	ID             string    `json:"id"`           // UUIDv7, the message id on every wire
	ConversationID int64     `json:"conversation"` // the log it stands in
	Time           time.Time `json:"time"`
	Kind           Kind      `json:"kind"`
	UserID         int64     `json:"user_id,omitempty"` // the person who acted, 0 for integrations
	Body           string    `json:"body"`
	Sender         string    `json:"sender"` // display name at the time: a person's, or an integration's with its label
	MentionName    string    `json:"mention_name,omitempty"`
	InstallationID int64     `json:"installation_id,omitempty"` // the installation that posted it
	AddonKey       string    `json:"addon_key,omitempty"`
	TokenID        int64     `json:"token_id,omitempty"` // of a hook's message: the token that may change it
	Format         Format    `json:"format"`
	Color          string    `json:"color,omitempty"`  // notifications: yellow, green, red, purple, gray
	Notify         bool      `json:"notify,omitempty"` // alert the whole room

	Mentions    []UserRef       `json:"mentions,omitempty"`
	MentionAll  bool            `json:"mention_all,omitempty"`  // @all
	MentionHere bool            `json:"mention_here,omitempty"` // @here
	AttachTo    string          `json:"attach_to,omitempty"`    // an earlier event's id
	Card        json.RawMessage `json:"card,omitempty"`         // the card as it was sent, validated
	ReplyTo     string          `json:"reply_to,omitempty"`     // the event that a person's message answers
	File        *File           `json:"file,omitempty"`         // what was shared; Body is then what was said about it
	Links       []LinkPreview   `json:"links,omitempty"`        // previews of URLs in a person's message

	Change    Change     `json:"change,omitempty"`    // what a change did
	Target    string     `json:"target,omitempty"`    // the id of the event that a change changed
	Edited    time.Time  `json:"edited,omitzero"`     // when the body was last edited
	Deleted   bool       `json:"deleted,omitempty"`   // then nothing is left of what it said
	Reactions []Reaction `json:"reactions,omitempty"` // in order of the first of each
	Pinned    *Pin       `json:"pinned,omitempty"`
	Thread    string     `json:"thread,omitempty"`  // a reply: the id of its thread's first event
	ToRoom    bool       `json:"to_room,omitempty"` // a reply that stands in the room as well
	Replies   *Replies   `json:"replies,omitempty"` // of a thread's first event

	// Of is the subject of a change or a reply as it is now, where the store tells it: it is no part of the log.
	Of       *Event `json:"of,omitempty"`
	ClientID string `json:"client_id,omitempty"` // what the sending page called it: makes a repeated send harmless

	// Seq is gap-free within the conversation, from 1. It stands last so that the rest can be encoded before the
	// store assigns it, see Frame.
	Seq int64 `json:"seq,omitempty"`
}

// LinkPreview is what is known of a URL in a message. Type is one of hipchat's LinkType constants.
type LinkPreview struct {
	Type        string `json:"type"`
	URL         string `json:"url"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	ImageURL    string `json:"image_url,omitempty"` // the picture itself, or a video's thumbnail
	IconURL     string `json:"icon_url,omitempty"`
	Author      string `json:"author,omitempty"`
}

// UserRef is a person as an event remembers them.
type UserRef struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	MentionName string `json:"mention_name"`
}

// Append is one event to commit, with all that must be committed with it.
type Append struct {
	Event Event      // Seq is assigned by the store
	Owed  []Delivery // what webhooks are owed for it
	Chain []int64    // the webhooks whose answers led to it; the owed deliveries remember them
	Topic *string    // set the room's topic in the same transaction
	// Apply changes the event's Subject in the same transaction, in the order of the log, and answers whether anything
	// changed: if not, the event is left out and the answer has no Seq. It gets a copy, whose slices and pointers are not
	// its own. It may be called more than once, and must not wait for anything.
	Apply func(subject *Event) (changed bool, err error)
	Frame []byte // from Event.Frame; with Apply made by the store
}
