package api

import (
	"context"
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// editEvent puts other words into the caller's own message and answers it as it is then.
func (a *API) editEvent(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Body string `json:"body"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	e, err := a.c.Chat.Edit(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), in.Body)
	if err == nil {
		a.c.Previews.Look(auth.PrincipalFrom(r.Context()), e)
	}
	return a.answerChanged(w, e, err)
}

// deleteEvent takes back what was said and answers what is left of it.
func (a *API) deleteEvent(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := a.c.Chat.Delete(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"))
	if err == nil {
		a.c.Files.SweepSoon() // it may have shown a file
	}
	return a.answerChanged(w, e, err)
}

// react puts the caller's emoji under what was said.
func (a *API) react(w http.ResponseWriter, r *http.Request) error {
	return a.changeEmoji(w, r, a.c.Chat.React)
}

// unreact takes it back.
func (a *API) unreact(w http.ResponseWriter, r *http.Request) error {
	return a.changeEmoji(w, r, a.c.Chat.Unreact)
}

func (a *API) changeEmoji(w http.ResponseWriter, r *http.Request,
	change func(ctx context.Context, p *chat.Principal, conversationID int64, id, emoji string) (chat.Event, error)) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := change(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), r.PathValue("emoji"))
	return a.answerChanged(w, e, err)
}

// pin keeps what was said at hand for everybody in the conversation.
func (a *API) pin(w http.ResponseWriter, r *http.Request) error {
	return a.changePin(w, r, a.c.Chat.Pin)
}

// unpin undoes it.
func (a *API) unpin(w http.ResponseWriter, r *http.Request) error {
	return a.changePin(w, r, a.c.Chat.Unpin)
}

func (a *API) changePin(w http.ResponseWriter, r *http.Request,
	change func(ctx context.Context, p *chat.Principal, conversationID int64, id string) (chat.Event, error)) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := change(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"))
	return a.answerChanged(w, e, err)
}

// listPins lists what is pinned, the latest first.
func (a *API) listPins(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	all, err := a.c.Chat.Pins(r.Context(), auth.PrincipalFrom(r.Context()), id)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, func(e chat.Event) chat.Event { return e }))
	return nil
}

// answerChanged answers the event that was changed, as it is now.
func (a *API) answerChanged(w http.ResponseWriter, e chat.Event, err error) error {
	if err == nil {
		a.answer(w, http.StatusOK, e)
	}
	return err
}
