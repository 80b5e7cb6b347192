package apiv2

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/chat"
)

// maxBody bounds a request body: 10,000 characters, each escaped as twelve, and a card of the same size.
const maxBody = 512 << 10

// readBody reads a bounded body, unpacked when it is gzipped. spec: auth, 16.
func readBody(r *http.Request) ([]byte, error) { return readUpTo(r, maxBody) }

func readUpTo(r *http.Request, limit int64) ([]byte, error) {
	tooLarge := chat.Errorf(chat.TooLarge, "The request body is larger than %d bytes", limit)
	if r.ContentLength > limit {
		drain(r.Body)
		return nil, tooLarge
	}
	var in io.Reader = r.Body
	if r.ContentLength != 0 && strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
		unpacked, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, chat.Errorf(chat.Invalid, "The request body is not valid gzip")
		}
		in = unpacked
	}
	b, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, chat.Errorf(chat.Invalid, "The request body ended early")
	}
	if int64(len(b)) > limit {
		drain(r.Body)
		return nil, tooLarge
	}
	if !utf8.Valid(b) {
		return nil, chat.Errorf(chat.Invalid, "The request body is not valid UTF-8")
	}
	return b, nil
}

// maxDrain is how much of an oversized body is still read, in bytes: clients that write before they read would
// otherwise see a broken connection instead of the answer.
const maxDrain = 16 << 20

func drain(body io.Reader) { _, _ = io.CopyN(io.Discard, body, maxDrain) }

// mediaType is the Content-Type without its parameters, in lower case.
func mediaType(r *http.Request) string {
	t, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.ToLower(strings.TrimSpace(t))
}

// isJSON tells whether a body of that type is to be read as JSON: it says so, or it has no type or a form's and
// begins with a brace, as curl -d sends it. spec: auth, 16; client-quirks, B11.
func isJSON(mediaType string, body []byte) bool {
	switch mediaType {
	case "application/json":
		return true
	case "", "application/x-www-form-urlencoded":
		return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
	}
	return false
}

func badContentType(mediaType string) error {
	if mediaType == "" {
		mediaType = "None"
	}
	return chat.Errorf(chat.Invalid, "Invalid content type: %s. Send JSON with Content-Type: application/json", hipchat.Abridge(mediaType))
}

// decode reads a JSON body into v. An empty body is an empty object.
func decode(r *http.Request, v any) error { return decodeUpTo(r, v, maxBody) }

// decodeUpTo is decode for a body that may have so many bytes.
func decodeUpTo(r *http.Request, v any, limit int64) error {
	body, err := readUpTo(r, limit)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if t := mediaType(r); !isJSON(t, body) {
		return badContentType(t)
	}
	return decodeJSON(body, v)
}

// decodeJSON reports what is wrong in the vendor's words: which field, and of what type it should be.
func decodeJSON(body []byte, v any) error {
	err := json.Unmarshal(body, v)
	if err == nil {
		return nil
	}
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return chat.Errorf(chat.Invalid, "The request body is not valid JSON: %s", err)
	}
	if wrong.Field == "" {
		return chat.Errorf(chat.Invalid, "The request body must be a JSON object, not %s", wrong.Value)
	}
	var whole any
	_ = json.Unmarshal(body, &whole) // it parsed before
	return chat.Violates(hipchat.WrongType(wrong.Field, at(whole, wrong.Field), typeName(wrong)))
}

// at finds the value that a dotted path of decodeJSON's error leads to.
func at(v any, path string) any {
	for _, key := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return v
		}
		v = m[key]
	}
	return v
}

func typeName(e *json.UnmarshalTypeError) string {
	switch e.Type.Kind().String() {
	case "bool":
		return "boolean"
	case "string":
		return "string"
	case "slice":
		return "array"
	case "struct", "map", "ptr":
		return "object"
	}
	return "integer"
}

// formToken reads auth_token from a form body, leaving the body to be read again. spec: auth, 2 (Stoa).
func formToken(r *http.Request) string {
	if r.Body == nil || mediaType(r) != "application/x-www-form-urlencoded" {
		return ""
	}
	body, err := readBody(r)
	if err != nil {
		return "" // the call has no other token, and is refused for that
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	r.Header.Del("Content-Encoding")
	form, _ := url.ParseQuery(string(body)) // what can be parsed is enough
	return form.Get("auth_token")
}
