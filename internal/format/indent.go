package format

import (
	"bytes"
	"strings"
)

// Indent is the beginning of a JSON text with line breaks, of about so many bytes. What is not shown is not written: deep
// JSON is far longer with them than without.
func Indent(raw []byte, most int) string {
	var b strings.Builder
	depth, quoted := 0, false
	line := func() { b.WriteString("\n" + strings.Repeat("  ", max(0, depth))) }
	raw = bytes.TrimSpace(raw)
	for i := 0; i < len(raw) && b.Len() <= most; i++ {
		c := raw[i]
		switch {
		case quoted:
			b.WriteByte(c)
			if c == '\\' && i+1 < len(raw) {
				i++
				b.WriteByte(raw[i])
			}
			quoted = c != '"'
		case c == '"':
			b.WriteByte(c)
			quoted = true
		case c == '{' || c == '[':
			b.WriteByte(c)
			if next := bytes.TrimLeft(raw[i+1:], " \t\r\n"); len(next) > 0 && next[0] == c+2 { // an empty one
				i = len(raw) - len(next)
				b.WriteByte(next[0])
				continue
			}
			depth++
			line()
		case c == '}' || c == ']':
			depth--
			line()
			b.WriteByte(c)
		case c == ',':
			b.WriteByte(c)
			line()
		case c == ':':
			b.WriteString(": ")
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			b.WriteByte(c)
		}
	}
	return strings.ToValidUTF8(b.String(), "")
}
