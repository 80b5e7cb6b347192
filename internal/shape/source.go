package shape

import (
	"slices"
	"strings"
)

// Fields are what a template may say, in the order in which they are explained. A fact has a label, as in "fact Host: db1".
func Fields() []string {
	return []string{"title", "url", "color", "state", "key", "from", "notify", "image", "fact", "format", "message"}
}

var (
	fieldLine   = lazy(`^([a-z]+)(?: ([^:{}]{1,50}))?:`)
	commentLine = lazy(`^\{\{-?\s*/\*.*\*/\s*-?\}\}\s*$`)
)

// line is one of a source's, without its end.
type line struct {
	at   int
	text string
}

func linesOf(source string) []line {
	var all []line
	at := 0
	for text := range strings.Lines(source) {
		all = append(all, line{at, strings.TrimSuffix(text, "\n")})
		at += len(text)
	}
	return all
}

func (l line) blank() bool { return strings.TrimSpace(l.text) == "" }
func (l line) continues() bool {
	return strings.HasPrefix(l.text, " ") || strings.HasPrefix(l.text, "\t")
}

// name is the field that a line gives, and where its text begins.
func (l line) name() (name, label string, at int) {
	m := fieldLine().FindStringSubmatch(l.text)
	if m == nil || !slices.Contains(Fields(), m[1]) || (m[1] == "fact") != (m[2] != "") {
		return "", "", 0
	}
	return m[1], strings.TrimSpace(m[2]), l.at + len(m[0])
}

// split finds the fields of a source, which is made like a mail: lines like "color: red", going on in lines that are
// indented, an empty line, and the message. What does not begin with a field is all message.
func split(source string) ([]field, error) {
	lines := linesOf(source)
	first := slices.IndexFunc(lines, func(l line) bool { return !l.blank() && !commentLine().MatchString(l.text) })
	if first < 0 {
		return nil, nil
	}
	if name, _, _ := lines[first].name(); name == "" {
		return []field{{name: "message", text: source}}, nil
	}
	var fields []field
	for _, l := range lines[first:] {
		switch name, label, at := l.name(); {
		case l.blank():
			return withMessage(fields, source, l.at), nil
		case commentLine().MatchString(l.text):
		case l.continues():
			f := &fields[len(fields)-1]
			f.text = source[f.at : l.at+len(l.text)]
		case name == "":
			return nil, problemAt(source, l.at, "This is no field: fields are %s, and an empty line ends them", strings.Join(Fields(), ", "))
		case name != "fact" && slices.ContainsFunc(fields, func(f field) bool { return f.name == name }):
			return nil, problemAt(source, l.at, "%s is there twice", name)
		default:
			fields = append(fields, field{name: name, label: label, at: at, text: source[at : l.at+len(l.text)]})
		}
	}
	return fields, nil
}

// withMessage adds what stands after the empty line. A message may be a field, too.
func withMessage(fields []field, source string, at int) []field {
	if strings.TrimSpace(source[at:]) == "" {
		return fields
	}
	return append(fields, field{name: "message", at: at, text: source[at:]})
}
