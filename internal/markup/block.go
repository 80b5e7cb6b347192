package markup

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// dropped finds the tags of blocks that are not in HipChat's table, which many senders write all the same.
var dropped = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)</?(?:p|div|h[1-6]|blockquote|section|article|header|footer|dl|dt|dd|hr|center)[\s/>]`)
})

// breakBlocks puts a line break where a block that the table does not know begins or ends between other content, so that
// its words do not run into those of its neighbours when the tag is dropped. What it answers is not clean yet.
func breakBlocks(s string) string {
	if !strings.Contains(s, "<") || !dropped().MatchString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	said, due := false, false // something stands in this line; a break is due before the next
	say := func(raw []byte) {
		if due {
			b.WriteString("<br>")
		}
		b.Write(raw)
		said, due = true, false
	}
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			b.Write(raw)
			return b.String()
		case html.TextToken:
			if strings.TrimSpace(string(raw)) == "" {
				b.Write(raw)
				continue
			}
			say(raw)
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			switch {
			case dropped().Match(raw):
				due = due || said
			case breaks(z):
				b.Write(raw)
				said, due = false, false
			case kind == html.EndTagToken:
				b.Write(raw)
			default:
				say(raw)
			}
		default:
			b.Write(raw)
		}
	}
}

// breaks tells whether the tag that the tokenizer is at begins a line by itself.
func breaks(z *html.Tokenizer) bool {
	name, _ := z.TagName()
	switch string(name) {
	case "br", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "pre":
		return true
	}
	return false
}
