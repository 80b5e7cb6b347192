package slackapi

import (
	"github.com/stoachat/stoa/internal/chat"
)

// updateMessage makes a message say something else. spec: https://docs.slack.dev/reference/methods/chat.update
func (a *API) updateMessage(c *call) (any, error) {
	room, own, err := a.own(c, "cant_update_message")
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
	if _, err := a.c.Chat.Revise(c.r.Context(), c.p, room.ConversationID, own.EventID, chat.NotificationDraft(n), nil); err != nil {
		return nil, err
	}
	at := ts(own.At)
	return posted{OK: true, Channel: channelID(room), TS: at, Text: s.Text, Message: s.message(c, at, "")}, nil
}

// deleteMessage takes a message back. spec: https://docs.slack.dev/reference/methods/chat.delete
func (a *API) deleteMessage(c *call) (any, error) {
	room, own, err := a.own(c, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	if err := a.c.Chat.Retract(c.r.Context(), c.p, room.ConversationID, own.EventID); err != nil {
		return nil, err
	}
	return struct {
		OK      bool   `json:"ok"`
		Channel string `json:"channel"`
		TS      string `json:"ts"`
	}{true, channelID(room), ts(own.At)}, nil
}

// own is a message that the caller has posted, and where.
func (a *API) own(c *call, denied string) (chat.Room, chat.Stamp, error) {
	room, err := a.openRoom(c, "channel")
	if err != nil {
		return room, chat.Stamp{}, err
	}
	v, err := a.said(c, room, "ts", "message_not_found")
	if err != nil {
		return room, v, err
	}
	if v.TokenID == c.p.TokenID {
		return room, v, nil
	}
	e, err := a.c.Chat.EventIn(c.r.Context(), room.ConversationID, v.EventID)
	if err != nil {
		return room, v, err
	}
	// Tokens of add-ons last an hour, and people make new ones.
	if c.p.InstallationID != 0 && e.InstallationID == c.p.InstallationID || c.p.User != nil && e.UserID == c.p.User.ID {
		return room, v, nil
	}
	return room, v, refusal(denied, "Another token has posted this message")
}
