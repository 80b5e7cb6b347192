package apiv2

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

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
	e, err := a.chat.Post(r.Context(), p, chat.ToRoom(r.PathValue("room")), chat.Draft{Kind: chat.KindMessage, Body: in.Message})
	if err != nil {
		return err
	}
	room, err := a.chat.Room(r.Context(), p, r.PathValue("room"))
	if err != nil {
		return err
	}
	self := a.view.RoomURL(room.ID) + "/history/" + e.ID
	w.Header().Set("Location", self)
	a.answer(w, http.StatusCreated, hipchat.MessageCreated{ID: e.ID, Timestamp: hipchat.FormatTime(e.Time), Links: hipchat.Links{Self: self}})
	return nil
}

// setTopic changes a room's topic.
// spec: rest-v2, set_topic
func (a *API) setTopic(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Topic *string `json:"topic"`
	}
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
