package hipchat

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Page says which part of a list to answer. The zero value is the first hundred items as stubs. spec: rest-v2, 1.6, 1.7.
type Page struct {
	StartIndex int
	MaxResults int      // up to MaxResults; 0: as many as the server likes
	Expand     []string // what to answer in full, "items" for example
}

func (p Page) values() url.Values {
	q := expand(p.Expand)
	if p.StartIndex > 0 {
		q.Set("start-index", strconv.Itoa(p.StartIndex))
	}
	if p.MaxResults > 0 {
		q.Set("max-results", strconv.Itoa(p.MaxResults))
	}
	return q
}

func expand(paths []string) url.Values {
	q := url.Values{}
	if len(paths) > 0 {
		q.Set("expand", strings.Join(paths, ","))
	}
	return q
}

// flag sets a parameter only where it differs from what the server does without it.
func flag(q url.Values, name string, set, value bool) {
	if set {
		q.Set(name, strconv.FormatBool(value))
	}
}

// getPage answers one page of a list.
func getPage[T any](ctx context.Context, c *caller, op string, p path, q url.Values) (list List[T], err error) {
	err = c.get(ctx, op, p, q, &list)
	return list, err
}

var errCircle = errors.New("hipchat: the link to the next page leads back to the same one")

// walk answers the items of one page after the other, as links.next has them.
func walk[T any](ctx context.Context, c *caller, op string, p path, q url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			list, err := getPage[T](ctx, c, op, p, q)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range list.Items {
				if !yield(item, nil) {
					return
				}
			}
			if list.Links.Next == "" {
				return
			}
			next, err := following(list.Links.Next, q)
			if err != nil {
				var none T
				yield(none, fmt.Errorf("%s: %w", op, err))
				return
			}
			q = next
		}
	}
}

// following is the query of the link to the next page. Only the query counts: wherever the link leads, the token goes
// to the server that it belongs to, and a server behind a proxy may call itself by another name.
func following(link string, last url.Values) (url.Values, error) {
	u, err := url.Parse(link)
	if err != nil {
		return nil, errors.New("hipchat: the link to the next page is not a URL")
	}
	q := u.Query()
	q.Del("auth_token")
	if q.Encode() == last.Encode() {
		return nil, errCircle
	}
	return q, nil
}

// HistoryQuery says which messages of a conversation to answer. The zero value asks for the newest 75.
// spec: rest-v2, 4.6 view_room_history.
type HistoryQuery struct {
	Page                     // StartIndex counts only together with Until
	Until          time.Time // the latest moment wanted; zero: recent
	Since          time.Time // the earliest moment wanted; zero: the beginning
	NewestFirst    bool
	WithoutDeleted bool   // leave out the messages that were deleted, which have no text
	Timezone       string // of the dates in the answer; empty: UTC
}

func (h HistoryQuery) values() url.Values {
	q := h.Page.values()
	if !h.Until.IsZero() {
		q.Set("date", FormatTime(h.Until))
		q.Set("end-date", "null")
	}
	if !h.Since.IsZero() {
		q.Set("end-date", FormatTime(h.Since))
	}
	flag(q, "reverse", h.NewestFirst, false)
	flag(q, "include_deleted", h.WithoutDeleted, false)
	if h.Timezone != "" {
		q.Set("timezone", h.Timezone)
	}
	return q
}

// RecentQuery says which of the newest messages to answer. spec: rest-v2, 4.6 view_recent_room_history.
type RecentQuery struct {
	MaxResults     int    // 0: 75
	NotBefore      string // the id of the oldest message wanted
	WithoutDeleted bool
	Timezone       string
	Expand         []string
}

func (r RecentQuery) values() url.Values {
	q := HistoryQuery{Page: Page{MaxResults: r.MaxResults, Expand: r.Expand}, WithoutDeleted: r.WithoutDeleted, Timezone: r.Timezone}.values()
	if r.NotBefore != "" {
		q.Set("not-before", r.NotBefore)
	}
	return q
}

// ahead is how far into the future the walk through a history begins: the server's clock may be ahead of ours.
const ahead = 24 * time.Hour

// walkHistory answers every message from Until back to Since, newest first, each once. It does not count along as
// links.next does, because what arrives meanwhile would move everything: each page ends at the date at which the one
// before it stopped, and what that page had of this date is left out. spec: rest-v2, 4.6 view_room_history.
func walkHistory(ctx context.Context, c *caller, op string, p path, h HistoryQuery) iter.Seq2[Message, error] {
	if h.Until.IsZero() {
		h.Until = time.Now().Add(ahead)
	}
	if h.MaxResults == 0 {
		h.MaxResults = MaxResults
	}
	h.NewestFirst = true
	return func(yield func(Message, error) bool) {
		q := h.values()
		had := make(map[string]bool) // the ids at the date where the last page stopped
		for {
			list, err := getPage[Message](ctx, c, op, p, q)
			if err != nil {
				yield(Message{}, err)
				return
			}
			for _, m := range list.Items {
				if !had[m.ID] && !yield(m, nil) {
					return
				}
			}
			if list.Links.Next == "" || len(list.Items) == 0 {
				return
			}
			q = earlier(q, list.Items, had)
		}
	}
}

// earlier is the query of the page before those messages. Where they are all of one moment there may be more of it, so
// only then does it count.
func earlier(q url.Values, items []Message, had map[string]bool) url.Values {
	date := items[len(items)-1].Date
	next := withParameter(q, "date", date)
	next.Del("start-index")
	if date == q.Get("date") {
		start, _ := strconv.Atoi(q.Get("start-index"))
		next.Set("start-index", strconv.Itoa(start+len(items)))
	} else {
		clear(had)
	}
	for _, m := range items {
		if m.Date == date {
			had[m.ID] = true
		}
	}
	return next
}
