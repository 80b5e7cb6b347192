package shape

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/format"
)

// Guess is a first template for a payload: its members by what they are called. It is empty where the payload is no object.
func Guess(r format.Request) string {
	root, ok := data(format.Data(r)).(map[string]any)
	if !ok || len(root) == 0 {
		return ""
	}
	g := guess{members: membersOf(root, nil), used: map[string]bool{}}
	g.line("title", "title", "subject", "summary", "name", "alertname", "event", "event_type", "type", "check", "job", "service")
	g.line("url", "url", "html_url", "web_url", "link", "permalink", "href")
	if state := g.find("status", "state", "severity", "level", "result", "outcome", "conclusion", "priority"); state != "" {
		fmt.Fprintf(&g.out, "color: {{colorOf %s}}\nstate: {{%s}}\n", state, state)
	}
	message := g.find("message", "text", "description", "body", "details", "detail", "output", "msg", "content", "reason", "comment", "note")
	facts := 0
	for _, m := range g.members {
		if facts < 6 && !g.used[m.path] && m.short {
			fmt.Fprintf(&g.out, "fact %s: {{%s}}\n", m.label(), m.path)
			facts++
		}
	}
	if message == "" {
		message = "code (json .)"
	}
	if !strings.HasPrefix(g.out.String(), "title:") {
		return "title: News\n" + g.out.String() + "\n{{" + message + "}}\n"
	}
	return g.out.String() + "\n{{" + message + "}}\n"
}

type guess struct {
	out     strings.Builder
	members []member
	used    map[string]bool // by path
}

// member is a text, number or boolean of a payload, and how a template names it.
type member struct {
	names []string
	path  string
	short bool // it has room on a card
}

func (m member) label() string {
	label := titled(strings.Join(m.names, " "))
	return strings.TrimSpace(strings.NewReplacer(":", " ", "{", " ", "}", " ").Replace(truncated(label, 40)))
}

func truncated(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// find is the first member that has one of the names, the names in their order; those that lie deeper come last.
func (g *guess) find(names ...string) string {
	for depth := 1; depth <= maxGuessDepth; depth++ {
		for _, name := range names {
			for _, m := range g.members {
				if len(m.names) == depth && strings.EqualFold(m.names[depth-1], name) && !g.used[m.path] {
					g.used[m.path] = true
					return m.path
				}
			}
		}
	}
	return ""
}

func (g *guess) line(field string, names ...string) {
	if path := g.find(names...); path != "" {
		fmt.Fprintf(&g.out, "%s: {{%s}}\n", field, path)
	}
}

const (
	maxGuessDepth = 3
	maxMembers    = 200
)

var plainName = lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)

// membersOf are the members that are no objects or lists, those of an object below it.
func membersOf(of map[string]any, names []string) (all []member) {
	for _, name := range slices.Sorted(maps.Keys(of)) {
		if len(all) >= maxMembers || len(name) > 100 {
			continue
		}
		names := append(slices.Clone(names), name)
		switch v := of[name].(type) {
		case map[string]any:
			if len(names) < maxGuessDepth {
				all = append(all, membersOf(v, names)...)
			}
		case []any:
		default:
			s := text(v)
			all = append(all, member{names, pathOf(names, plainName()), s != "" && len(s) <= 80 && !strings.Contains(s, "\n")})
		}
	}
	return all
}

// pathOf is how a template names a member: .a.b, and with index where a name is no word.
func pathOf(names []string, plain *regexp.Regexp) string {
	if i := slices.IndexFunc(names, func(n string) bool { return !plain.MatchString(n) }); i < 0 {
		return "." + strings.Join(names, ".")
	}
	path := "index ."
	for _, n := range names {
		path += fmt.Sprintf(" %q", n)
	}
	return "(" + path + ")"
}
