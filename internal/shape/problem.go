package shape

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is what is wrong with a template, and where.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"` // in characters, from 1
	Message string `json:"message"`
}

func (p *Problem) Error() string {
	if p.Line == 0 {
		return p.Message
	}
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Message)
}

// wrong is a problem of which the place is not known yet.
func wrong(what string, args ...any) error { return &Problem{Message: fmt.Sprintf(what, args...)} }

func problemAt(source string, at int, what string, args ...any) *Problem {
	before := source[:min(at, len(source))]
	begins := strings.LastIndexByte(before, '\n') + 1
	return &Problem{1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[begins:]), fmt.Sprintf(what, args...)}
}

var (
	executing = lazy(`(?s)^template: [^:]*:(\d+):(\d+): executing "[^"]*" at <.*?>: (.*)$`)
	calling   = lazy(`(?s)^error calling \w+: (.*)$`)
	noField   = lazy(`^can't evaluate field (\S+) in type .+$`)
	rangeOver = lazy(`^range can't iterate over (?s:.*)$`)
)

// executing is a failure of the field's template as a problem of the source.
func (f field) executing(source string, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) && p.Line > 0 {
		return p
	}
	m := executing().FindStringSubmatch(err.Error())
	if m == nil {
		return problemAt(source, f.at, "%s", err)
	}
	row, _ := strconv.Atoi(m[1])
	column, _ := strconv.Atoi(m[2])
	return problemAt(source, f.at+offset(f.text, row, column), "%s", inWords(m[3]))
}

// inWords says what the template language says about values for those who know the JSON and not Go.
func inWords(what string) string {
	if m := calling().FindStringSubmatch(what); m != nil {
		return m[1]
	}
	if m := noField().FindStringSubmatch(what); m != nil {
		return fmt.Sprintf("There is no member %s here: what stands before it is no object", m[1])
	}
	if rangeOver().MatchString(what) {
		return "This is no list or object: range cannot go through it"
	}
	return what
}

// offset is the place of a row, from 1, and a byte of it in a text.
func offset(text string, row, column int) int {
	at := 0
	for ; row > 1; row-- {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return min(at+column, len(text))
}
