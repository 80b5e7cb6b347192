package markup

import (
	"regexp"
	"strings"
	"sync"
)

var webURL = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\bhttps?://[^\s<>"]+`) })

// LastURL finds the last web address in a text as people type it, without the punctuation that ends a sentence or
// closes a bracket around it; empty when there is none. spec: rest-v2, 2.3.
func LastURL(text string) string {
	all := webURL().FindAllString(text, -1)
	if len(all) == 0 {
		return ""
	}
	last := strings.TrimRight(all[len(all)-1], ".,;:!?'*_~")
	for _, pair := range []string{"()", "[]", "{}"} {
		if strings.HasSuffix(last, pair[1:]) && strings.Count(last, pair[1:]) > strings.Count(last, pair[:1]) {
			last = strings.TrimRight(last[:len(last)-1], ".,;:!?'*_~")
		}
	}
	return last
}
