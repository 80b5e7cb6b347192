package format

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// document is a request as recognisers look at it.
type document struct {
	header http.Header
	query  url.Values
	media  string // without parameters, in lower case
	form   url.Values
	raw    []byte // the JSON text: the body, or a form's payload
	root   value  // of raw
	stray  string // a part of a form that is no field of it
	text   string // the body, when it is neither JSON nor a form
}

func read(r Request) *document {
	d := &document{header: clean(r.Header), query: clean(r.Query)}
	media, params, _ := mime.ParseMediaType(d.header.Get("Content-Type"))
	d.media = media
	body := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\ufeff")))
	// curl -d calls everything a form.
	if d.media == "application/x-www-form-urlencoded" && !looksLikeJSON(body) && bytes.ContainsRune(body, '=') {
		if form, err := url.ParseQuery(string(body)); err == nil {
			d.form, d.stray = clean(form), stray(string(body), form)
			body = []byte(strings.TrimSpace(d.form.Get("payload"))) // Slack's and GitHub's older way
			d.parse(body)
			return d
		}
	}
	if d.media == "multipart/form-data" { // curl -F
		if form := parts(body, params["boundary"]); len(form) > 0 {
			d.form = clean(form)
			d.parse([]byte(strings.TrimSpace(d.form.Get("payload"))))
			return d
		}
	}
	if !d.parse(body) {
		d.text = text(string(body))
	}
	return d
}

const mostParts = 100 // of a form that are looked at

// parts are the fields of a form in parts, without its files. Of one that breaks off it is what came.
func parts(body []byte, boundary string) url.Values {
	form := url.Values{}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for range mostParts {
		p, err := r.NextPart()
		if err != nil {
			break
		}
		if p.FormName() == "" || p.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(p)
		if err != nil {
			break
		}
		form.Add(p.FormName(), string(value))
	}
	return form
}

// plainForm tells whether it is a form that holds no JSON.
func (d *document) plainForm() bool { return d.form != nil && d.raw == nil }

// field is a member of the JSON document, or a field of a form.
func (d *document) field(name string) string { return orElse(d.at(name).str(), d.form.Get(name)) }

// text is a text without what no message may hold: bytes that are no UTF-8, and NULs.
func text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "")
}

// clean is a copy of headers, a query or a form with texts that messages may hold.
func clean[M ~map[string][]string](values M) M {
	out := make(M, len(values))
	for name, all := range values {
		for _, v := range all {
			out[text(name)] = append(out[text(name)], text(v))
		}
	}
	return out
}

func looksLikeJSON(b []byte) bool { return len(b) > 0 && (b[0] == '{' || b[0] == '[') }

// parse takes objects and arrays: a bare number or word is text that somebody wrote.
func (d *document) parse(body []byte) bool {
	if !looksLikeJSON(body) || !utf8.Valid(body) {
		return false
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return false
	}
	if _, err := dec.Token(); err != io.EOF { // More takes a bracket too many for the end
		return false
	}
	d.raw, d.root = body, value{v}
	return true
}

func (d *document) empty() bool {
	switch {
	case d.raw != nil:
		return false
	case d.form != nil:
		for _, v := range d.form {
			if strings.TrimSpace(strings.Join(v, "")) != "" {
				return false
			}
		}
		return true
	}
	return strings.TrimSpace(d.text) == "" && d.note("title") == "" && d.note("message") == ""
}

// at is a part of the JSON document.
func (d *document) at(path ...string) value { return d.root.at(path...) }

// has tells whether a header is there, and answers what to write about it.
func (d *document) has(header string) string {
	if v := d.header.Get(header); v != "" {
		return "header " + header + ": " + cut(v, 80)
	}
	return ""
}

// all answers what to write about members of the root that must all be there; nothing when one is not.
func (d *document) all(names ...string) string {
	for _, name := range names {
		if !d.at(strings.Split(name, ".")...).there() {
			return ""
		}
	}
	return "members " + strings.Join(names, ", ")
}

// value is a part of a JSON document. A part that is not there, or of another type than is asked for, is empty: what
// senders leave out breaks nothing.
type value struct{ v any }

func (v value) at(path ...string) value {
	for _, name := range path {
		m, _ := v.v.(map[string]any)
		v = value{m[name]}
	}
	return v
}

func (v value) there() bool { return v.v != nil }

// str is the text of a string; number and boolean are their JSON text.
func (v value) str() string {
	switch t := v.v.(type) {
	case string:
		return text(t)
	case json.Number:
		return t.String()
	case bool:
		if t {
			return "true"
		}
		return "false"
	}
	return ""
}

func (v value) isText() bool   { _, ok := v.v.(string); return ok }
func (v value) isNumber() bool { _, ok := v.v.(json.Number); return ok }
func (v value) isObject() bool { _, ok := v.v.(map[string]any); return ok }
func (v value) isList() bool   { _, ok := v.v.([]any); return ok }

func (v value) list() []value {
	items, _ := v.v.([]any)
	out := make([]value, len(items))
	for i, item := range items {
		out[i] = value{item}
	}
	return out
}

func (v value) names() []string {
	m, _ := v.v.(map[string]any)
	return sorted(m)
}

// first is the first of some parts that has a text.
func (v value) first(names ...string) string {
	for _, name := range names {
		if s := v.at(strings.Split(name, ".")...).str(); s != "" {
			return s
		}
	}
	return ""
}
