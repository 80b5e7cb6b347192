package api

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

func (a *API) listConversations(w http.ResponseWriter, r *http.Request) error {
	p := auth.PrincipalFrom(r.Context())
	all, err := a.c.Chat.Conversations(r.Context(), p)
	if err != nil {
		return err
	}
	administers, err := a.c.Chat.Administers(r.Context(), p)
	if err != nil {
		return err
	}
	return a.answerRoster(w, r, listOf(all, func(c chat.Conversation) conversationView {
		return a.conversation(p, c, administers)
	}))
}

// postEvent says what a person typed. A repeated client_id is answered with the first event.
func (a *API) postEvent(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Body     string `json:"body"`
		ClientID string `json:"client_id"`
		Thread   string `json:"thread"`  // an event of the thread that it belongs to
		ToRoom   bool   `json:"to_room"` // a reply that stands in the conversation as well
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if v := hipchat.CheckLength("client_id", in.ClientID, 0, 64); v != nil {
		return chat.Violates(v)
	}
	e, err := a.c.Chat.Reply(r.Context(), auth.PrincipalFrom(r.Context()), id, in.Thread, in.Body, in.ClientID, in.ToRoom)
	if err != nil {
		return err
	}
	a.c.Previews.Look(auth.PrincipalFrom(r.Context()), e)
	e.Of = nil // the feed tells what a reply is about, as far as its readers may see that
	a.answer(w, http.StatusCreated, e)
	return nil
}
