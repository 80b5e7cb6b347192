// Package shape lets whoever administers a room say how what a tool sends looks there: a Go template over the JSON that
// came. Templates come from people who are trusted with a room, and not with the server: what one may take is bounded,
// in steps, time and bytes, and it reaches nothing but the request. See DESIGN.md.
package shape

import (
	"context"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/format"
)

// MaxSource is how long a template may be, in bytes.
const MaxSource = 16 << 10

// Template says what a request looks like as a notification.
type Template struct {
	source string
	fields []field
	html   bool
}

// field is one of the texts that a notification is made of.
type field struct {
	name  string // as in Fields
	label string // of a fact
	at    int    // where text begins in the source
	text  string
	tree  *parse.Tree
}

// Parse reads a template. What is wrong with it is a *Problem.
func Parse(source string) (*Template, error) {
	source = strings.ReplaceAll(source, "\r\n", "\n")
	if len(source) > MaxSource {
		return nil, &Problem{Line: 1, Column: 1, Message: "The template is longer than 16 KiB"}
	}
	t := &Template{source: source, html: true}
	var err error
	if t.fields, err = split(source); err != nil {
		return nil, err
	}
	if f := t.field("format"); f != nil {
		if err := t.setFormat(*f); err != nil {
			return nil, err
		}
	}
	for i := range t.fields {
		f := &t.fields[i]
		if err := f.parse(source, t.html && f.name == "message"); err != nil {
			return nil, err
		}
	}
	if t.field("message") == nil && t.field("title") == nil {
		return nil, problemAt(source, len(source), "The template has no message: it stands after an empty line")
	}
	return t, nil
}

// setFormat reads the one field that is no template: what the others are to be escaped for must be known before.
func (t *Template) setFormat(f field) error {
	text := strings.TrimSpace(f.text)
	if text != "html" && text != "text" {
		return problemAt(t.source, f.at, "format is html or text")
	}
	t.html = text == "html"
	return nil
}

func (t *Template) field(name string) *field {
	if i := slices.IndexFunc(t.fields, func(f field) bool { return f.name == name }); i >= 0 {
		return &t.fields[i]
	}
	return nil
}

// Say says a request by the template. What the template leaves out - from, color, key, state - is as it is without one,
// which is built. A template that fails is a *Problem.
func (t *Template) Say(ctx context.Context, built *format.Message, r format.Request) (*format.Message, error) {
	said, err := t.fill(newRun(ctx, r), data(format.Data(r)))
	if err != nil {
		return nil, err
	}
	m := built.As(said)
	if m.Blank() {
		at := t.fields[len(t.fields)-1].at
		return nil, problemAt(t.source, at, "The message is empty: the template has found nothing to say")
	}
	return m, nil
}

// fill runs the fields one after another.
func (t *Template) fill(r *run, data any) (format.Fields, error) {
	var said format.Fields
	functions := template.New("t").Funcs(r.funcs())
	for _, f := range t.fields {
		if f.tree == nil {
			continue
		}
		text, err := t.execute(r, functions, f, data)
		if err != nil {
			return said, err
		}
		if why := set(&said, f, text); why != "" {
			return said, problemAt(t.source, f.at, "%s", why)
		}
	}
	said.Text = !t.html
	return said, nil
}

func (t *Template) execute(r *run, functions *template.Template, f field, data any) (string, error) {
	r.html = t.html && f.name == "message"
	var out strings.Builder
	tmpl, err := functions.New("t").AddParseTree("t", f.tree)
	if err == nil {
		err = tmpl.Execute(&bounded{r: r, to: &out}, data)
	}
	if err != nil {
		return "", f.executing(t.source, err)
	}
	// A template can say in quotes what no text may hold.
	text := strings.ReplaceAll(strings.ReplaceAll(strings.ToValidUTF8(out.String(), "\ufffd"), "\x00", ""), filler, "")
	if r.html {
		return trimBreaks(text), nil
	}
	if f.name != "message" {
		return strings.Join(strings.Fields(text), " "), nil
	}
	return strings.TrimSpace(text), nil
}

// trimBreaks takes line breaks off the ends of a message.
func trimBreaks(text string) string {
	for {
		short := strings.TrimSpace(text)
		short = strings.TrimSuffix(strings.TrimPrefix(short, lineBreak), lineBreak)
		if short == text {
			return text
		}
		text = short
	}
}

// set gives a field what its template says, or answers what is wrong with that.
func set(said *format.Fields, f field, text string) string {
	switch f.name {
	case "message":
		said.Message = text
	case "title":
		said.Title = text
	case "url":
		said.URL = text
	case "image":
		said.Image = text
	case "from":
		said.From = &text
	case "key":
		said.Key = &text
	case "state":
		said.State = &text
	case "fact":
		said.Facts = append(said.Facts, [2]string{f.label, text})
	case "color":
		said.Color = &text
		if text != "" && !slices.Contains(hipchat.Colors[:], text) {
			return "The color is " + hipchat.Abridge(text) + ": it must be " + strings.Join(hipchat.Colors[:], ", ")
		}
	case "notify":
		return setNotify(said, text)
	}
	return ""
}

func setNotify(said *format.Fields, text string) string {
	switch text {
	case "true", "yes":
		said.Notify = true
	case "", "false", "no":
	default:
		return "notify is true or false, and not " + hipchat.Abridge(text)
	}
	return ""
}
