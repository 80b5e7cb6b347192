package shape

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/format"
)

// markup is text that is HTML already.
type markup string

// text is a value as people read it: nothing for what is not there, JSON for objects and lists.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case markup:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	case map[string]any, []any, []string, float64:
		return jsonText(v)
	}
	return clipped(fmt.Sprint(v), maxText)
}

// jsonText is the beginning of a value as JSON.
func jsonText(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil { // a fraction that is no number
		return fmt.Sprint(v)
	}
	return clipped(format.Indent(b.Bytes(), maxText/2), maxText/2)
}

// shown is a value as HTML, with its line breaks.
func shown(v any) string {
	if m, ok := v.(markup); ok {
		return string(m)
	}
	s := html.EscapeString(strings.ReplaceAll(text(v), "\r\n", "\n"))
	return strings.ReplaceAll(s, "\n", lineBreak)
}

// words are the values of a list as texts; of anything else, its own.
func words(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []string:
		return v
	case []any:
		out := make([]string, len(v))
		for i, item := range v {
			out[i] = text(item)
		}
		return out
	}
	return []string{text(v)}
}

// figure is a value as a number, also when it is one in quotes.
func figure(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case string:
		f, err := strconv.ParseFloat(v, 64)
		return f, err == nil
	}
	return 0, false
}

func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	case []string:
		return len(v) == 0
	case bool:
		return !v
	}
	return text(v) == ""
}
