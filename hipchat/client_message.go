package hipchat

import (
	"context"
	"iter"
	"net/http"
)

// SendRoomNotification posts a coloured notification to a room, with a card where there is one. It is the one way to
// post for add-ons and room tokens. The message is HTML unless MessageFormat says text. spec: rest-v2, send_room_notification
func (c *Client) SendRoomNotification(ctx context.Context, room ID, in NotificationRequest) error {
	return c.send(ctx, "send_room_notification", http.MethodPost, path{"room", room, "notification"}, in, nil)
}

// SendMessage says something in a room as the person whose token it is. spec: rest-v2, send_message
func (c *Client) SendMessage(ctx context.Context, room ID, text string) (made MessageCreated, err error) {
	err = c.send(ctx, "send_message", http.MethodPost, path{"room", room, "message"}, MessageRequest{Message: text}, &made)
	return made, err
}

// ReplyToMessage answers an earlier message of a room. spec: rest-v2, reply_to_message
func (c *Client) ReplyToMessage(ctx context.Context, room ID, parentID, text string) error {
	return c.send(ctx, "reply_to_message", http.MethodPost, path{"room", room, "reply"}, ReplyRequest{ParentMessageID: parentID, Message: text}, nil)
}

// PrivateMessageUser says something to one person. spec: rest-v2, private_message_user
func (c *Client) PrivateMessageUser(ctx context.Context, user ID, in PrivateMessageRequest) error {
	return c.send(ctx, "private_message_user", http.MethodPost, path{"user", user, "message"}, in, nil)
}

// ViewRoomHistory answers one page of a room's messages. spec: rest-v2, view_room_history
func (c *Client) ViewRoomHistory(ctx context.Context, room ID, q HistoryQuery) (List[Message], error) {
	return getPage[Message](ctx, c.caller, "view_room_history", path{"room", room, "history"}, q.values())
}

// RoomMessages walks through a room's whole history, or what the query leaves of it, from the newest message to the
// oldest. What is posted meanwhile neither repeats a message nor hides one. StartIndex and NewestFirst mean nothing here.
func (c *Client) RoomMessages(ctx context.Context, room ID, q HistoryQuery) iter.Seq2[Message, error] {
	return walkHistory(ctx, c.caller, "view_room_history", path{"room", room, "history"}, q)
}

// ViewRecentRoomHistory answers the newest messages of a room, oldest first, for those who ask again and again.
// spec: rest-v2, view_recent_room_history
func (c *Client) ViewRecentRoomHistory(ctx context.Context, room ID, q RecentQuery) (List[Message], error) {
	return getPage[Message](ctx, c.caller, "view_recent_room_history", path{"room", room, "history", "latest"}, q.values())
}

// GetRoomMessage answers one message of a room; expand knows "message.from" and "message.mentions".
// spec: rest-v2, get_room_message
func (c *Client) GetRoomMessage(ctx context.Context, room ID, id string, expanded ...string) (Message, error) {
	return c.message(ctx, "get_room_message", path{"room", room, "history", ID(id)}, expanded)
}

// ViewPrivatechatHistory answers one page of what the token's owner and that person said to each other.
// spec: rest-v2, view_privatechat_history
func (c *Client) ViewPrivatechatHistory(ctx context.Context, user ID, q HistoryQuery) (List[Message], error) {
	return getPage[Message](ctx, c.caller, "view_privatechat_history", path{"user", user, "history"}, q.values())
}

// PrivateMessages walks through a one-to-one chat as RoomMessages walks through a room.
func (c *Client) PrivateMessages(ctx context.Context, user ID, q HistoryQuery) iter.Seq2[Message, error] {
	return walkHistory(ctx, c.caller, "view_privatechat_history", path{"user", user, "history"}, q)
}

// ViewRecentPrivatechatHistory answers the newest messages of a one-to-one chat, oldest first.
// spec: rest-v2, view_recent_privatechat_history
func (c *Client) ViewRecentPrivatechatHistory(ctx context.Context, user ID, q RecentQuery) (List[Message], error) {
	return getPage[Message](ctx, c.caller, "view_recent_privatechat_history", path{"user", user, "history", "latest"}, q.values())
}

// GetPrivatechatMessage answers one message of a one-to-one chat. spec: rest-v2, get_privatechat_message
func (c *Client) GetPrivatechatMessage(ctx context.Context, user ID, id string, expanded ...string) (Message, error) {
	return c.message(ctx, "get_privatechat_message", path{"user", user, "history", ID(id)}, expanded)
}

// message takes a single message out of its wrapping, where it may be null.
func (c *Client) message(ctx context.Context, op string, p path, expanded []string) (Message, error) {
	var out MessageBody
	if err := c.get(ctx, op, p, expand(expanded), &out); err != nil {
		return Message{}, err
	}
	if out.Message == nil && !c.test {
		return Message{}, &Error{Code: http.StatusNotFound, Type: http.StatusText(http.StatusNotFound), Message: "The message is not there any more"}
	}
	if out.Message == nil {
		return Message{}, nil
	}
	return *out.Message, nil
}
