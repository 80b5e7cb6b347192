package format

import (
	"net/url"
	"strings"
)

// cloudEvent is an event of CloudEvents, structured or with its attributes in headers.
// spec: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
func cloudEvent() recogniser {
	return recogniser{name: "cloudevents",
		is: func(d *document) string {
			if why := d.has("Ce-Specversion"); why != "" {
				return why
			}
			if claimed(d) && !strings.HasPrefix(d.media, "application/cloudevents") {
				return ""
			}
			return d.all("specversion", "type", "source", "id")
		},
		say: func(d *document) *Message {
			get := func(name string) string {
				if s := d.header.Get("Ce-" + name); s != "" {
					if plain, err := url.PathUnescape(s); err == nil {
						return plain
					}
					return s
				}
				return d.at(name).str()
			}
			kind, data := get("type"), d.root
			if d.header.Get("Ce-Specversion") == "" {
				data = d.at("data")
			}
			c := &card{id: "event", title: kind, folded: "Event " + bold(kind) + " from " + link(get("source"), get("source"))}
			c.fact("Source", get("source"))
			c.fact("Subject", get("subject"))
			c.fact("Time", get("time"))
			facts(c, data, "")
			if !data.isObject() {
				c.text = orElse(data.str(), d.text)
			}
			m := &Message{Color: "gray", Card: c.make(), HTML: c.folded}
			if s := get("subject"); s != "" {
				m.HTML += ": " + esc(s)
			}
			return m
		},
	}
}

// ntfy is what is sent to ntfy: text with headers, or JSON that names a topic. spec: https://docs.ntfy.sh/publish/
func ntfy() recogniser {
	return recogniser{name: "ntfy",
		is: func(d *document) string {
			if claimed(d) {
				return ""
			}
			if d.raw != nil || d.form != nil {
				if d.at("blocks").there() || d.at("alerts").there() || d.at("text").there() || d.at("ruleName").there() || d.at("specversion").there() {
					return ""
				}
				return d.all("topic", "message")
			}
			for _, name := range []string{"Title", "Priority", "Tags", "Click"} {
				if d.note(name) != "" {
					return "header X-" + name + ", with text"
				}
			}
			return ""
		},
		say: func(d *document) *Message {
			said := orElse(d.text, d.note("message"))
			m, c := &Message{Color: priorityColor(d.note("priority"))}, &card{id: "message", title: d.note("title"), url: d.note("click"), text: said}
			c.fact("Tags", d.note("tags"))
			m.HTML = lines(said)
			if c.title != "" {
				m.HTML = paragraphs("<b>"+link(c.url, c.title)+"</b>", m.HTML)
				m.Card = c.make()
			}
			return m
		},
	}
}

// note is an attribute of ntfy's: a member, a header with and without X-, or a parameter of the address.
func (d *document) note(name string) string {
	if v := d.at(name); v.there() {
		if tags := v.list(); len(tags) > 0 {
			var words []string
			for _, t := range tags {
				words = append(words, t.str())
			}
			return strings.Join(words, ", ")
		}
		return v.str()
	}
	return orElse(orElse(d.header.Get("X-"+name), d.header.Get(name)), d.query.Get(strings.ToLower(name)))
}

func priorityColor(p string) string {
	switch strings.ToLower(p) {
	case "5", "max", "urgent":
		return "red"
	case "4", "high":
		return "yellow"
	}
	return "gray"
}

// gotify is what is sent to Gotify. spec: https://gotify.net/api-docs
func gotify() recogniser {
	return recogniser{name: "gotify",
		is: func(d *document) string {
			if d.plainForm() && !claimed(d) && d.form.Get("message") != "" && d.form.Get("text") == "" && (d.form.Has("title") || d.form.Has("priority")) {
				return "form fields message and title or priority"
			}
			if claimed(d) || d.at("ruleName").there() || d.at("topic").there() || d.at("text").there() || d.at("blocks").there() ||
				d.at("attachments").there() || d.at("alerts").there() || d.at("specversion").there() || d.at("webhookEvent").there() {
				return ""
			}
			if d.at("org").isObject() || !d.at("message").isText() {
				return ""
			}
			switch {
			case d.at("priority").isNumber():
				return d.all("message", "priority")
			case d.at("title").isText():
				return d.all("message", "title")
			}
			return ""
		},
		say: func(d *document) *Message {
			m, name, said := &Message{Color: "gray"}, d.field("title"), d.field("message")
			if p := d.field("priority"); len(p) > 1 || p > "7" {
				m.Color = "red"
			} else if p > "3" {
				m.Color = "yellow"
			}
			m.HTML = lines(said)
			if d.at("extras", "client::display", "contentType").str() == "text/markdown" {
				m.HTML = markdown(said)
			}
			if name != "" {
				m.HTML = paragraphs(bold(name), m.HTML)
			}
			return m
		},
	}
}
