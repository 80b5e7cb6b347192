package apiv2

import (
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// moment reads a date parameter; ok is false for one that is not there, that is empty, or that says null.
// spec: rest-v2, 1.9, 4.6.
func (q query) moment(name string, zone *time.Location) (at time.Time, ok bool, err error) {
	text := q.get(name)
	if text == "" || text == "null" {
		return time.Time{}, false, nil
	}
	if at, ok = parseMoment(text, zone); !ok {
		return time.Time{}, false, chat.Violates(&hipchat.Violation{
			Field: name, Rule: hipchat.RuleFormat, Value: text,
			Expected: "an ISO 8601 date or Unix seconds; send + as %2B",
		})
	}
	return at, true, nil
}

// Layouts of ISO 8601. A fraction after the seconds is read without being named.
var (
	withOffset    = [...]string{"2006-01-02T15:04:05-07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04-07:00"}
	withoutOffset = [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"}
)

// parseMoment reads ISO 8601, with T or a space between date and time, with or without an offset; without one the
// zone says which moment is meant. A plus sign that was not encoded arrives as a space. Digits are Unix seconds, with
// or without a fraction. What lies before 1970 is read as 1970: nothing was said before. spec: auth, 15.
func parseMoment(text string, zone *time.Location) (time.Time, bool) {
	if at, ok := parseUnix(text); ok {
		return at, true
	}
	if len(text) > maxMoment {
		return time.Time{}, false
	}
	text = isoOf(text)
	for _, layout := range withOffset {
		if at, err := time.Parse(layout, text); err == nil {
			return notBefore1970(at), true
		}
	}
	for _, layout := range withoutOffset {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return notBefore1970(at), true
		}
	}
	return time.Time{}, false
}

// maxMoment bounds a date's text, in bytes: nanoseconds and an offset have 35.
const maxMoment = 40

// isoOf puts a T between date and time, and makes an offset of Z and of a space before one.
func isoOf(text string) string {
	const date, minutes = len("2006-01-02"), len("2006-01-02T15:04")
	if len(text) > date && (text[date] == ' ' || text[date] == 't') {
		text = text[:date] + "T" + text[date+1:]
	}
	if i := strings.LastIndexByte(text, ' '); i >= minutes {
		text = text[:i] + "+" + text[i+1:]
	}
	if end := len(text) - 1; end >= minutes && (text[end] == 'Z' || text[end] == 'z') {
		text = text[:end] + "+00:00"
	}
	return text
}

func notBefore1970(at time.Time) time.Time {
	if epoch := time.Unix(0, 0); at.Before(epoch) {
		at = epoch
	}
	return at.UTC().Truncate(time.Microsecond)
}

// parseUnix reads up to eleven digits, which reach to the year 5138, and a fraction.
func parseUnix(text string) (time.Time, bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	if whole == "" || len(whole) > 11 || len(fraction) > 9 || strings.HasSuffix(text, ".") {
		return time.Time{}, false
	}
	if strings.Trim(whole+fraction, "0123456789") != "" {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	nanos, err := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	return time.Unix(seconds, nanos).UTC().Truncate(time.Microsecond), true
}
