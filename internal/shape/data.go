package shape

import (
	"encoding/json"
	"strconv"
	"strings"
)

const (
	maxDepth  = 64       // what lies deeper in the JSON is left out
	maxString = 16 << 10 // bytes of a text; longer ones are cut off
)

// data is a decoded document as templates see it: maps, lists, texts, numbers, and true or false. Members that are null
// are not there, so that what a sender leaves empty is like what it leaves out. It changes v.
func data(v any) any { return dataAt(v, 0) }

func dataAt(v any, depth int) any {
	if depth > maxDepth {
		return ""
	}
	switch v := v.(type) {
	case map[string]any:
		for name, m := range v {
			if m == nil {
				delete(v, name)
				continue
			}
			v[name] = dataAt(m, depth+1)
		}
		return v
	case []any:
		for i, item := range v {
			v[i] = dataAt(item, depth+1)
		}
		return v
	case string:
		return clipped(v, maxString)
	case json.Number:
		return number(v.String())
	case bool:
		return v
	}
	return ""
}

// number is a whole number or a fraction; one that neither holds stays a text.
func number(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if !strings.ContainsAny(text, ".eE") { // its digits say more than a fraction that is near
		return text
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil {
		return f
	}
	return text
}

// clipped is a text of up to so many bytes, without what no message may hold.
func clipped(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), filler, "")
}
