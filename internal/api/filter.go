package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// query reads a request's query. The first thing that is wrong with it stays in err.
type query struct {
	values url.Values
	err    error
}

func queryOf(r *http.Request) *query { return &query{values: r.URL.Query()} }

func (q *query) refuse(v *hipchat.Violation) {
	if q.err == nil {
		q.err = chat.Violates(v)
	}
}

// number reads a whole number from 0 on, which is 0 when it is absent.
func (q *query) number(name string) int64 {
	text := q.values.Get(name)
	if text == "" {
		return 0
	}
	n, err := number(name, text)
	if err != nil && q.err == nil {
		q.err = err
	}
	return n
}

// moment reads a time, which is zero when it is absent.
func (q *query) moment(name string) time.Time {
	text := q.values.Get(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		q.refuse(&hipchat.Violation{Field: name, Rule: hipchat.RuleFormat, Value: text, Expected: "a time like 2026-11-22T15:04:05Z"})
	}
	return t
}

// choice reads one of a few words, or none.
func (q *query) choice(name string, options ...string) string {
	text := q.values.Get(name)
	if text != "" && !slices.Contains(options, text) {
		q.refuse(hipchat.NotIn(name, text, options))
	}
	return text
}

const maxSearched = 200

// text reads what is searched for.
func (q *query) text(name string) string {
	text := q.values.Get(name)
	if v := hipchat.CheckLength(name, text, 0, maxSearched); v != nil {
		q.refuse(v)
	}
	if !utf8.ValidString(text) || strings.Contains(text, "\x00") { // which PostgreSQL does not compare with anything
		q.refuse(&hipchat.Violation{Field: name, Rule: hipchat.RuleFormat, Expected: "valid UTF-8 without NUL"})
	}
	return text
}

// limit reads how much an answer is to hold: as usual when nothing else is asked for, and never more than most.
func (q *query) limit(usual, most int64) int {
	n := usual
	if q.values.Get("limit") != "" {
		n = q.number("limit")
	}
	return int(min(max(n, 1), most))
}

const (
	defaultPage = 50
	maxPage     = 200
)

// page reads where a page begins and how long it is.
func (q *query) page() (before int64, limit int) {
	before, limit = q.number("cursor"), defaultPage
	if q.values.Get("limit") != "" {
		n := q.number("limit")
		if n < 1 || n > maxPage {
			q.refuse(&hipchat.Violation{Field: "limit", Rule: hipchat.RuleFormat, Value: q.values.Get("limit"), Expected: "a number from 1 to 200"})
		}
		limit = int(n)
	}
	return before, limit
}

// pageOf is a part of a list with the cursor of the next one, which is absent on the last.
type pageOf[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// pageOfThem shows a page of what was asked for with one more than the page has, newest first.
func pageOfThem[T, U any](from []T, limit int, id func(T) int64, show func(T) U) pageOf[U] {
	next := ""
	if len(from) > limit {
		from = from[:limit]
		next = strconv.FormatInt(id(from[limit-1]), 10)
	}
	return pageOf[U]{listOf(from, show).Items, next}
}
