package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// PlainText is the words of notification HTML, on one line.
func PlainText(source string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: a reader of memory has no other error
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.Write(z.Text()) // entities are resolved
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); breaks(string(name)) {
				b.WriteByte(' ')
			}
		}
	}
}

// breaks tells whether words on both sides of a tag are not one word.
func breaks(tag string) bool {
	switch tag {
	case "br", "p", "pre", "ul", "ol", "li", "table", "tr", "td", "th", "img":
		return true
	}
	return false
}
