package shape

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"sync"
	"text/template/parse"
)

// parse reads a field's template and makes it safe to run.
func (f *field) parse(source string, html bool) error {
	actions := actionsOf(f.text)
	for _, a := range actions {
		if a.word == "define" || a.word == "template" || a.word == "block" {
			return problemAt(source, f.at+a.begin, "A template cannot have others in it: {{%s}} is not there", a.word)
		}
	}
	if f.name == "format" {
		return nil
	}
	f.text = withoutSteeringLines(f.text, actions)
	trees, err := parseText(f.text)
	if err != nil {
		return f.culprit(source, actions, err)
	}
	f.tree = trees["t"]
	return f.rewrite(source, html)
}

func parseText(text string) (map[string]*parse.Tree, error) {
	return parse.Parse("t", text, "", "", known())
}

// culprit finds the action that the parser does not take: it tells the line alone. A text that ends behind an action has
// the same mistake from that action on.
func (f *field) culprit(source string, actions []action, err error) *Problem {
	what := saidByParser(err)
	if strings.HasPrefix(what, "unexpected EOF") {
		if open, there := neverClosed(actions); there {
			return problemAt(source, f.at+open.begin, "This {{%s}} is never closed: {{end}} is missing", open.word)
		}
	}
	n := sort.Search(len(actions), func(i int) bool {
		_, err := parseText(f.text[:actions[i].end])
		return err != nil && !strings.HasPrefix(saidByParser(err), "unexpected EOF")
	})
	at := 0
	if n < len(actions) {
		at = actions[n].begin
	} else if n > 0 {
		at = actions[n-1].begin
	}
	return problemAt(source, f.at+at, "%s", parserInWords(what))
}

// neverClosed is the innermost block without an end.
func neverClosed(actions []action) (action, bool) {
	var open []action
	for _, a := range actions {
		switch a.word {
		case "if", "range", "with":
			open = append(open, a)
		case "end":
			open = open[:max(0, len(open)-1)]
		}
	}
	if len(open) == 0 {
		return action{}, false
	}
	return open[len(open)-1], true
}

// lazy is a pattern that is compiled when it is first needed, and not before the server serves.
func lazy(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

var parserSays = lazy(`(?s)^template: [^:]*:\d+: (.*)$`)

func saidByParser(err error) string {
	if m := parserSays().FindStringSubmatch(err.Error()); m != nil {
		return m[1]
	}
	return err.Error()
}

var sayings = []struct {
	says func() *regexp.Regexp
	mean string
}{
	{lazy(`^function "(.*)" not defined`), "There is no function %s"},
	{lazy(`^undefined variable "(.*)"`), "There is no variable %s here"},
	{lazy(`^unclosed action|^unexpected EOF`), "These braces are never closed: }} is missing"},
	{lazy(`^unexpected \{\{(end|else)\}\}`), "{{%s}} belongs to no {{if}}, {{range}} or {{with}}"},
	{lazy(`^unterminated (?:quoted string|raw quoted string|character constant)`), "A quote is never closed"},
	{lazy(`^missing value for (\w+)`), "{{%s}} says of nothing whether or what"},
	{lazy(`^unclosed comment|^comment ends before closing delimiter`), "This comment is never closed: */}} is missing"},
}

func parserInWords(what string) string {
	for _, s := range sayings {
		if m := s.says().FindStringSubmatch(what); m != nil {
			if len(m) > 1 {
				return fmt.Sprintf(s.mean, m[1])
			}
			return s.mean
		}
	}
	return "This is not understood: " + what
}

// rewrite walks the tree: every turn of a range is counted, what is shown goes through show, and line breaks of a message
// of HTML become its own.
func (f *field) rewrite(source string, html bool) error {
	w := walker{f: f, source: source, html: html}
	w.list(f.tree.Root)
	return w.err
}
