package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func messageRoutes() []Route {
	reading := scopes(hipchat.ScopeViewMessages, hipchat.ScopeViewGroup)
	return []Route{
		{Method: put, Pattern: "/v2/room/{room}/topic", Name: "set_topic", Scopes: scopes(hipchat.ScopeAdminRoom), Classes: everybody,
			Summary: "Changes a room's topic.",
			Body:    hipchat.TopicRequest{}, Status: http.StatusNoContent, handle: (*API).setTopic},
		{Method: post, Pattern: "/v2/room/{room}/notification", Name: "send_room_notification", Scopes: scopes(hipchat.ScopeSendNotification), Classes: everybody, Floods: true,
			Summary: "Posts a coloured notification, with or without a card.",
			Body:    hipchat.NotificationRequest{}, Takes: []string{"application/x-www-form-urlencoded", "text/plain", "text/html"}, Status: http.StatusNoContent, handle: (*API).sendRoomNotification},
		{Method: post, Pattern: "/v2/room/{room}/message", Name: "send_message", Scopes: scopes(hipchat.ScopeSendMessage), Classes: people, Floods: true,
			Summary: "Says something in a room as the token's person.",
			Body:    hipchat.MessageRequest{}, Status: http.StatusCreated, Answer: hipchat.MessageCreated{}, handle: (*API).sendMessage},
		{Method: post, Pattern: "/v2/room/{room}/reply", Name: "reply_to_message", Scopes: scopes(hipchat.ScopeSendMessage), Classes: people, Floods: true,
			Summary: "Answers an earlier message of a room as the token's person.",
			Body:    hipchat.ReplyRequest{}, Status: http.StatusNoContent, handle: (*API).replyToMessage},
		{Method: get, Pattern: "/v2/room/{room}/history", Name: "view_room_history", Scopes: reading, Classes: everybody,
			Summary: "The newest messages, or those between two moments.",
			Query:   historyParameters(), Expand: []string{"items.from", "items.mentions"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Message]{}, handle: (*API).viewRoomHistory},
		{Method: get, Pattern: "/v2/room/{room}/history/latest", Name: "view_recent_room_history", Scopes: reading, Classes: everybody,
			Summary: "The newest messages, from a known one on: for clients that poll.",
			Query:   recentParameters(), Expand: []string{"items.from", "items.mentions"},
			Status: http.StatusOK, Answer: hipchat.List[hipchat.Message]{}, handle: (*API).viewRecentRoomHistory},
		{Method: get, Pattern: "/v2/room/{room}/history/{message}", Name: "get_room_message", Scopes: reading, Classes: everybody,
			Summary: "One message of a room.",
			Query:   []Parameter{timezoneParameter(), includeDeletedParameter()}, Expand: []string{"message.from", "message.mentions"},
			Status: http.StatusOK, Answer: hipchat.MessageBody{}, handle: (*API).getRoomMessage},
	}
}

// sendMessage says something in a room as the token's person.
// spec: rest-v2, send_message
func (a *API) sendMessage(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.MessageRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Message == "" {
		return chat.Violates(hipchat.Required("message"))
	}
	p := auth.PrincipalFrom(r.Context())
	room, err := a.chat.Room(r.Context(), p, r.PathValue("room")) // before: what is said is said, whatever comes after
	if err != nil {
		return err
	}
	e, err := a.chat.Post(r.Context(), p, chat.ToRoom(decimal(room.ID)), chat.Draft{Kind: chat.KindMessage, Body: in.Message})
	if err != nil {
		return err
	}
	self := a.view.RoomURL(room.ID) + "/history/" + e.ID
	w.Header().Set("Location", self)
	a.answer(w, http.StatusCreated, hipchat.MessageCreated{ID: e.ID, Timestamp: hipchat.FormatTime(e.Time), Links: hipchat.Links{Self: self}})
	return nil
}

// replyToMessage answers an earlier message of the room.
// spec: rest-v2, reply_to_message; client-quirks, B8
func (a *API) replyToMessage(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.ReplyRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	switch {
	case in.ParentMessageID == "":
		return chat.Violates(hipchat.Required("parentMessageId"))
	case in.Message == "":
		return chat.Violates(hipchat.Required("message"))
	}
	d := chat.Draft{Kind: chat.KindMessage, Body: in.Message, ReplyTo: in.ParentMessageID}
	if _, err := a.chat.Post(r.Context(), auth.PrincipalFrom(r.Context()), chat.ToRoom(r.PathValue("room")), d); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// setTopic changes a room's topic.
// spec: rest-v2, set_topic
func (a *API) setTopic(w http.ResponseWriter, r *http.Request) error {
	var in hipchat.TopicRequest
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Topic == nil {
		return chat.Violates(hipchat.Required("topic"))
	}
	if err := a.chat.SetTopic(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"), *in.Topic, ""); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
