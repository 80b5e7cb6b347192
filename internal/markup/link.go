package markup

import (
	"net/url"
	"strings"
	"unicode"
)

// Links finds the http and https URLs in a text, in order, once each, at most MaxLinks of them. Punctuation that
// ends a sentence after a URL is not part of it, nor is a closing bracket that the URL did not open.
func Links(text string) []string {
	var links []string
	seen := make(map[string]bool)
	for len(links) < MaxLinks {
		start := linkStart(text)
		if start < 0 {
			break
		}
		end := strings.IndexFunc(text[start:], endsLink)
		if end < 0 {
			end = len(text) - start
		}
		link := trimLink(text[start : start+end])
		text = text[start+end:]
		if u, err := url.Parse(link); err != nil || u.Hostname() == "" || seen[link] {
			continue
		}
		seen[link] = true
		links = append(links, link)
	}
	return links
}

// linkStart gives the index of the next http:// or https:// that does not stand inside a word, or -1.
func linkStart(text string) int {
	for i := 0; ; {
		colon := strings.Index(text[i:], "://")
		if colon < 0 {
			return -1
		}
		colon += i
		for _, scheme := range []string{"https", "http"} {
			start := colon - len(scheme)
			if start >= 0 && strings.EqualFold(text[start:colon], scheme) && (start == 0 || !isWordByte(text[start-1])) {
				return start
			}
		}
		i = colon + len("://")
	}
}

func isWordByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_'
}

func endsLink(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"`{}|\\^", r)
}

func trimLink(link string) string {
	unopened := map[byte]int{
		')': strings.Count(link, ")") - strings.Count(link, "("),
		']': strings.Count(link, "]") - strings.Count(link, "["),
	}
	for link != "" {
		last := link[len(link)-1]
		switch {
		case unopened[last] > 0:
			unopened[last]--
		case strings.IndexByte(".,;:!?'*_~", last) < 0:
			return link
		}
		link = link[:len(link)-1]
	}
	return link
}
