package apiv1

import (
	"context"

	"github.com/stoachat/stoa/internal/chat"
)

type statusBody struct {
	Status string `json:"status"`
}

// messageRoom posts a notification. The given name is all the sender it has.
// spec: rest-v1, rooms/message
func (a *API) messageRoom(ctx context.Context, p *chat.Principal, in params) (any, error) {
	room, err := a.chat.FindRoomV1(ctx, p, in["room_id"])
	if err != nil {
		return nil, err
	}
	_, err = a.chat.Post(ctx, p, chat.ToRoom(decimal(room.ID)), chat.Draft{
		Kind: chat.KindNotification, Body: in.typed("message"), Format: chat.Format(in.choice("message_format")),
		Color: in.choice("color"), Notify: in.flag("notify"), From: in["from"],
	})
	if err != nil {
		return nil, err
	}
	return statusBody{Status: "sent"}, nil
}

// setTopic changes a room's topic; an empty one clears it.
// spec: rest-v1, rooms/topic
func (a *API) setTopic(ctx context.Context, p *chat.Principal, in params) (any, error) {
	room, err := a.chat.FindRoomV1(ctx, p, in["room_id"])
	if err != nil {
		return nil, err
	}
	from := in["from"]
	if from == "" {
		from = "API"
	}
	if err := a.chat.SetTopic(ctx, p, decimal(room.ID), in.typed("topic"), from); err != nil {
		return nil, err
	}
	return statusBody{Status: "ok"}, nil
}
