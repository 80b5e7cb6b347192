package markup

import (
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// dropped finds text that may have tags of blocks that are not in HipChat's table, which many senders write all the same:
// most texts have none, and are not read tag by tag.
var dropped = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)</?(?:p|div|h[1-6]|blockquote|section|article|header|footer|dl|dt|dd|hr|center)[\s/>]`)
})

// breakBlocks puts a line break where a block that the table does not know begins or ends between other content, so that
// its words do not run into those of its neighbours when the tag is dropped. What it answers is not clean yet.
func breakBlocks(s string) string {
	if !strings.Contains(s, "<") || !dropped().MatchString(s) {
		return s
	}
	return separate(s, "<br>", isDropped, breaks)
}

// separateLines does the same for cards, where nothing that breaks a line is allowed: the words are parted by white space.
func separateLines(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	return separate(s, "\n", func(tag string) bool { return isDropped(tag) || breaks(tag) }, func(string) bool { return false })
}

// separate puts the mark where a tag that will be dropped stands between content, unless one that breaks the line by itself does.
func separate(s, mark string, drops, breaks func(tag string) bool) string {
	var b strings.Builder
	b.Grow(len(s))
	said, due := false, false // something stands in this line; a mark is due before the next
	say := func(raw []byte) {
		if due {
			b.WriteString(mark)
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
			name, _ := z.TagName()
			switch tag := string(name); {
			case drops(tag):
				due = due || said
			case breaks(tag):
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

// isDropped tells whether a tag is that of a block that neither table has.
func isDropped(tag string) bool {
	switch tag {
	case "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "header", "footer", "dl", "dt", "dd", "hr", "center":
		return true
	}
	return false
}

// breaks tells whether a tag begins a line by itself, where it is allowed.
func breaks(tag string) bool {
	switch tag {
	case "br", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th", "pre":
		return true
	}
	return false
}
