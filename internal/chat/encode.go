package chat

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Every post encodes its event, so this is done without reflection, in the order and to the bytes of encoding/json.

const frameHead = `{"type":"event","event":`

// Frame encodes the event once for every socket that will get it: the live feed's frame up to where the seq
// goes. FinishFrame completes it when the store has assigned one.
func (e *Event) Frame() ([]byte, error) {
	b := make([]byte, 0, len(frameHead)+len(e.Body)+len(e.Card)+384) // enough for most, with the seq
	return e.appendEvent(append(b, frameHead...))
}

// appendEvent appends all but the seq and what follows it.
func (e *Event) appendEvent(b []byte) ([]byte, error) {
	b = appendString(append(b, `{"id":`...), e.ID)
	b = strconv.AppendInt(append(b, `,"conversation":`...), e.ConversationID, 10)
	b, err := e.Time.AppendText(append(b, `,"time":"`...))
	if err != nil {
		return nil, err
	}
	b = appendString(append(b, `","kind":`...), string(e.Kind))
	b = appendNumber(b, "user_id", e.UserID)
	b = appendString(append(b, `,"body":`...), e.Body)
	if b, err = e.appendDetails(append(b, ',')); err != nil {
		return nil, err
	}
	if e.Of != nil {
		if b, err = e.Of.appendEvent(appendName(b, "of")); err != nil {
			return nil, err
		}
		b = append(appendNumber(b, "seq", e.Of.Seq), '}')
	}
	return appendText(b, "client_id", e.ClientID), nil
}

// FinishFrame completes what Frame began. It may write into frame's spare capacity.
func FinishFrame(frame []byte, seq int64) []byte {
	frame = append(frame, `,"seq":`...)
	frame = strconv.AppendInt(frame, seq, 10)
	return append(frame, "}}"...)
}

// Details encodes what nobody looks events up by, Sender to Replies, as an object of its own.
func (e *Event) Details() ([]byte, error) {
	b, err := e.appendDetails(append(make([]byte, 0, len(e.Card)+256), '{'))
	return append(b, '}'), err
}

func (e *Event) appendDetails(b []byte) ([]byte, error) {
	b = appendString(append(b, `"sender":`...), e.Sender)
	b = appendText(b, "mention_name", e.MentionName)
	b = appendNumber(b, "installation_id", e.InstallationID)
	b = appendText(b, "addon_key", e.AddonKey)
	b = appendNumber(b, "token_id", e.TokenID)
	b = appendString(append(b, `,"format":`...), string(e.Format))
	b = appendText(b, "color", e.Color)
	b = appendTrue(b, "notify", e.Notify)
	var err error
	if len(e.Mentions) > 0 {
		if b, err = appendOther(b, "mentions", e.Mentions); err != nil {
			return nil, err
		}
	}
	b = appendTrue(b, "mention_all", e.MentionAll)
	b = appendTrue(b, "mention_here", e.MentionHere)
	b = appendText(b, "attach_to", e.AttachTo)
	if len(e.Card) > 0 {
		if b, err = appendOther(b, "card", e.Card); err != nil {
			return nil, err
		}
	}
	b = appendText(b, "reply_to", e.ReplyTo)
	if e.File != nil {
		if b, err = appendOther(b, "file", e.File); err != nil {
			return nil, err
		}
	}
	if len(e.Links) > 0 {
		if b, err = appendOther(b, "links", e.Links); err != nil {
			return nil, err
		}
	}
	return e.appendChanges(b)
}

// appendChanges appends what has become of the event, or what it did to another.
func (e *Event) appendChanges(b []byte) ([]byte, error) {
	b = appendText(b, "change", string(e.Change))
	b = appendText(b, "target", e.Target)
	var err error
	if !e.Edited.IsZero() {
		if b, err = appendOther(b, "edited", e.Edited); err != nil {
			return nil, err
		}
	}
	b = appendTrue(b, "deleted", e.Deleted)
	if len(e.Reactions) > 0 {
		if b, err = appendOther(b, "reactions", e.Reactions); err != nil {
			return nil, err
		}
	}
	if e.Pinned != nil {
		if b, err = appendOther(b, "pinned", e.Pinned); err != nil {
			return nil, err
		}
	}
	b = appendText(b, "thread", e.Thread)
	b = appendTrue(b, "to_room", e.ToRoom)
	if e.Replies != nil {
		b, err = appendOther(b, "replies", e.Replies)
	}
	return b, err
}

// The functions below append a member, unless its value is the zero value.

func appendText(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(appendName(b, name), value)
}

func appendNumber(b []byte, name string, value int64) []byte {
	if value == 0 {
		return b
	}
	return strconv.AppendInt(appendName(b, name), value, 10)
}

func appendTrue(b []byte, name string, value bool) []byte {
	if !value {
		return b
	}
	return append(appendName(b, name), "true"...)
}

func appendOther(b []byte, name string, value any) ([]byte, error) {
	v, err := json.Marshal(value)
	return append(appendName(b, name), v...), err
}

func appendName(b []byte, name string) []byte {
	return append(append(append(b, `,"`...), name...), `":`...)
}

// appendString appends s in quotes. What needs more than quotes is left to encoding/json.
func appendString(b []byte, s string) []byte {
	if !plain(s) {
		quoted, _ := json.Marshal(s) // every string can be encoded
		return append(b, quoted...)
	}
	return append(append(append(b, '"'), s...), '"')
}

// plain tells whether encoding/json writes s as it is.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			ascii = false
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}
