package webhook

import (
	"context"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// Command is a word that an add-on waits for at the beginning of a message: /deploy.
type Command struct {
	Word string // without the slash
	Hook Registered
}

// maxCommands bounds how many words are read from one pattern.
const maxCommands = 20

// Commands answers the commands that webhooks listen for in a room, in order of their words.
// spec: product, 5 Slash commands
func (r *Registry) Commands(ctx context.Context, roomID int64) ([]Command, error) {
	l, err := r.listeners(ctx)
	if err != nil {
		return nil, err
	}
	var all []Command
	for _, h := range l.to(roomID, "room_message") {
		for _, word := range commandsIn(h.Pattern) {
			all = append(all, Command{word, h})
		}
	}
	slices.SortStableFunc(all, func(a, b Command) int { return strings.Compare(a.Word, b.Word) })
	return all, nil
}

var commandWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^/([a-z0-9][a-z0-9_-]{0,49})$`) })

// commandsIn reads the words that a pattern asks for: deploy and rollback of ^/(deploy|rollback)\b. A pattern that only
// the backtracking engine can run has none.
func commandsIn(pattern string) []string {
	t, err := translate(pattern)
	if err != nil || t.backtrack {
		return nil
	}
	re, err := syntax.Parse(t.re2.String(), syntax.Perl)
	if err != nil {
		return nil
	}
	var words []string
	for _, b := range beginnings(re) {
		m := commandWord().FindStringSubmatch(strings.ToLower(b.text))
		if m != nil && b.end != partial && !slices.Contains(words, m[1]) {
			words = append(words, m[1])
		}
	}
	return words
}

// beginning is a text that a match begins with.
type beginning struct {
	text string
	end  ending
}

type ending int

const (
	open    ending = iota // what comes next in the pattern comes next in the text
	closed                // anything may come next
	partial               // more letters must come next: the text is no whole word
)

func beginnings(re *syntax.Regexp) []beginning {
	switch re.Op {
	case syntax.OpLiteral:
		return []beginning{{text: string(re.Rune)}}
	case syntax.OpCapture:
		return beginnings(re.Sub[0])
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpBeginLine, syntax.OpEndText, syntax.OpEndLine, syntax.OpWordBoundary:
		return []beginning{{}}
	case syntax.OpConcat:
		return beginningsOfConcat(re.Sub)
	case syntax.OpAlternate:
		var all []beginning
		for _, sub := range re.Sub {
			all = append(all, beginnings(sub)...)
		}
		return all[:min(len(all), maxCommands)]
	case syntax.OpQuest:
		all := append(beginnings(re.Sub[0]), beginning{})
		return all[:min(len(all), maxCommands)]
	case syntax.OpCharClass:
		return beginningsOfClass(re.Rune)
	case syntax.OpPlus:
		if re.Sub[0].Op == syntax.OpCharClass && len(beginningsOfClass(re.Sub[0].Rune)) == 1 {
			return []beginning{{end: beginningsOfClass(re.Sub[0].Rune)[0].end}}
		}
	}
	return []beginning{{end: closed}}
}

// beginningsOfConcat puts the beginnings of each part behind those of the parts before it.
func beginningsOfConcat(parts []*syntax.Regexp) []beginning {
	all := []beginning{{}}
	for _, part := range parts {
		next := beginnings(part)
		var longer []beginning
		for _, b := range all {
			if b.end != open {
				longer = append(longer, b)
				continue
			}
			for _, n := range next {
				longer = append(longer, beginning{b.text + n.text, n.end})
			}
		}
		all = longer[:min(len(longer), maxCommands)]
	}
	return all
}

// beginningsOfClass reads a class of a few characters as each of them: [dD], [/!].
func beginningsOfClass(ranges []rune) []beginning {
	var all []beginning
	letters := false
	for i := 0; i+1 < len(ranges); i += 2 {
		letters = letters || ranges[i] <= 'z' && 'a' <= ranges[i+1]
		for r := ranges[i]; r <= ranges[i+1] && len(all) <= 4; r++ {
			all = append(all, beginning{text: string(r)})
		}
	}
	switch {
	case len(all) <= 4:
		return all
	case letters:
		return []beginning{{end: partial}}
	}
	return []beginning{{end: closed}}
}
