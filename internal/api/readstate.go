package api

import (
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// markRead notes how far the caller has read; with back, that everything after seq has not been read.
func (a *API) markRead(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Seq  *int64 `json:"seq"`
		Back bool   `json:"back"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if in.Seq == nil || *in.Seq < 0 {
		return chat.Violates(&hipchat.Violation{Field: "seq", Rule: hipchat.RuleFormat, Expected: "the seq of an event, 0 or more"})
	}
	mark := a.c.Chat.MarkRead
	if in.Back {
		mark = a.c.Chat.MarkUnread
	}
	if err := mark(r.Context(), auth.PrincipalFrom(r.Context()), id, *in.Seq); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// markAllRead notes that the caller has read everything, or everything in rooms.
func (a *API) markAllRead(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Rooms bool `json:"rooms"` // only rooms
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Chat.MarkAllRead(r.Context(), auth.PrincipalFrom(r.Context()), in.Rooms); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// closeConversation takes a one-to-one chat out of the caller's list until somebody writes in it, and the caller out of
// a room.
func (a *API) closeConversation(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	if err := a.c.Chat.CloseConversation(r.Context(), auth.PrincipalFrom(r.Context()), id); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
