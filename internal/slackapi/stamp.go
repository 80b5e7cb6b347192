package slackapi

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Remembered is how long a message can be changed and replied to by its ts.
const Remembered = 90 * 24 * time.Hour

// ts writes a moment as Slack names messages: seconds, a dot, six digits.
func ts(at time.Time) string { return fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) }

// momentOf reads a ts.
func momentOf(s string) (time.Time, bool) {
	seconds, micros, ok := strings.Cut(s, ".")
	sec, err := strconv.ParseUint(seconds, 10, 33)
	if !ok || err != nil || len(micros) != 6 {
		return time.Time{}, false
	}
	us, err := strconv.ParseUint(micros, 10, 20)
	return time.Unix(int64(sec), int64(us)*1000).UTC(), err == nil && us < 1_000_000
}

// said finds what the caller, or somebody else, has said by its ts.
func (a *API) said(c *call, room chat.Room, argument, missing string) (chat.Stamp, error) {
	s := c.text(argument)
	at, ok := momentOf(s)
	if !ok {
		return chat.Stamp{}, refusal(missing, "'"+argument+"' is not a ts like 1764169200.000100")
	}
	v, err := a.c.Store.Stamp(c.r.Context(), room.ConversationID, at)
	if errors.Is(err, chat.ErrNotFound) {
		return v, refusal(missing, "Nothing was said here by way of this API at "+s)
	}
	return v, err
}
