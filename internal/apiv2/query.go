package apiv2

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// query reads parameters in either spelling: start-index and start_index. spec: auth, 14.
type query struct {
	values url.Values
	expand expansion
}

func queryOf(r *http.Request) query {
	values := r.URL.Query()
	return query{values, parseExpand(values["expand"])}
}

// parameter is r.URL.Query().Get(name) without the map, for what every call is asked. name needs no escaping.
func parameter(r *http.Request, name string) string {
	if !strings.Contains(r.URL.RawQuery, name) && !strings.Contains(r.URL.RawQuery, "%") {
		return ""
	}
	return r.URL.Query().Get(name)
}

func (q query) get(name string) string {
	if v := q.values.Get(name); v != "" {
		return v
	}
	return q.values.Get(strings.ReplaceAll(name, "-", "_"))
}

func (q query) flag(name string, absent bool) (bool, error) {
	v := q.get(name)
	switch strings.ToLower(v) {
	case "":
		return absent, nil
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, chat.Violates(hipchat.WrongType(name, v, "boolean"))
}

func (q query) number(name string, absent, max int) (int, error) {
	v := q.get(name)
	if v == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, chat.Violates(hipchat.WrongType(name, v, "integer"))
	}
	if n < 0 || n > max {
		return 0, chat.Violates(&hipchat.Violation{Field: name, Rule: hipchat.RuleFormat, Value: v, Expected: "from 0 to " + strconv.Itoa(max)})
	}
	return n, nil
}

func (q query) zone() (*time.Location, error) {
	name := q.get("timezone")
	if name == "" {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, chat.Violates(&hipchat.Violation{Field: "timezone", Rule: hipchat.RuleFormat, Value: name, Expected: "a time zone of the tz database"})
	}
	return zone, nil
}

// expands tells whether the expand parameter asks for path or for something inside it. spec: rest-v2, 1.7.
func (q query) expands(path string) bool { return q.expand.has(path) }

// page is a list request. spec: rest-v2, 1.6.
type page struct{ start, max int }

// maxStart keeps offsets within what a database counts.
const maxStart = 1 << 30

func (q query) page(absent int) (page, error) {
	start, err := q.number("start-index", 0, maxStart)
	if err != nil {
		return page{}, err
	}
	max, err := q.number("max-results", absent, hipchat.MaxResults)
	return page{start, max}, err
}

// listOf makes the list envelope from up to max+1 items: one more than asked for means that there is a next page.
// self has no query string; next and prev keep the request's other parameters, but never a token.
func listOf[T any](self string, q query, p page, items []T) hipchat.List[T] {
	list := hipchat.List[T]{Items: items, StartIndex: p.start, MaxResults: p.max, Links: hipchat.ListLinks{Self: self}}
	link := func(start int) string {
		values := url.Values{}
		for k, v := range q.values {
			if k != "auth_token" {
				values[k] = v
			}
		}
		delete(values, "start_index")
		delete(values, "max_results")
		values.Set("start-index", strconv.Itoa(start))
		values.Set("max-results", strconv.Itoa(p.max))
		return self + "?" + values.Encode()
	}
	if len(items) > p.max {
		list.Items = items[:p.max]
		if p.max > 0 {
			list.Links.Next = link(p.start + p.max)
		}
	}
	if p.start > 0 {
		list.Links.Prev = link(max(0, p.start-p.max))
	}
	if list.Items == nil {
		list.Items = []T{}
	}
	return list
}

// paging are the parameters of every list. spec: rest-v2, 1.6.
func paging(results int) []Parameter {
	return []Parameter{
		{Name: "start-index", Type: "integer", Default: "0", Max: maxStart, Doc: "How many items to leave out at the beginning."},
		{Name: "max-results", Type: "integer", Default: strconv.Itoa(results), Max: hipchat.MaxResults, Doc: "How many items to answer at the most."},
	}
}

func flagParameter(name string, absent bool, doc string) Parameter {
	return Parameter{Name: name, Type: "boolean", Default: strconv.FormatBool(absent), Doc: doc}
}
