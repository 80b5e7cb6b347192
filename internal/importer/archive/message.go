package archive

import (
	"encoding/json"
	"errors"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Kind is the type of a record in a history, by HipChat's name.
type Kind string

// The kinds that histories have.
const (
	UserMessage         Kind = "UserMessage"        // somebody said it in a room, or shared a file
	PrivateUserMessage  Kind = "PrivateUserMessage" // the same to one other person
	NotificationMessage Kind = "NotificationMessage"
	TopicRoomMessage    Kind = "TopicRoomMessage" // Text is the topic
	ArchiveRoomMessage  Kind = "ArchiveRoomMessage"
	GuestAccessMessage  Kind = "GuestAccessMessage"
)

func (k Kind) known() bool {
	switch k {
	case UserMessage, PrivateUserMessage, NotificationMessage, TopicRoomMessage, ArchiveRoomMessage, GuestAccessMessage:
		return true
	}
	return false
}

// Message is a record of a history.
type Message struct {
	ID         string    // a UUID: HipChat's own; one made of what HipChat had instead
	Time       time.Time // UTC, to the microsecond
	Kind       Kind
	Text       string // slash prefixes, emoticons and mentions as they were typed
	Format     string // of notifications: "html", "text" or ""
	Color      string // of notifications
	Sender     Person // of a notification often a name alone
	Receiver   Person // of a one-to-one message
	Mentions   []int64
	Attachment *Attachment
	Extra      *Extra // nil: nothing
}

// Person is somebody as a message names them. ID 0: no user.
type Person struct {
	ID                int64
	Name, MentionName string
}

// Attachment is a file that was shared with a message. Several messages may share one.
type Attachment struct {
	Name string
	Path string // that of a File of the same room or person; "": it was none, or led out of the archive
	Size int64  // as the message says; the file's own counts
}

// space is what ids are made in for messages that have none, so that reading again makes the same.
var space = uuid.MustParse("6b1f5c0e-52a1-5d0c-9d0e-6f2f4c1a7b35")

var (
	errKind   = errors.New("of a kind that nobody knows")
	errNoTime = errors.New("it has no time")
)

// decodeMessage reads a record.
func decodeMessage(raw json.RawMessage, odd func(kind Kind, what string)) (Message, error) {
	object, err := objectOf(raw)
	if err != nil {
		return Message{}, err
	}
	if _, old := object["date"]; old {
		return decodeOld(object, odd)
	}
	kind, value, err := only(object)
	if err != nil {
		return Message{}, err
	}
	m := Message{Kind: Kind(kind)}
	if !m.Kind.known() {
		return m, errKind
	}
	var id, attachmentPath text
	var at instant
	var attached json.RawMessage
	err = decode(value, fields{
		"id": &id, "timestamp": &at, "message": (*text)(&m.Text), "message_format": (*text)(&m.Format), "color": (*text)(&m.Color),
		"sender": (*person)(&m.Sender), "receiver": (*person)(&m.Receiver), "mentions": (*ids)(&m.Mentions),
		"attachment": &attached, "attachment_path": &attachmentPath, "stoa": &m.Extra,
	}, func(what string) { odd(m.Kind, what) })
	if err != nil {
		return m, err
	}
	if m.Time = time.Time(at); m.Time.IsZero() {
		return m, errNoTime
	}
	m.ID = messageID(string(id), value)
	if m.Attachment, err = decodeAttachment(attached, string(attachmentPath)); err != nil {
		odd(m.Kind, "attachment")
	}
	return m, nil
}

// messageID answers the id as a UUID is written.
func messageID(id string, record []byte) string {
	if u, err := uuid.Parse(id); err == nil {
		return u.String()
	}
	if id != "" {
		record = []byte(id)
	}
	return uuid.NewSHA1(space, record).String()
}

func decodeAttachment(raw json.RawMessage, beside string) (*Attachment, error) {
	var a Attachment
	if len(raw) > 0 && string(raw) != "null" {
		var size number
		err := decode(raw, fields{"name": (*text)(&a.Name), "path": (*text)(&a.Path), "size": &size}, func(string) {})
		if err != nil {
			return nil, err
		}
		a.Size = int64(size)
	}
	if a.Path == "" {
		a.Path = beside
	}
	if a == (Attachment{}) {
		return nil, nil
	}
	if a.Name == "" {
		a.Name = path.Base(a.Path)
	}
	a.Path = inside(a.Path)
	return &a, nil
}

// inside cleans a path in an archive; "" if it leads out.
func inside(name string) string {
	name = path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if !filepath.IsLocal(filepath.FromSlash(name)) || name == "." {
		return ""
	}
	return name
}
