package apiv1

import (
	"net/http"
	"strings"
	"time"
)

// params are what a request says, by name. Values are valid UTF-8 without zero bytes, which databases refuse.
type params map[string]string

// maxParams is how many names are read; PHP, for which these clients were written, stops there too.
const maxParams = 1000

// add notes a value. The last one counts, but an empty one replaces nothing. spec: rest-v1, 1.3; client-quirks, C4.
func (in params) add(name, value string) {
	old, there := in[name]
	if name == "" || !there && len(in) >= maxParams || value == "" && old != "" {
		return
	}
	in[name] = clean(value)
}

// clean replaces what is no text. spec: rest-v1, 1.3.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// readParams reads the parameters from the query and the body; the body's win. What could be read is answered also
// with an error, so that the error can be told in the format that was asked for.
func readParams(w http.ResponseWriter, r *http.Request) (params, []byte, error) {
	in := make(params)
	parseForm(r.URL.RawQuery, in.add)
	body, err := readBody(w, r, in.add)
	return in, body, err
}

// flag reads 0 or 1, and what scripts make of a boolean. Values that are neither are refused before a handler runs.
// spec: rest-v1, 1.4.
func (in params) flag(name string) bool {
	value, _ := parseFlag(in[name])
	return value
}

func parseFlag(v string) (value, ok bool) {
	switch strings.ToLower(v) {
	case "1", "true":
		return true, true
	case "0", "false", "":
		return false, true
	}
	return false, false
}

// given is the value of a parameter, nil when it is missing or empty.
func (in params) given(name string) *string {
	if value := in[name]; value != "" {
		return &value
	}
	return nil
}

// choice reads one of a list of words, in lower case.
func (in params) choice(name string) string { return strings.ToLower(in[name]) }

// typed reads what a person may have typed. The vendor's PHP client replaces a leading @, which cURL would take for
// a file's name. spec: client-quirks, V7.
func (in params) typed(name string) string {
	if rest, ok := strings.CutPrefix(in[name], "&#64;"); ok {
		return "@" + rest
	}
	return in[name]
}

// zone reads the time zone, which has been checked; none is UTC.
func (in params) zone() (*time.Location, error) { return time.LoadLocation(in["timezone"]) }

// wantsXML tells whether errors, too, are to be told in XML.
func (in params) wantsXML() bool { return in.choice("format") == "xml" }

// token finds the token: the query's or the body's first, then the header's, which the documentation does not know.
// spec: rest-v1, 1.4.
func (in params) token(r *http.Request) string {
	if text := in["auth_token"]; text != "" {
		return text
	}
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(text)
}
