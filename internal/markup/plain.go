package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// PlainText is what a reader sees of cleaned HTML, with a line for each block of it.
func PlainText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.WriteString(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			b.WriteString(between(t))
		}
	}
}

// between is what a tag puts between the words before it and those behind it.
func between(t html.Token) string {
	switch t.Data {
	case "br", "p", "li", "ul", "ol", "tr", "table", "pre", "blockquote", "div":
		return "\n"
	case "td", "th":
		return " "
	case "img":
		for _, a := range t.Attr {
			if a.Key == "alt" {
				return a.Val
			}
		}
	}
	return ""
}
