package apiv2

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// visible are the kinds of event that this wire's history knows. spec: rest-v2, 2.1.
var visible = []chat.Kind{chat.KindMessage, chat.KindNotification, chat.KindTopic}

func timezoneParameter() Parameter {
	return Parameter{Name: "timezone", Type: "string", Default: "UTC", Doc: "The time zone of the dates in the answer, a name of the tz database."}
}

func includeDeletedParameter() Parameter {
	return flagParameter("include_deleted", true, "Deleted messages too, without what they said.")
}

func recentParameters() []Parameter {
	return []Parameter{
		{Name: "max-results", Type: "integer", Default: strconv.Itoa(hipchat.RecentResults), Max: hipchat.MaxResults, Doc: "How many messages to answer at the most."},
		{Name: "not-before", Type: "string", Doc: "The id of the oldest message wanted."},
		timezoneParameter(), includeDeletedParameter(),
	}
}

func historyParameters() []Parameter {
	return append(paging(hipchat.DefaultResults),
		Parameter{Name: "date", Type: "date", Default: "recent", Doc: "The latest moment wanted, inclusive: ISO 8601 or Unix seconds; recent answers the newest 75 messages, without paging."},
		Parameter{Name: "end-date", Type: "date", Doc: "The earliest moment wanted, inclusive, or null for the beginning; only with a date."},
		flagParameter("reverse", true, "Oldest first; false answers the newest first."),
		timezoneParameter(), includeDeletedParameter(),
	)
}

// viewRoomHistory answers the newest messages, or those between two moments.
// spec: rest-v2, view_room_history
func (a *API) viewRoomHistory(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.Room(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerHistory(w, r, room.ConversationID)
}

// viewRecentRoomHistory is for clients that poll: the newest messages, from a known one on.
// spec: rest-v2, view_recent_room_history
func (a *API) viewRecentRoomHistory(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.Room(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerRecent(w, r, room.ConversationID)
}

// getRoomMessage answers one message, wrapped.
// spec: rest-v2, get_room_message
func (a *API) getRoomMessage(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.Room(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerMessage(w, r, room.ConversationID)
}

// answerHistory is view_room_history for any conversation; 0 is one that has not begun.
func (a *API) answerHistory(w http.ResponseWriter, r *http.Request, conversationID int64) error {
	q := queryOf(r)
	zone, p, err := q.history(hipchat.DefaultResults)
	if err != nil {
		return err
	}
	oldestFirst, err := q.flag("reverse", true)
	if err != nil {
		return err
	}
	ask := chat.HistoryQuery{ConversationID: conversationID, Kinds: visible}
	if date := q.get("date"); date == "" || date == "recent" {
		// Clients send paging with date=recent; it means nothing there.
		ask.Limit = hipchat.RecentResults
		p = page{0, hipchat.RecentResults}
	} else if err := q.between(&ask, p, zone); err != nil {
		return err
	}
	return a.answerMessages(w, r, q, p, ask, zone, oldestFirst)
}

// history reads what both lists have in common: the time zone of the dates, the page.
func (q query) history(results int) (zone *time.Location, p page, err error) {
	if zone, err = q.reading(); err != nil {
		return nil, p, err
	}
	p, err = q.page(results)
	return zone, p, err
}

// reading reads what every method about messages takes.
func (q query) reading() (*time.Location, error) {
	if _, err := q.flag("include_deleted", true); err != nil {
		return nil, err
	}
	return q.zone()
}

// between reads date and end-date, which are the latest and the earliest moment wanted.
func (q query) between(ask *chat.HistoryQuery, p page, zone *time.Location) (err error) {
	if ask.Until, _, err = q.moment("date", zone); err != nil {
		return err
	}
	ask.Since, _, err = q.moment("end-date", zone)
	ask.Offset, ask.Limit = p.start, p.max+1
	return err
}

// answerRecent is view_recent_room_history for any conversation; 0 is one that has not begun.
func (a *API) answerRecent(w http.ResponseWriter, r *http.Request, conversationID int64) error {
	q := queryOf(r)
	zone, p, err := q.history(hipchat.RecentResults)
	if err != nil {
		return err
	}
	ask := chat.HistoryQuery{ConversationID: conversationID, Kinds: visible, Limit: p.max}
	if id := q.get("not-before"); id != "" {
		e, err := a.chat.EventIn(r.Context(), conversationID, id)
		if err != nil {
			return err
		}
		ask.Since = e.Time
	}
	return a.answerMessages(w, r, q, page{0, p.max}, ask, zone, true)
}

func (a *API) answerMessages(w http.ResponseWriter, r *http.Request, q query, p page, ask chat.HistoryQuery, zone *time.Location, oldestFirst bool) error {
	var events []chat.Event
	if ask.Limit > 0 {
		var err error
		if events, err = a.chat.History(r.Context(), ask); err != nil {
			return err
		}
	}
	items, err := a.messages(r.Context(), events, zone)
	if err != nil {
		return err
	}
	// Both lists call themselves history: clients look for that end. spec: rest-v2, 4.13; client-quirks, 2.3.
	self := a.view.URL(strings.TrimSuffix(r.URL.EscapedPath(), "/latest"))
	list := listOf(self, q, p, items)
	if oldestFirst {
		list.Items = slices.Clone(list.Items)
		slices.Reverse(list.Items)
	}
	a.answer(w, http.StatusOK, list)
	return nil
}

func (a *API) messages(ctx context.Context, events []chat.Event, zone *time.Location) ([]hipchat.Message, error) {
	items := make([]hipchat.Message, 0, len(events))
	for _, e := range events {
		m, err := a.view.Message(ctx, e, zone)
		if err != nil {
			return nil, err
		}
		items = append(items, m)
	}
	return items, nil
}

// answerMessage answers one message of a conversation, wrapped.
func (a *API) answerMessage(w http.ResponseWriter, r *http.Request, conversationID int64) error {
	zone, err := queryOf(r).reading()
	if err != nil {
		return err
	}
	e, err := a.chat.EventIn(r.Context(), conversationID, r.PathValue("message"))
	if err != nil {
		return err
	}
	m, err := a.view.Message(r.Context(), e, zone)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, hipchat.MessageBody{Message: &m})
	return nil
}
