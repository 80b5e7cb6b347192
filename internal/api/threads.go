package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// maxThreads is how many threads a list has at the most.
const maxThreads = 200

type threadView struct {
	chat.ThreadState
	First *chat.Event `json:"first,omitempty"`
}

// listThreads lists the threads of a conversation that the caller takes part in, the latest reply first.
func (a *API) listThreads(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	all, first, err := a.c.Chat.Threads(r.Context(), auth.PrincipalFrom(r.Context()), chat.ThreadFilter{ConversationID: id, Limit: maxThreads})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, func(t chat.ThreadState) threadView {
		v := threadView{ThreadState: t}
		if e, ok := first[t.Thread]; ok {
			v.First = &e
		}
		return v
	}))
	return nil
}

// listUnreadThreads lists the threads with replies that the caller has not read, in all conversations.
func (a *API) listUnreadThreads(w http.ResponseWriter, r *http.Request) error {
	all, _, err := a.c.Chat.Threads(r.Context(), auth.PrincipalFrom(r.Context()), chat.ThreadFilter{Unread: true, Limit: maxThreads})
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, listOf(all, func(t chat.ThreadState) chat.ThreadState { return t }))
	return nil
}

// getThread reads the beginning of a thread and a page of its replies: ?before=SEQ (none: the newest).
func (a *API) getThread(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	before, limit := q.number("before"), q.limit(pageSize, maxPageSize)
	if q.err != nil {
		return q.err
	}
	first, replies, more, err := a.c.Chat.Thread(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), before, limit)
	if err != nil {
		return err
	}
	if replies == nil {
		replies = []chat.Event{}
	}
	a.answer(w, http.StatusOK, struct {
		First chat.Event   `json:"first"`
		Items []chat.Event `json:"items"`
		More  bool         `json:"more"`
	}{first, replies, more})
	return nil
}

// markThreadRead notes how far the caller has read a thread.
func (a *API) markThreadRead(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	var in struct {
		Seq int64 `json:"seq"`
	}
	if err := decode(r, &in); err != nil {
		return err
	}
	if err := a.c.Chat.MarkThreadRead(r.Context(), auth.PrincipalFrom(r.Context()), id, r.PathValue("event"), in.Seq); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
