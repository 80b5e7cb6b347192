package format

import (
	"slices"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// rest shows what nobody recognises: text as it is, JSON as a card that starts as one line.
func rest(d *document) *Message {
	switch {
	case d.raw != nil:
		return anyJSON(d)
	case d.form != nil:
		var parts []string
		for name, v := range d.form {
			parts = append(parts, bold(name)+": "+lines(strings.Join(v, ", ")))
		}
		slices.Sort(parts)
		return &Message{Format: "text", Why: "a form that no tool is known to send", Color: "gray", HTML: strings.Join(parts, "<br>")}
	}
	return &Message{Format: "text", Why: "text", Color: "gray", HTML: d.text, Text: true}
}

// anyJSON is a card whose line says what is most like a title, and whose body is the JSON.
func anyJSON(d *document) *Message {
	name := d.root.first("title", "summary", "subject", "message", "text", "name", "event", "type", "action", "status", "description")
	if name == "" {
		name = "JSON"
	}
	name = cut(firstLine(name), 120)
	c := &card{id: "json", title: name, url: d.root.first("url", "html_url", "link", "web_url"), folded: bold(name)}
	facts(c, d.root, "")
	c.text = Indent(d.raw, 8*hipchat.MaxCardDescription)
	return &Message{Format: "json", Why: "JSON that no tool is known to send", Color: "gray", HTML: link(c.url, name), Card: c.make()}
}

// facts adds the first members that are short texts, those of objects with the objects' names before them.
func facts(c *card, v value, prefix string) {
	for _, name := range v.names() {
		m := v.at(name)
		label := strings.TrimSpace(prefix + " " + name)
		switch {
		case m.isObject() && prefix == "":
			facts(c, m, name)
		case !m.isObject() && !m.isList():
			if s := m.str(); len(s) <= 200 && len(c.attributes) < hipchat.MaxCardAttributes {
				c.fact(label, s)
			}
		}
	}
}
