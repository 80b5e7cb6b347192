package importer

import (
	"strings"
	"unicode/utf8"
)

// text takes out of a name or a topic what no database holds. Messages come without that.
func text(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// tidy is text of one line, as names are.
func tidy(s string) string { return strings.TrimSpace(text(s)) }

// cut keeps so many characters.
func cut(s string, characters int) string {
	n := 0
	for i := range s {
		if n == characters {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}

// cutBytes keeps whole characters of so many bytes.
func cutBytes(s string, bytes int) string {
	if len(s) <= bytes {
		return s
	}
	for bytes > 0 && !utf8.RuneStart(s[bytes]) {
		bytes--
	}
	return s[:bytes]
}
