package apiv2

import (
	"net/url"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones below must be there on any machine
)

func oslo(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestDatesAreReadInEveryDocumentedForm(t *testing.T) {
	const noon = "2016-04-19T08:31:07.604218Z"
	tests := []struct{ name, text, want string }{
		{"microseconds and an offset", "2016-04-19T08:31:07.604218+00:00", noon},
		{"another offset", "2016-04-19T10:31:07.604218+02:00", noon},
		{"an offset without a colon", "2016-04-19T10:31:07.604218+0200", noon},
		{"a plus sign that was not encoded", "2016-04-19T10:31:07.604218 02:00", noon},
		{"one without a colon", "2016-04-19T10:31:07.604218 0200", noon},
		{"west of Greenwich", "2016-04-19T04:31:07.604218-04:00", noon},
		{"Z", "2016-04-19T08:31:07.604218Z", noon},
		{"z", "2016-04-19t08:31:07.604218z", noon},
		{"nanoseconds", "2016-04-19T08:31:07.604218999Z", noon},
		{"no offset: the zone asked for", "2016-04-19T10:31:07.604218", noon},
		{"a space instead of T", "2016-04-19 10:31:07.604218", noon},
		{"a space and an offset", "2016-04-19 10:31:07.604218+02:00", noon},
		{"a space and a space", "2016-04-19 10:31:07.604218 02:00", noon},
		{"whole seconds", "2016-04-19T08:31:07+00:00", "2016-04-19T08:31:07Z"},
		{"minutes", "2016-04-19T10:31", "2016-04-19T08:31:00Z"},
		{"minutes with an offset", "2016-04-19T10:31 02:00", "2016-04-19T08:31:00Z"},
		{"a day", "2016-04-19", "2016-04-18T22:00:00Z"},
		{"a day in winter", "2016-01-19", "2016-01-18T23:00:00Z"},
		{"Unix seconds", "1461054667", "2016-04-19T08:31:07Z"},
		{"Unix seconds with a fraction", "1461054667.604218", noon},
		{"Unix seconds with a short fraction", "1461054667.6", "2016-04-19T08:31:07.6Z"},
		{"the epoch", "0", "1970-01-01T00:00:00Z"},
		{"before everything", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"},
		{"far in the future", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, ok := parseMoment(tt.text, oslo(t))
			if got := at.Format(time.RFC3339Nano); !ok || got != tt.want {
				t.Errorf("got %s, %v, want %s", got, ok, tt.want)
			}
		})
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{
		"yesterday", "now", "recently", "None", "nil", "-1", "+1", "1e9", "0x10", "1_000", "inf", "NaN", ".", ".5", "5.", "1.2.3",
		"146105466712", "1461054667.1234567890", "٤٥", "2016-13-01", "2016-02-30", "2016-04-19T25:00", "2016-04-19T08:31:07+",
		"2016-04-19T08:31:07+2", "2016-04-19T08:31:07 UTC", "2016-04-19Z", "2016-4-19", "16-04-19", "19.04.2016", "04/19/2016",
		"2016-04-19T08:31:07+00:00 ", " 2016-04-19", "2016-04-19\x00", "2016-04-19T08:31:07." + strings.Repeat("1", 100),
		strings.Repeat("9", 1000),
	} {
		q := query{values: url.Values{"date": {text}}}
		if at, ok, err := q.moment("date", time.UTC); err == nil || ok {
			t.Errorf("%.50q: read as %s", text, at)
		}
	}
	for _, text := range []string{"", "null"} {
		q := query{values: url.Values{"end_date": {text}}}
		if at, ok, err := q.moment("end-date", time.UTC); err != nil || ok || !at.IsZero() {
			t.Errorf("%q: read as %s, %v, %v", text, at, ok, err)
		}
	}
}

// A date that can be read is one that the database can compare, and reads the same when it is written as history
// writes dates.
func FuzzMoment(f *testing.F) {
	for _, text := range []string{
		"2016-04-19T08:31:07.604218+00:00", "2016-04-19 10:31:07 02:00", "2016-04-19", "1461054667.604218", "0",
		"9999-12-31T23:59:59-23:59", "0000-01-01T00:00Z", "null", "recent",
	} {
		f.Add(text)
	}
	zone := oslo(f)
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := parseMoment(text, zone)
		if !ok {
			return
		}
		if at.UnixMicro() < 0 || at.Year() > 10000 || at.Nanosecond()%1000 != 0 {
			t.Fatalf("%q was read as %s", text, at)
		}
		if at.Year() > 9999 { // an offset can lead there, and the fixed width ends
			return
		}
		again, ok := parseMoment(at.Format("2006-01-02T15:04:05.000000-07:00"), zone)
		if !ok || !again.Equal(at) {
			t.Fatalf("%q was read as %s and then as %s", text, at, again)
		}
	})
}
