package api

import (
	"net/http"
	"net/url"
	"time"

	"github.com/stoachat/stoa/hipchat"
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
	q := r.URL.Query()
	limit, err := pageLimit(q)
	if err != nil {
		return err
	}
	var page eventPage
	p := auth.PrincipalFrom(r.Context())
	switch {
	case q.Has("around"):
		page.Items, page.At, err = a.chat.Around(r.Context(), p, id, q.Get("around"), limit)
	case q.Has("at"):
		at, bad := moment("at", q.Get("at"))
		if bad != nil {
			return bad
		}
		page.Items, page.At, err = a.chat.AroundTime(r.Context(), p, id, at, limit)
	default:
		page.Items, err = a.pageFrom(r, p, id, q, limit)
	}
	if err != nil {
		return err
	}
	if page.LastSeq, err = a.chat.LastSeq(r.Context(), id); err != nil {
		return err
	}
	if page.Items == nil {
		page.Items = []chat.Event{}
	}
	a.answer(w, http.StatusOK, page)
	return nil
}

func (a *API) pageFrom(r *http.Request, p *chat.Principal, id int64, q url.Values, limit int) (events []chat.Event, err error) {
	name, after := "before", q.Has("after")
	if after {
		name = "after"
	}
	seq := int64(0)
	if text := q.Get(name); text != "" {
		if seq, err = number(name, text); err != nil {
			return nil, err
		}
	}
	return a.chat.Page(r.Context(), p, id, after, seq, limit)
}

// pageLimit reads ?limit=, kept within what a page may hold.
func pageLimit(q url.Values) (int, error) {
	text := q.Get("limit")
	if text == "" {
		return pageSize, nil
	}
	limit, err := number("limit", text)
	return int(min(max(limit, 1), maxPageSize)), err
}

func moment(name, text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return at, chat.Violates(&hipchat.Violation{Field: name, Rule: hipchat.RuleFormat, Value: text, Expected: "a moment like 2026-11-22T15:04:05Z"})
	}
	return at, nil
}
