package inbound

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// messageRoute is the address of a message that was posted to Route; the header Stoa-Message-Id named it.
const messageRoute = Route + "/{message}"

// serveMessage answers /hook/{token}/{message}.
func (a *API) serveMessage(w http.ResponseWriter, r *http.Request) {
	auth.Tell(w, messageRoute, nil, "")
	if r.Method != http.MethodPatch && r.Method != http.MethodDelete {
		w.Header().Set("Allow", "DELETE, PATCH")
		fail(w, http.StatusMethodNotAllowed, "The method "+r.Method+" is not allowed here. Allowed: DELETE, PATCH")
		return
	}
	if err := a.change(w, r); err != nil {
		a.fail(w, r, err)
	}
}

// change edits or deletes what the same token has posted. An edit takes what a post takes.
func (a *API) change(w http.ResponseWriter, r *http.Request) error {
	p, room, err := a.enter(w, r, messageRoute)
	if err != nil {
		return err
	}
	id, to := r.PathValue("message"), chat.ToRoom(idOf(room))
	if r.Method == http.MethodDelete {
		if _, err := a.read(r, p); err != nil {
			return err
		}
		if left, ok := a.allow(p, room); !ok {
			return a.tooMany(w, left)
		}
		if err := a.c.Chat.DeleteNotification(r.Context(), p, to, id); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	m, err := a.understand(w, r, p)
	if err != nil {
		return err
	}
	if left, ok := a.allow(p, room); !ok {
		return a.tooMany(w, left)
	}
	in, err := m.Notification()
	if err != nil {
		return err
	}
	e, outcome, err := a.c.Chat.EditNotification(r.Context(), p, to, id, chat.NotificationDraft(in))
	if err != nil {
		return err
	}
	w.Header().Set(headerMessage, e.ID)
	w.Header().Set(headerOutcome, string(outcome))
	w.WriteHeader(http.StatusNoContent)
	return nil
}
