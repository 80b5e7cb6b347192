package apiv2

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

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
	ask, err := a.between(r, q, conversationID)
	if err != nil {
		return err
	}
	date, dated, err := q.date(zone)
	if err != nil {
		return err
	}
	if !dated { // clients send paging with date=recent; it means nothing there
		ask.Limit = hipchat.RecentResults
		return a.answerMessages(w, r, q, page{0, hipchat.RecentResults}, ask, zone, oldestFirst)
	}
	// The pages that follow are counted from one moment, whatever is said meanwhile.
	if now := a.now(); date.After(now) {
		date = now.UTC().Truncate(time.Microsecond)
	}
	ask.Until, ask.Limit = date, p.max+1
	if ask.Since, _, err = q.moment("end-date", zone); err != nil {
		return err
	}
	if err := q.goOn(&ask, p); err != nil {
		return err
	}
	q.values.Set("date", hipchat.FormatTime(date))
	return a.answerMessages(w, r, q, p, ask, zone, oldestFirst)
}

// answerRecent is view_recent_room_history for any conversation; 0 is one that has not begun.
func (a *API) answerRecent(w http.ResponseWriter, r *http.Request, conversationID int64) error {
	q := queryOf(r)
	zone, p, err := q.history(hipchat.RecentResults)
	if err != nil {
		return err
	}
	ask, err := a.between(r, q, conversationID)
	if err != nil {
		return err
	}
	ask.Limit = p.max
	return a.answerMessages(w, r, q, page{0, p.max}, ask, zone, true)
}

// history reads what both lists have in common: the time zone of the dates, the page.
func (q query) history(results int) (zone *time.Location, p page, err error) {
	if zone, _, err = q.reading(); err != nil {
		return nil, p, err
	}
	p, err = q.page(results)
	return zone, p, err
}

// reading reads what every method about messages takes.
func (q query) reading() (zone *time.Location, deleted bool, err error) {
	if deleted, err = q.flag("include_deleted", true); err != nil {
		return nil, false, err
	}
	zone, err = q.zone()
	return zone, deleted, err
}

// date reads the latest moment wanted; ok is false for the newest messages, whenever they were sent.
func (q query) date(zone *time.Location) (at time.Time, ok bool, err error) {
	if strings.EqualFold(q.get("date"), "recent") {
		return time.Time{}, false, nil
	}
	return q.moment("date", zone)
}

// between reads not-before and not-after, which name the oldest and the newest message wanted, and whether deleted ones
// are. spec: auth, 14; rest-v2, 2.6.
func (a *API) between(r *http.Request, q query, conversationID int64) (ask chat.HistoryQuery, err error) {
	ask.ConversationID = conversationID
	deleted, err := q.flag("include_deleted", true)
	if err != nil {
		return ask, err
	}
	ask.WithoutDeleted = !deleted
	for _, bound := range []struct {
		name string
		to   *chat.Position
	}{{"not-before", &ask.NotBefore}, {"not-after", &ask.NotAfter}} {
		id := q.get(bound.name)
		if id == "" {
			continue
		}
		e, err := a.chat.EventIn(r.Context(), conversationID, id)
		if err != nil {
			return ask, err
		}
		*bound.to = e.Position()
	}
	return ask, nil
}

// maxCounted bounds how many messages are counted off for a start-index: about a second's work.
const maxCounted = 1_000_000

// goOn says where the page begins: where the one before ended, by the cursor of its links.next, or after start-index
// messages, which must be counted.
func (q query) goOn(ask *chat.HistoryQuery, p page) error {
	text := q.get("cursor")
	q.values.Del("cursor")
	if text == "" {
		ask.Offset = p.start
		if p.start > maxCounted {
			return chat.Violates(&hipchat.Violation{Field: "start-index", Rule: hipchat.RuleFormat, Value: strconv.Itoa(p.start),
				Expected: "from 0 to " + strconv.Itoa(maxCounted) + "; follow links.next to go further"})
		}
		return nil
	}
	at, ok := parseCursor(text)
	if !ok {
		return chat.Violates(&hipchat.Violation{Field: "cursor", Rule: hipchat.RuleFormat, Value: text, Expected: "the one of a links.next"})
	}
	if ask.NotAfter.Time.IsZero() || at.Before(ask.NotAfter) {
		ask.NotAfter = at
	}
	return nil
}

// cursor writes a position: microseconds and seq.
func cursor(at chat.Position) string {
	return strconv.FormatInt(at.Time.UnixMicro(), 10) + "-" + strconv.FormatInt(at.Seq, 10)
}

func parseCursor(text string) (chat.Position, bool) {
	micros, seq, _ := strings.Cut(text, "-")
	at, errAt := strconv.ParseUint(micros, 10, 60)
	n, errSeq := strconv.ParseUint(seq, 10, 62)
	return chat.Position{Time: time.UnixMicro(int64(at)), Seq: int64(n)}, errAt == nil && errSeq == nil && n > 0
}

func (a *API) answerMessages(w http.ResponseWriter, r *http.Request, q query, p page, ask chat.HistoryQuery, zone *time.Location, oldestFirst bool) error {
	var events []chat.Event
	if ask.Limit > 0 {
		var err error
		if events, err = a.chat.History(r.Context(), ask); err != nil {
			return err
		}
	}
	style, err := a.style(r, q, zone, "items.")
	if err != nil {
		return err
	}
	items, err := a.view.Messages(r.Context(), events, style)
	if err != nil {
		return err
	}
	// Both lists call themselves history: clients look for that end. spec: rest-v2, 4.13; client-quirks, 2.3.
	self := a.view.URL(strings.TrimSuffix(r.URL.EscapedPath(), "/latest"))
	list := listOf(self, q, p, items)
	if list.Links.Next != "" {
		list.Links.Next += "&cursor=" + url.QueryEscape(cursor(events[p.max].Position()))
	}
	if oldestFirst {
		list.Items = slices.Clone(list.Items)
		slices.Reverse(list.Items)
	}
	a.answer(w, http.StatusOK, list)
	return nil
}

// style is how the caller wants messages to be shown; prefix is where they stand in the answer, for expand.
func (a *API) style(r *http.Request, q query, zone *time.Location, prefix string) (view.Style, error) {
	full := viewsUsers(auth.PrincipalFrom(r.Context()))
	style := view.Style{
		Zone: zone, From: full && q.expands(prefix+"from"), Mentions: full && q.expands(prefix+"mentions"),
	}
	if !style.From && !style.Mentions {
		return style, nil
	}
	var err error
	style.Group, err = a.groups.Group(r.Context())
	return style, err
}

// answerMessage answers one message of a conversation, wrapped.
func (a *API) answerMessage(w http.ResponseWriter, r *http.Request, conversationID int64) error {
	q := queryOf(r)
	zone, deleted, err := q.reading()
	if err != nil {
		return err
	}
	e, err := a.chat.EventIn(r.Context(), conversationID, r.PathValue("message"))
	if err != nil {
		return err
	}
	if e.Deleted && !deleted {
		return chat.Errorf(chat.NotFound, "Message not found: Message '%s' has been deleted", e.ID)
	}
	style, err := a.style(r, q, zone, "message.")
	if err != nil {
		return err
	}
	all, err := a.view.Messages(r.Context(), []chat.Event{e}, style)
	if err != nil {
		return err
	}
	a.answer(w, http.StatusOK, hipchat.MessageBody{Message: &all[0]})
	return nil
}
