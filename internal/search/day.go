package search

import (
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// span reads a day, a month or a year in a person's zone: its beginning and the beginning of what follows.
func span(f Filter, now time.Time) (from, to time.Time, err error) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(f.Value) {
	case "today":
		return today, today.AddDate(0, 0, 1), nil
	case "yesterday":
		return today.AddDate(0, 0, -1), today, nil
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if at, err := time.ParseInLocation(form.layout, f.Value, now.Location()); err == nil {
			return at, at.AddDate(form.years, form.months, form.days), nil
		}
	}
	return from, to, refuse("%s: takes a date like 2026-11-22, 2026-11, today or yesterday, and not “%s”", f.Key, hipchat.Abridge(f.Value))
}
