package search

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func part(prefix bool, words ...string) chat.SearchPart {
	return chat.SearchPart{Words: words, Prefix: prefix}
}

func TestQueriesAreRead(t *testing.T) {
	not := part(true, "staging")
	not.Not = true
	for text, want := range map[string]Query{
		"":                       {},
		"deploy":                 {Parts: []chat.SearchPart{part(true, "deploy")}},
		"db up":                  {Parts: []chat.SearchPart{part(false, "db"), part(false, "up")}},
		"up*":                    {Parts: []chat.SearchPart{part(true, "up")}},
		`"is down" -staging`:     {Parts: []chat.SearchPart{part(false, "is", "down"), not}},
		`"is dow*"`:              {Parts: []chat.SearchPart{part(true, "is", "dow")}},
		"db-2.example.com":       {Parts: []chat.SearchPart{part(true, "db", "2", "example", "com")}},
		"https://x.example 9:30": {Parts: []chat.SearchPart{part(true, "https", "x", "example"), part(false, "9", "30")}},
		"- : ...":                {},
		"日本":                     {Parts: []chat.SearchPart{part(false, "日", "本")}},
		`FROM:@bob in:"Big room" -has:Link before:2026-11`: {Filters: []Filter{
			{Key: "from", Value: "@bob"}, {Key: "in", Value: "Big room"}, {Key: "has", Value: "link", Not: true}, {Key: "before", Value: "2026-11"}}},
	} {
		got, err := Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestWhatCannotBeReadIsSaidPrecisely(t *testing.T) {
	for text, want := range map[string]string{
		`say "this`:               `A quotation mark is missing at the end of "this`,
		`in:"this`:                `A quotation mark is missing at the end of "this`,
		"has:money":               "has: takes file, link, image or card, and not “money”",
		"is:thread mentions:@bob": "mentions: takes me, and not “@bob”",
		"from:":                   "Something is missing behind from:",
		"from: bob":               "Something is missing behind from:",
		strings.Repeat("x", 501):  "The search is longer than 500 characters",
		strings.Repeat("x ", 21):  "A search takes at most 20 words and filters",
		"a\x00b":                  "The search is not text",
	} {
		_, err := Parse(text)
		var e *chat.Error
		if !errors.As(err, &e) || e.Code != chat.Invalid || e.Message != want || e.Violation.Field != "q" {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestDatesAreDaysMonthsAndYearsOfTheReadersZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 23, 0, 0, 0, zone)
	for value, want := range map[string][2]string{
		"2026-11-01": {"2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"}, // the clocks change on this day
		"2026-02":    {"2026-02-01T00:00:00-05:00", "2026-03-01T00:00:00-05:00"},
		"2026":       {"2026-01-01T00:00:00-05:00", "2027-01-01T00:00:00-05:00"},
		"today":      {"2026-11-22T00:00:00-05:00", "2026-11-23T00:00:00-05:00"},
		"Yesterday":  {"2026-11-21T00:00:00-05:00", "2026-11-22T00:00:00-05:00"},
	} {
		from, to, err := span(Filter{Key: "on", Value: value}, now)
		if got := [2]string{from.Format(time.RFC3339), to.Format(time.RFC3339)}; err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", value, got, err, want)
		}
	}
	for _, value := range []string{"soon", "2026-13-01", "22.11.2026", "2026-02-30"} {
		if _, _, err := span(Filter{Key: "before", Value: value}, now); err == nil || !strings.Contains(err.Error(), value) {
			t.Errorf("%s: %v", value, err)
		}
	}
}

func FuzzQueriesAreReadOrRefused(f *testing.F) {
	for _, seed := range []string{
		"deploy", `"is down" -staging`, "from:@bob in:ops", "has:file -has:link", "before:2026-11-22", `in:"`, "-", "--x", "- x", "a*", `""`, `-""`,
		"from:me:you", "mentions:me", "日本語", "\u00a0x", "-\u00a0x", "is:thread", `from:"a b"c`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			var e *chat.Error
			if !errors.As(err, &e) || e.Code != chat.Invalid || e.Violation == nil || !utf8.ValidString(e.Message) && utf8.ValidString(text) {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		if len(q.Parts)+len(q.Filters) > maxParts {
			t.Fatalf("%q: %d parts", text, len(q.Parts)+len(q.Filters))
		}
		for _, p := range q.Parts {
			if len(p.Words) == 0 {
				t.Fatalf("%q: an empty part", text)
			}
			for _, w := range p.Words {
				if w == "" || strings.ContainsAny(w, " '\"\\:*()") {
					t.Fatalf("%q: word %q", text, w)
				}
			}
		}
		for _, filter := range q.Filters {
			if _, known := options[filter.Key]; !known || filter.Value == "" {
				t.Fatalf("%q: filter %+v", text, filter)
			}
		}
	})
}
