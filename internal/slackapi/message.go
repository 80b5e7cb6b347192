package slackapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
)

// message is what was said, as Slack shows it.
type message struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype,omitempty"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts,omitempty"`
	User        string          `json:"user,omitempty"`
	BotID       string          `json:"bot_id,omitempty"`
	Username    string          `json:"username,omitempty"`
	Text        string          `json:"text"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
}

// posted is the answer to what was said or changed.
type posted struct {
	OK      bool    `json:"ok"`
	Channel string  `json:"channel"`
	TS      string  `json:"ts"`
	Text    string  `json:"text,omitempty"`
	Message message `json:"message"`
}

// spoken is what a caller wants to say.
type spoken struct {
	Text        string          `json:"text,omitempty"`
	Mrkdwn      *bool           `json:"mrkdwn,omitempty"`
	Username    string          `json:"username,omitempty"`
	Blocks      json.RawMessage `json:"blocks,omitempty"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
}

// spoken reads the arguments that say something.
func (c *call) spoken() (s spoken, err error) {
	s = spoken{Text: c.arguments["text"], Username: c.text("username")}
	if c.text("mrkdwn") != "" {
		marked := c.flag("mrkdwn")
		s.Mrkdwn = &marked
	}
	if s.Blocks, err = c.list("blocks", "invalid_blocks_format"); err != nil {
		return s, err
	}
	s.Attachments, err = c.list("attachments", "invalid_attachments")
	return s, err
}

// notification says it as HipChat's wire does.
func (s spoken) notification() (hipchat.NotificationRequest, error) {
	if strings.TrimSpace(s.Text) == "" && s.Blocks == nil && s.Attachments == nil {
		return hipchat.NotificationRequest{}, refusal("no_text", "There is neither 'text' nor 'blocks' nor 'attachments'")
	}
	object, err := json.Marshal(s)
	if err != nil {
		return hipchat.NotificationRequest{}, refusal("invalid_blocks_format", "The message cannot be read")
	}
	m, err := format.Slack(object)
	if errors.Is(err, format.ErrEmpty) {
		return hipchat.NotificationRequest{}, refusal("no_text", "None of the blocks and attachments says anything that can be shown, and there is no 'text'")
	}
	if err != nil {
		return hipchat.NotificationRequest{}, err
	}
	return m.Notification()
}

func (s spoken) message(c *call, at, thread string) message {
	return message{
		Type: "message", Subtype: "bot_message", TS: at, ThreadTS: thread, User: userID(c.p), BotID: botID(c.p), Username: s.Username,
		Text: s.Text, Blocks: s.Blocks, Attachments: s.Attachments,
	}
}

// postMessage says something in a room. spec: https://docs.slack.dev/reference/methods/chat.postMessage
func (a *API) postMessage(c *call) (any, error) {
	room, err := a.openRoom(c, "channel")
	if err != nil {
		return nil, err
	}
	s, err := c.spoken()
	if err != nil {
		return nil, err
	}
	n, err := s.notification()
	if err != nil {
		return nil, err
	}
	d := chat.NotificationDraft(n)
	if err := a.intoThread(c, room, &d); err != nil {
		return nil, err
	}
	if err := a.allowMessage(c, room); err != nil {
		return nil, err
	}
	at, err := a.post(c, room, d)
	if err != nil {
		return nil, err
	}
	return posted{OK: true, Channel: channelID(room), TS: at, Message: s.message(c, at, c.text("thread_ts"))}, nil
}

// openRoom is the room that an argument names, where something may be said.
func (a *API) openRoom(c *call, argument string) (chat.Room, error) {
	room, err := a.room(c, argument)
	if err == nil && room.Archived {
		err = refusal("is_archived", "Room '"+room.Name+"' is archived")
	}
	return room, err
}

// intoThread makes a draft a reply, where the caller wants one.
func (a *API) intoThread(c *call, room chat.Room, d *chat.Draft) error {
	if c.text("thread_ts") == "" {
		return nil
	}
	first, err := a.said(c, room, "thread_ts", "thread_not_found")
	if err != nil {
		return err
	}
	d.Thread, d.ToRoom = first.EventID, c.flag("reply_broadcast")
	return nil
}

// post says something, and answers the moment that names it. The moment is written down first: what is committed has a
// name, whatever happens in between.
func (a *API) post(c *call, room chat.Room, d chat.Draft) (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("message id: %w", err)
	}
	d.EventID = id.String()
	stamp, err := a.c.Store.AddStamp(c.r.Context(), chat.Stamp{ConversationID: room.ConversationID, At: a.c.Now(), EventID: d.EventID, TokenID: c.p.TokenID})
	if err != nil {
		return "", err
	}
	if _, err := a.c.Chat.Post(c.r.Context(), c.p, chat.ToConversation(room.ConversationID), d); err != nil {
		return "", err
	}
	return ts(stamp.At), nil
}
