package format

import (
	"html"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
)

// cut shortens a text to a number of characters, and shows that it did.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// firstLine is a text up to its first line break.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

func esc(s string) string { return html.EscapeString(s) }

// lines is a text as HTML that keeps its line breaks.
func lines(s string) string {
	return strings.ReplaceAll(esc(strings.ReplaceAll(s, "\r\n", "\n")), "\n", "<br>")
}

// link is a text that leads somewhere; text alone where the address is not one of the web.
func link(url, text string) string {
	if !hipchat.IsWebURL(url) {
		return esc(text)
	}
	return `<a href="` + esc(url) + `">` + esc(text) + `</a>`
}

func bold(s string) string { return "<b>" + esc(s) + "</b>" }

// plain takes the markup out of HTML that this package made.
func plain(s string) string {
	s = strings.ReplaceAll(s, "<br>", "\n")
	var b strings.Builder
	for s != "" {
		text, rest, tag := strings.Cut(s, "<")
		b.WriteString(text)
		if !tag {
			break
		}
		_, s, _ = strings.Cut(rest, ">")
	}
	return html.UnescapeString(b.String())
}

func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// title makes a word of a tool's into one that people read: "pull_request" is "Pull request".
func title(word string) string {
	word = strings.TrimSpace(strings.NewReplacer("_", " ", ".", " ", "-", " ").Replace(word))
	if word == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(word)
	return strings.ToUpper(string(r)) + word[n:]
}

// spaced is a word of a tool's with spaces, in the middle of a sentence.
func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// short is how people write a commit.
func short(commit string) string {
	if len(commit) > 7 {
		return commit[:7]
	}
	return commit
}

// leaf is the last part of refs/heads/main.
func leaf(ref string) string {
	for _, prefix := range []string{"refs/heads/", "refs/tags/"} {
		if rest, ok := strings.CutPrefix(ref, prefix); ok {
			return rest
		}
	}
	return ref
}

// card draws a message as an application card beside its line of HTML.
type card struct {
	id, title, url, text string // text is plain
	html                 string // instead of text, within what cards allow
	thumbnail            string
	attributes           []hipchat.CardAttribute
	folded               string // HTML of the one line that unfolds it
}

// fact adds a labelled value, when there is one and room for it.
func (c *card) fact(label, text string) { c.linked(label, text, "", "") }

// lozenge adds a labelled value in a colour.
func (c *card) lozenge(label, text, style string) { c.linked(label, text, "", style) }

func (c *card) linked(label, text, url, style string) {
	text = cut(strings.TrimSpace(text), 200)
	label = strings.ReplaceAll(label, "\x00", "") // a member's name, mostly
	if text == "" || len(c.attributes) >= hipchat.MaxCardAttributes {
		return
	}
	v := hipchat.CardValue{Label: text, Style: style}
	if hipchat.IsWebURL(url) {
		v.URL = url
	}
	c.attributes = append(c.attributes, hipchat.CardAttribute{Label: cut(strings.TrimSpace(label), 50), Value: v})
}

func (c *card) make() *hipchat.Card {
	out := &hipchat.Card{Style: "application", Format: "medium", ID: c.id, Title: cut(strings.TrimSpace(c.title), hipchat.MaxCardTitle),
		Attributes: c.attributes}
	if out.ID == "" {
		out.ID = "message"
	}
	if out.Title == "" {
		out.Title = "Message"
	}
	if hipchat.IsWebURL(c.url) {
		out.URL = c.url
	}
	text, kind := cut(strings.TrimSpace(c.text), hipchat.MaxCardDescription), "text"
	if c.html != "" && utf8.RuneCountInString(c.html) <= hipchat.MaxCardDescription {
		text, kind = c.html, "html"
	} else if c.html != "" {
		text = cut(plain(c.html), hipchat.MaxCardDescription)
	}
	if text != "" {
		out.Description = &hipchat.CardDescription{Value: text, Format: kind}
	}
	if hipchat.IsWebURL(c.thumbnail) && len(c.thumbnail) <= hipchat.MaxCardThumbnailURL {
		out.Thumbnail = &hipchat.CardThumbnail{URL: c.thumbnail}
	}
	if c.folded != "" {
		out.Activity = &hipchat.CardActivity{HTML: c.folded}
	}
	return out
}

// paragraphs joins what there is of some HTML by line breaks.
func paragraphs(parts ...string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, "<br>")
}
