package markup

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// SanitizeHTML cleans a notification's HTML: elements and attributes outside HipChat's table are dropped and
// their text is kept, except for what script and style contain; a block that is dropped leaves a line break. Links and images keep only absolute http and
// https addresses (links also mailto and the vendor's own). Text without markup is returned as it is. It is idempotent.
// spec: rest-v2, 2.3 message_format; client-quirks, B15
func SanitizeHTML(s string) string { return sanitize(notificationPolicy(), breakBlocks(s)) }

// SanitizeCardHTML cleans the HTML inside a card (an html description, activity.html), where fewer elements are
// allowed: a, b, i, strong and span. Where a line break or a block is dropped, white space is left. It is idempotent.
// spec: rest-v2, 3.1 Schema
func SanitizeCardHTML(s string) string { return sanitize(cardPolicy(), separateLines(s)) }

func sanitize(p *bluemonday.Policy, s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	return canonical(p.Sanitize(s))
}

var (
	notificationPolicy = sync.OnceValue(newNotificationPolicy)
	cardPolicy         = sync.OnceValue(newPolicy)
)

// chatAddress leads to a room or a person of the client, and to a view there; nothing else has the scheme.
// spec: connect-js, 9.8
const (
	chatAddress = `hipchat://[a-z0-9.-]+(?::[0-9]{1,5})?/(?:room|user)/` + chatName + `(?:\?target=` + chatName + `)?`
	chatName    = `(?:[a-z0-9._~!$'()*,;:@+-]|%[0-9a-f]{2})+`
)

// Patterns are compiled with the policy that they are for.
const (
	// A host does not begin with what is trimmed from an address, or nothing but the scheme would be left of it.
	absoluteLink  = `(?i)^\s*(?:https?://[^/?#\s\pZ\pC]|mailto:[^#\s\pZ\pC]|` + chatAddress + `$)`
	absoluteImage = `(?i)^\s*https?://[^/?#\s\pZ\pC]`
	keyword       = `(?i)^[a-z]{1,16}$`
	pixels        = `^[0-9]{1,5}(?:px|%)?$`
	smallNumber   = `^[0-9]{1,4}$`
)

func newNotificationPolicy() *bluemonday.Policy {
	p := newPolicy()
	p.AllowElements("em", "br", "pre", "code", "ul", "ol", "li", "table", "thead", "tbody")
	p.AllowNoAttrs().OnElements("tr", "td", "th")
	p.AllowAttrs("src").Matching(regexp.MustCompile(absoluteImage)).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowAttrs("width", "height").Matching(regexp.MustCompile(pixels)).OnElements("img")
	p.AllowAttrs("align").Matching(regexp.MustCompile(keyword)).OnElements("img")
	p.AllowAttrs("valign").Matching(regexp.MustCompile(keyword)).OnElements("tr", "td", "th")
	p.AllowAttrs("colspan", "rowspan").Matching(regexp.MustCompile(smallNumber)).OnElements("td", "th")
	// The table says no more than "style" for images. The span's list keeps an image from being laid over the
	// messages of others.
	allowStyles(p, "img")
	return p
}

// newPolicy allows what notifications and cards have in common.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.RequireParseableURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "hipchat")
	p.AllowElementsContent("frame", "frameset", "iframe", "noembed", "noframes", "noscript", "object", "title")
	p.AllowElements("b", "i", "strong")
	p.AllowAttrs("href").Matching(regexp.MustCompile(absoluteLink)).OnElements("a")
	p.AllowAttrs("rel").OnElements("a")
	p.AllowAttrs("data-target", "data-target-options").OnElements("a") // spec: connect-js, 9.8
	p.AllowNoAttrs().OnElements("span")
	allowStyles(p, "span")
	return p
}

const (
	cssWeight     = `^(?:normal|bold|bolder|lighter|[1-9]00)$`
	cssColor      = `^(?:[a-z]{3,24}|#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([0-9.,%/ ]{5,40}\))$`
	cssDecoration = `^(?:none|underline|overline|line-through)(?: (?:underline|overline|line-through))*$`
	cssLength     = `^(?:auto|0|[0-9]{1,5}(?:\.[0-9]{1,4})?(?:px|em|rem|ex|pt|%))$`
)

func allowStyles(p *bluemonday.Policy, element string) {
	p.AllowStyles("font-weight").Matching(regexp.MustCompile(cssWeight)).OnElements(element)
	p.AllowStyles("color").Matching(regexp.MustCompile(cssColor)).OnElements(element)
	p.AllowStyles("text-decoration").Matching(regexp.MustCompile(cssDecoration)).OnElements(element)
	p.AllowStyles("height", "width").Matching(regexp.MustCompile(cssLength)).OnElements(element)
}

// canonical settles what the sanitiser leaves open in its output: every line break is <br> (senders write <br/>
// and </br>), and quotes in text stay as they were written, so that history shows an ordinary sentence as it was
// sent. The sanitiser escapes every other < and >, so a tag's end is the next >.
func canonical(clean string) string {
	var b strings.Builder
	b.Grow(len(clean))
	for clean != "" {
		text, rest, tagged := strings.Cut(clean, "<")
		b.WriteString(quotes.Replace(text))
		if !tagged {
			break
		}
		tag, after, _ := strings.Cut(rest, ">")
		if tag == "br/" || tag == "/br" {
			tag = "br"
		}
		b.WriteString("<" + tag + ">")
		clean = after
	}
	return b.String()
}

var quotes = strings.NewReplacer("&#39;", "'", "&#34;", `"`)
