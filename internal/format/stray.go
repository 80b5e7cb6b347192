package format

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// StrayError says that a form has a part that is no field: what stood behind an & in a value that was not encoded, as in
// curl -d "message=a & b", would be lost.
type StrayError struct{ Part string }

func (e *StrayError) Error() string {
	return fmt.Sprintf("the form has %q where a field belongs, which has a =: encode the & in a value as %%26, as curl --data-urlencode does", hipchat.Abridge(e.Part))
}

// Strays are the parts of a form's text that have no =, decoded.
func Strays(form string) (parts []string) {
	for part := range strings.SplitSeq(form, "&") {
		if strings.Contains(part, "=") {
			continue
		}
		if text, err := url.QueryUnescape(part); err == nil && strings.TrimSpace(text) != "" {
			parts = append(parts, text)
		}
	}
	return parts
}

// stray is the first part of a form that is words of a message rather than the name of a switch, or nothing.
func stray(form string, fields url.Values) string {
	if !fields.Has("message") && !fields.Has("payload") {
		return "" // all parts of it are shown
	}
	for _, part := range Strays(form) {
		if strings.ContainsAny(part, " \t\r\n") {
			return part
		}
	}
	return ""
}
