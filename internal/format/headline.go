package format

import "strings"

const maxHeadline = 120 // characters

// Headline is the message in one line of HTML: its title, leading to what it is about.
func (m *Message) Headline() string {
	var text, url string
	switch {
	case m.Card != nil:
		text, url = m.Card.Title, m.Card.URL
	case m.exact != nil && m.exact.MessageFormat == "text":
		text = m.exact.Message
	case m.exact != nil:
		text = plain(m.exact.Message)
	case m.Text:
		text = m.HTML
	default:
		text = plain(m.HTML)
	}
	if text = cut(firstLine(text), maxHeadline); text == "" {
		return "…"
	}
	return link(url, strings.Join(strings.Fields(text), " "))
}

// Tool is what people call a kind of sender; nothing where the kind does not say who sends.
func Tool(name string) string {
	switch name {
	case "hipchat", "slack", "json", "text", "cloudevents":
		return ""
	}
	return Title(name)
}
