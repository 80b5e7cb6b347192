package api

import (
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
	e, err := a.chat.Edit(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), in.Body)
	return a.answerChanged(w, e, err)
}

// deleteEvent takes back what was said and answers what is left of it.
func (a *API) deleteEvent(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	e, err := a.chat.Delete(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"))
	if err == nil {
		a.files.SweepSoon() // it may have shown a file
	}
	return a.answerChanged(w, e, err)
}

// answerChanged answers the event that was changed, as it is now.
func (a *API) answerChanged(w http.ResponseWriter, e chat.Event, err error) error {
	if err == nil {
		a.answer(w, http.StatusOK, e)
	}
	return err
}
