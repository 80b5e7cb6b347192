package format

import (
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// Data is what a request says, decoded: JSON as encoding/json has it with its numbers as they stand, a form as an object of
// texts, everything else as one text.
func Data(r Request) any {
	d := read(r)
	switch {
	case d.raw != nil:
		return d.root.v
	case d.form != nil:
		fields := make(map[string]any, len(d.form))
		for name, v := range d.form {
			fields[name] = strings.Join(v, ", ")
		}
		return fields
	}
	return d.text
}

// Fields are what somebody wants a message to say. What is nil stays as it is.
type Fields struct {
	Message     string // HTML, unless Text
	Text        bool
	Title, URL  string // a title makes it a card
	Image       string
	Facts       [][2]string // labels and what they say, on the card
	From, Color *string
	Key, State  *string
	Notify      bool
}

// As is the message as the fields have it.
func (m *Message) As(f Fields) *Message {
	out := &Message{Format: m.Format, Why: m.Why, Reply: m.Reply, Key: m.Key, State: m.State, From: m.From, Color: m.Color, Notify: f.Notify}
	if m.exact != nil {
		out.From, out.Color, out.Notify = m.exact.From, m.exact.Color, f.Notify || bool(m.exact.Notify)
	}
	for to, v := range map[*string]*string{&out.From: f.From, &out.Color: f.Color, &out.Key: f.Key, &out.State: f.State} {
		if v != nil {
			*to = *v
		}
	}
	out.Color = orElse(out.Color, "gray")
	if f.Title == "" {
		out.HTML, out.Text = f.Message, f.Text
		return out
	}
	said := f.Message
	if f.Text {
		said = lines(f.Message)
	}
	out.HTML, out.Card = paragraphs("<b>"+link(f.URL, f.Title)+"</b>", said), f.card(out, said)
	return out
}

// styles are the colours of a card's state beside those of its message.
var styles = map[string]string{"green": "lozenge-success", "red": "lozenge-error", "yellow": "lozenge-current", "purple": "lozenge-complete"}

func (f Fields) card(m *Message, html string) *hipchat.Card {
	c := &card{id: "message", title: f.Title, url: f.URL, html: html, thumbnail: f.Image}
	c.lozenge("State", spaced(m.State), orElse(styles[m.Color], "lozenge"))
	for _, fact := range f.Facts {
		c.fact(fact[0], fact[1])
	}
	return c.make()
}

// Blank tells whether nothing would be seen of the message.
func (m *Message) Blank() bool {
	switch {
	case m.exact != nil || m.Card != nil:
		return false
	case m.Text:
		return strings.TrimSpace(m.HTML) == ""
	}
	return strings.TrimSpace(plain(m.HTML)) == "" && !strings.Contains(m.HTML, "<img")
}
