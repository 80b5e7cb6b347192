package api

import (
	"net/http"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

type draftView struct {
	Conversation int64     `json:"conversation"`
	Thread       string    `json:"thread,omitempty"` // the id of the event that it began with
	Body         string    `json:"body"`
	Updated      time.Time `json:"updated"`
}

func showDraft(u chat.Unsent) draftView {
	return draftView{u.ConversationID, u.Thread, u.Body, u.Updated}
}

// listDrafts lists what the caller is writing in all conversations and threads.
func (a *API) listDrafts(w http.ResponseWriter, r *http.Request) error {
	all, err := a.c.Chat.Unsent(r.Context(), auth.PrincipalFrom(r.Context()))
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, showDraft))
	return nil
}

// keepDraft keeps what the caller is writing in a conversation, or in a thread of it; an empty body drops it. by names the caller's page in
// what their other pages are told.
func (a *API) keepDraft(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Thread string `json:"thread"`
		Body   string `json:"body"`
		By     string `json:"by"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	for field, value := range map[string]string{"by": in.By, "thread": in.Thread} {
		if v := hipchat.CheckLength(field, value, 0, 64); v != nil {
			return chat.Violates(v)
		}
	}
	if err := a.c.Chat.KeepUnsent(r.Context(), auth.PrincipalFrom(r.Context()), id, in.Thread, in.Body, in.By); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
