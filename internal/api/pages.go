package api

import (
	"net/http"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	pageSize    = 50
	maxPageSize = 200
)

// eventPage is a page of a log. At is the seq that a page from the middle is about.
type eventPage struct {
	Items   []chat.Event `json:"items"`
	LastSeq int64        `json:"last_seq"`
	At      int64        `json:"at,omitempty"`
}

// listEvents reads a page of the log: ?before=SEQ (none: the newest), ?after=SEQ, ?around=SEQ or an event's id, or ?at=
// a moment, around the first event from then on.
func (a *API) listEvents(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	q := queryOf(r)
	seq, after := q.number("before"), q.values.Has("after")
	if after {
		seq = q.number("after")
	}
	at, limit := q.moment("at"), q.limit(pageSize, maxPageSize)
	if q.err != nil {
		return q.err
	}
	var page eventPage
	p := auth.PrincipalFrom(r.Context())
	switch {
	case q.values.Has("around"):
		page.Items, page.At, err = a.c.Chat.Around(r.Context(), p, id, q.values.Get("around"), limit)
	case !at.IsZero():
		page.Items, page.At, err = a.c.Chat.AroundTime(r.Context(), p, id, at, limit)
	default:
		page.Items, err = a.c.Chat.Page(r.Context(), p, id, after, seq, limit)
	}
	if err != nil {
		return err
	}
	if page.LastSeq, err = a.c.Chat.LastSeq(r.Context(), id); err != nil {
		return err
	}
	if page.Items == nil {
		page.Items = []chat.Event{}
	}
	a.answer(w, http.StatusOK, page)
	return nil
}
