package shape

import (
	"strings"
)

// action is a pair of braces in a text, with what stands between them.
type action struct {
	begin, end int
	word       string // that it begins with: if, end, a comment's "/*"; empty when it is not a word that steers
}

var steering = lazy(`^\{\{-?\s*(if|else|end|range|with|break|continue|define|template|block|/\*|\$[A-Za-z0-9_]*\s*(?:,\s*\$[A-Za-z0-9_]*\s*)?:?=)`)

// actionsOf finds them as the parser of templates does: braces in quotes and comments end nothing. The last one may not
// be closed; it ends with the text then.
func actionsOf(text string) []action {
	var all []action
	for at := 0; ; {
		open := strings.Index(text[at:], "{{")
		if open < 0 {
			return all
		}
		a := action{begin: at + open}
		a.end = endOf(text, a.begin+2)
		if m := steering().FindStringSubmatch(text[a.begin:a.end]); m != nil {
			a.word = m[1]
		}
		all, at = append(all, a), a.end
	}
}

// endOf is where the braces end that are open at a place.
func endOf(text string, at int) int {
	inside := strings.TrimLeft(strings.TrimPrefix(text[at:], "-"), " \t\n")
	if strings.HasPrefix(inside, "/*") {
		if end := strings.Index(text[at:], "*/"); end >= 0 {
			at += end + 2
		}
	}
	for at < len(text) {
		switch c := text[at]; {
		case strings.HasPrefix(text[at:], "}}"):
			return at + 2
		case c == '"' || c == '`' || c == '\'':
			at = quoteEnd(text, at)
		default:
			at++
		}
	}
	return len(text)
}

func quoteEnd(text string, at int) int {
	quote := text[at]
	for at++; at < len(text); at++ {
		switch {
		case text[at] == quote:
			return at + 1
		case text[at] == '\\' && quote != '`':
			at++
		case text[at] == '\n' && quote != '`':
			return at
		}
	}
	return len(text)
}

// filler stands where something was taken out of a text, byte for byte, so that places in it stay the same.
const filler = "\x01"

// withoutSteeringLines is a text in which lines that only steer, as a {{range}} or an {{end}} does, are no lines of the
// message.
func withoutSteeringLines(text string, actions []action) string {
	seen := []byte(text)
	for _, a := range actions {
		for i := a.begin; i < a.end && a.word != ""; i++ {
			seen[i] = filler[0]
		}
	}
	out := []byte(text)
	at := 0
	for l := range strings.Lines(string(seen)) {
		if strings.Contains(l, filler) && strings.Trim(l, filler+" \t\n") == "" {
			for i := range len(l) {
				if seen[at+i] != filler[0] {
					out[at+i] = filler[0]
				}
			}
		}
		at += len(l)
	}
	return string(out)
}
