package slackapi

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// maxBody is how much of a request is read, in bytes: Slack's own texts and blocks are far below it.
const maxBody = 1 << 20

// arguments are what a caller says, by name: from the query, a form or a JSON object, in which what is no text is JSON.
type arguments map[string]string

func (a arguments) text(name string) string { return strings.TrimSpace(a[name]) }

// flag is a boolean in one of the ways in which callers write it.
func (a arguments) flag(name string) bool {
	switch strings.ToLower(a.text(name)) {
	case "true", "1":
		return true
	}
	return false
}

// list is an argument that must be a JSON array; nil when it is not there.
func (a arguments) list(name, wrong string) (json.RawMessage, error) {
	s := a.text(name)
	if s == "" || s == "null" {
		return nil, nil
	}
	if !strings.HasPrefix(s, "[") || !json.Valid([]byte(s)) {
		return nil, refusal(wrong, "'"+name+"' is not a JSON array")
	}
	if s == "[]" {
		return nil, nil
	}
	return json.RawMessage(s), nil
}

// number is an argument between two bounds, or fallback where there is none.
func (a arguments) number(name string, least, most, fallback int64) (int64, error) {
	s := a.text(name)
	if s == "" {
		return fallback, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		return 0, refusal("invalid_arguments", "'"+name+"' is not a number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return n, nil
}

func readArguments(r *http.Request) (arguments, error) {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if media == "application/json" {
		return readJSON(r)
	}
	if media == "multipart/form-data" {
		if err := r.ParseMultipartForm(maxBody); err != nil {
			return nil, refusal("invalid_form_data", "The form cannot be read: "+err.Error())
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, refusal("invalid_form_data", "The form cannot be read: "+err.Error())
	}
	a := arguments{}
	for name, all := range r.Form {
		a[name] = clean(all[0])
	}
	return a, nil
}

// readJSON reads an object. Its texts are taken as they are, everything else as JSON.
func readJSON(r *http.Request) (arguments, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, refusal("invalid_json", "The body cannot be read, or is larger than a megabyte")
	}
	a := arguments{}
	for name, all := range r.URL.Query() {
		a[name] = clean(all[0])
	}
	if len(strings.TrimSpace(string(body))) == 0 {
		return a, nil
	}
	var members map[string]json.RawMessage
	switch {
	case !json.Valid(body):
		return nil, refusal("invalid_json", "The body is not JSON")
	case json.Unmarshal(body, &members) != nil:
		return nil, refusal("json_not_object", "The body is JSON, but no object")
	}
	for name, raw := range members {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		if string(raw) != "null" {
			a[name] = clean(s)
		}
	}
	return a, nil
}

// clean takes out of a text what no message may hold.
func clean(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "") }

// recognise finds out who calls: by the header, or by the argument that older clients send.
func (a *API) recognise(r *http.Request, args arguments) (*chat.Principal, error) {
	token := args.text("token")
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	if token == "" {
		return nil, auth.ErrNoToken
	}
	return a.c.Tokens.V2(r.Context(), token)
}
