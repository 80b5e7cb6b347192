package format

import "strings"

var (
	markedLink = lazy(`\[([^\[\]\n]+)\]\(([^()\s]+)\)`)
	markedCode = lazy("`([^`\n]+)`")
	markedBold = lazy(`\*\*([^*\n]+)\*\*`)
	markedHead = lazy(`(?m)^#{1,6} +([^\n]+)$`)
	deepHead   = lazy(`(?m)^#{2,6} +([^\n]+)$`)
)

// markdown is the little of Markdown that tools put into their messages: headings, bold, code and links.
func markdown(s string) string {
	s = esc(strings.ReplaceAll(s, "\r\n", "\n"))
	s = markedHead().ReplaceAllString(s, "<b>$1</b>")
	s = markedBold().ReplaceAllString(s, "<b>$1</b>")
	s = markedCode().ReplaceAllString(s, "<code>$1</code>")
	s = markedLink().ReplaceAllStringFunc(s, func(m string) string {
		part := markedLink().FindStringSubmatch(m)
		if !strings.HasPrefix(part[2], "https://") && !strings.HasPrefix(part[2], "http://") {
			return m
		}
		return `<a href="` + part[2] + `">` + part[1] + `</a>`
	})
	return strings.ReplaceAll(s, "\n", "<br>")
}
