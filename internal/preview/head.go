package preview

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// head is what a page says about itself.
type head struct {
	title string
	icon  string
	meta  map[string]string // by property or name, in lower case; the first of each
}

// maxTokens bounds how much of a page is read that never comes to its body.
const maxTokens = 5000

// readHead reads a page up to its body, or to where it was cut off.
func readHead(page io.Reader) head {
	h := head{meta: make(map[string]string)}
	z := html.NewTokenizer(page)
	z.SetMaxBuf(maxResponse)
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			return h
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return h
			case atom.Title:
				if h.title == "" && z.Next() == html.TextToken {
					h.title = z.Token().Data
				}
			case atom.Meta:
				h.readMeta(t)
			case atom.Link:
				h.readLink(t)
			}
		}
	}
	return h
}

func (h *head) readMeta(t html.Token) {
	a := attributes(t)
	name := strings.ToLower(first(a["property"], a["name"]))
	if name != "" && h.meta[name] == "" {
		h.meta[name] = a["content"]
	}
}

func (h *head) readLink(t html.Token) {
	a := attributes(t)
	for _, rel := range strings.Fields(strings.ToLower(a["rel"])) {
		if rel == "icon" && h.icon == "" {
			h.icon = a["href"]
		}
	}
}

func attributes(t html.Token) map[string]string {
	all := make(map[string]string, len(t.Attr))
	for _, a := range t.Attr {
		all[a.Key] = a.Val
	}
	return all
}
