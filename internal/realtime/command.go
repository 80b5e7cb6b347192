package realtime

import (
	"encoding/json"
	"slices"
	"strconv"
)

// command is what the page says on the live feed.
type command struct {
	Type         string `json:"type"` // watch, unwatch, ping, presence, typing
	Conversation int64  `json:"conversation"`
	After        int64  `json:"after"`  // watch: the last seq that the client has
	Show         string `json:"show"`   // presence: chat, away, xa, dnd
	Mobile       bool   `json:"mobile"` // presence: the page is on a phone
}

// The presence words, the most available first.
const (
	showChat = "chat"
	showAway = "away"
	showXA   = "xa" // away for longer
	showDND  = "dnd"
)

// obey does what the client asks. A mistake is answered with an error frame; the session goes on.
func (s *session) obey(message []byte) {
	var c command
	if err := json.Unmarshal(message, &c); err != nil {
		s.complain(0, "a message must be a JSON object with a type")
		return
	}
	switch c.Type {
	case "watch":
		s.obeyWatch(c)
	case "unwatch":
		s.unwatch(c.Conversation)
	case "ping":
		s.out.add(textFrame([]byte(`{"type":"pong"}`)))
	case "presence":
		if !slices.Contains(shows(), c.Show) {
			s.complain(0, "show must be chat, away, xa or dnd")
			return
		}
		s.hub.people.set(s, c.Show, c.Mobile)
	case "typing":
		s.obeyTyping(c.Conversation)
	default:
		s.complain(0, "type must be watch, unwatch, ping, presence or typing")
	}
}

func (s *session) obeyWatch(c command) {
	if c.After < 0 {
		s.complain(c.Conversation, "after must not be negative")
		return
	}
	if !s.watch(c.Conversation, max(c.After, s.principal.After)) {
		s.complain(c.Conversation, "a session may watch "+strconv.Itoa(s.hub.bounds.Watches)+" conversations")
	}
}

// complain sends an error frame, about a conversation or, with 0, about none.
func (s *session) complain(conversation int64, message string) {
	s.out.add(encode(struct {
		Type         string `json:"type"`
		Message      string `json:"message"`
		Conversation int64  `json:"conversation,omitempty"`
	}{"error", message, conversation}))
}

func helloFrame(userID int64, page string) []byte {
	return encode(struct {
		Type   string `json:"type"`
		UserID int64  `json:"user_id"`
		Page   string `json:"page,omitempty"`
	}{"hello", userID, page})
}

// seqFrame is a frame of type watching or reset.
func seqFrame(kind string, conversation, seq int64) []byte {
	return encode(struct {
		Type         string `json:"type"`
		Conversation int64  `json:"conversation"`
		Seq          int64  `json:"seq"`
	}{kind, conversation, seq})
}

func presenceFrame(userID int64, p presence) []byte {
	return encode(struct {
		Type   string `json:"type"`
		UserID int64  `json:"user_id"`
		Online bool   `json:"online"`
		Show   string `json:"show"`
		Mobile bool   `json:"mobile,omitempty"`
	}{"presence", userID, p.online, p.show, p.mobile})
}

// encode makes a server frame of one of the values above, which always encode.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return textFrame(b)
}
