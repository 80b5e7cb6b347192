package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	maxQuery   = 500 // characters
	maxParts   = 20  // words, phrases and filters
	prefixFrom = 3   // letters with which a word finds longer ones
)

// Query is what somebody looks for, as they wrote it.
type Query struct {
	Parts   []chat.SearchPart
	Filters []Filter
}

// Filter is one "key:value".
type Filter struct {
	Key   string
	Value string
	Not   bool // "-key:value"
}

// Options are the filters, with what they take; nil for anything.
var options = map[string][]string{
	"from":     nil,
	"in":       nil,
	"before":   nil,
	"after":    nil,
	"on":       nil,
	"has":      {"file", "link", "image", "card"},
	"is":       {"thread", "pinned"},
	"mentions": {"me"},
}

// Parse reads a query: words, "phrases", word*, and filters; a minus excludes what follows. Words of three letters and
// more also find longer ones. Its errors are *chat.Error about the field q.
func Parse(text string) (Query, error) {
	var q Query
	switch {
	case !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0:
		return q, refuse("The search is not text")
	case utf8.RuneCountInString(text) > maxQuery:
		return q, refuse("The search is longer than %d characters", maxQuery)
	}
	for rest := text; ; {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			return q, nil
		}
		if len(q.Parts)+len(q.Filters) == maxParts {
			return q, refuse("A search takes at most %d words and filters", maxParts)
		}
		var err error
		if rest, err = q.read(rest); err != nil {
			return q, err
		}
	}
}

// read takes one word, phrase or filter from the front.
func (q *Query) read(text string) (rest string, err error) {
	body := strings.TrimPrefix(text, "-")
	not := body != text && body != "" && !unicode.IsSpace(rune(body[0]))
	if !not {
		body = text
	}
	if key, value, ok := strings.Cut(body, ":"); ok {
		if allowed, known := options[strings.ToLower(key)]; known {
			f := Filter{Key: strings.ToLower(key), Not: not}
			if f.Value, rest, err = take(value); err != nil {
				return rest, err
			}
			if err := f.check(allowed); err != nil {
				return rest, err
			}
			q.Filters = append(q.Filters, f)
			return rest, nil
		}
	}
	quoted := strings.HasPrefix(body, `"`)
	word, rest, err := take(body)
	if err != nil {
		return rest, err
	}
	q.add(word, quoted, not)
	return rest, nil
}

// take takes what is in quotes, or up to the next space.
func take(text string) (value, rest string, err error) {
	if after, ok := strings.CutPrefix(text, `"`); ok {
		value, rest, ok = strings.Cut(after, `"`)
		if !ok {
			return "", "", refuse(`A quotation mark is missing at the end of "%s`, hipchat.Abridge(after))
		}
		return value, rest, nil
	}
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:], nil
}

func (q *Query) add(text string, quoted, not bool) {
	words := texts(Words(text))
	if len(words) == 0 {
		return // punctuation alone says nothing
	}
	last := words[len(words)-1]
	letters := utf8.RuneCountInString(last)
	prefix := strings.HasSuffix(text, "*") && letters > 1 || !quoted && letters >= prefixFrom
	q.Parts = append(q.Parts, chat.SearchPart{Words: words, Prefix: prefix, Not: not})
}

func (f *Filter) check(allowed []string) error {
	if f.Value == "" {
		return refuse("Something is missing behind %s:", f.Key)
	}
	if allowed == nil {
		return nil
	}
	for _, a := range allowed {
		if strings.EqualFold(f.Value, a) {
			f.Value = a
			return nil
		}
	}
	return refuse("%s: takes %s, and not “%s”", f.Key, oneOf(allowed), hipchat.Abridge(f.Value))
}

// oneOf writes "a, b or c".
func oneOf(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// refuse is the error about a query that cannot be read.
func refuse(format string, args ...any) *chat.Error {
	e := chat.Errorf(chat.Invalid, format, args...)
	e.Violation = &hipchat.Violation{Field: "q", Rule: hipchat.RuleFormat, Expected: "a search"}
	return e
}
