package apiv1

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

type messagesBody struct {
	Messages []hipchat.MessageV1 `json:"messages"`
}

// dayLayout reads a day with or without leading zeros.
const dayLayout = "2006-1-2"

// maxDay is how many messages of one day are answered, the newest ones: this history has no pages.
const maxDay = 10_000

// roomHistory answers the newest messages or those of one day, oldest first.
// spec: rest-v1, rooms/history
func (a *API) roomHistory(ctx context.Context, p *chat.Principal, in params) (any, error) {
	zone, err := in.zone()
	if err != nil {
		return nil, err
	}
	ask := chat.HistoryQuery{Kinds: []chat.Kind{chat.KindMessage, chat.KindNotification}, Limit: hipchat.RecentResults, WithoutDeleted: true}
	if date := in["date"]; !isRecent(date) {
		if ask.Since, ask.Until, err = dayIn(date, zone); err != nil {
			return nil, err
		}
		ask.Limit = maxDay
	}
	room, err := a.chat.FindRoomV1(ctx, p, in["room_id"])
	if err != nil {
		return nil, err
	}
	ask.ConversationID = room.ConversationID
	events, err := a.chat.History(ctx, ask)
	if err != nil {
		return nil, err
	}
	out := messagesBody{Messages: make([]hipchat.MessageV1, 0, len(events))}
	for _, e := range slices.Backward(events) {
		out.Messages = append(out.Messages, a.view.MessageV1(e, zone))
	}
	return out, nil
}

// isRecent tells whether a date asks for the newest messages.
func isRecent(date string) bool { return date == "" || strings.EqualFold(date, "recent") }

// dayIn answers the first and the last moment of a day in the zone; days have 23 hours or 25 there twice a year.
func dayIn(date string, zone *time.Location) (first, last time.Time, err error) {
	first, err = time.ParseInLocation(dayLayout, date, zone)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	return first, first.AddDate(0, 0, 1).Add(-time.Microsecond), nil
}
