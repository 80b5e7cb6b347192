package apiv2

import (
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
)

func timezoneParameter() Parameter {
	return Parameter{Name: "timezone", Type: "string", Default: "UTC", Doc: "The time zone of the dates in the answer, a name of the tz database."}
}

func includeDeletedParameter() Parameter {
	return flagParameter("include_deleted", true, "Deleted messages too, without what they said.")
}

func recentParameters() []Parameter {
	return []Parameter{
		{Name: "max-results", Type: "integer", Default: strconv.Itoa(hipchat.RecentResults), Max: hipchat.MaxResults, Doc: "How many messages to answer at the most."},
		notBeforeParameter(), notAfterParameter(), timezoneParameter(), includeDeletedParameter(),
	}
}

func notBeforeParameter() Parameter {
	return Parameter{Name: "not-before", Type: "string", Doc: "The id of the oldest message wanted."}
}

func notAfterParameter() Parameter {
	return Parameter{Name: "not-after", Type: "string", Doc: "The id of the newest message wanted."}
}

func historyParameters() []Parameter {
	return append(paging(hipchat.DefaultResults),
		Parameter{Name: "date", Type: "date", Default: "recent", Doc: "The latest moment wanted, inclusive: ISO 8601 or Unix seconds; recent answers the newest 75 messages, without paging."},
		Parameter{Name: "end-date", Type: "date", Doc: "The earliest moment wanted, inclusive, or null for the beginning; only with a date."},
		notBeforeParameter(), notAfterParameter(),
		flagParameter("reverse", true, "Oldest first; false answers the newest first."),
		Parameter{Name: "cursor", Type: "string", Doc: "Where links.next goes on. It takes the place of start-index, which then only numbers the page."},
		timezoneParameter(), includeDeletedParameter(),
	)
}

// viewRoomHistory answers the newest messages, or those between two moments.
// spec: rest-v2, view_room_history
func (a *API) viewRoomHistory(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.RoomToRead(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerHistory(w, r, room.ConversationID)
}

// viewRecentRoomHistory is for clients that poll: the newest messages, from a known one on.
// spec: rest-v2, view_recent_room_history
func (a *API) viewRecentRoomHistory(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.RoomToRead(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerRecent(w, r, room.ConversationID)
}

// getRoomMessage answers one message, wrapped.
// spec: rest-v2, get_room_message
func (a *API) getRoomMessage(w http.ResponseWriter, r *http.Request) error {
	room, err := a.chat.RoomToRead(r.Context(), auth.PrincipalFrom(r.Context()), r.PathValue("room"))
	if err != nil {
		return err
	}
	return a.answerMessage(w, r, room.ConversationID)
}
