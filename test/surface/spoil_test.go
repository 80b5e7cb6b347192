package surface_test

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/schema"
)

// spoilt is a call with one thing wrong, or at least odd.
type spoilt struct {
	what string
	call
}

// oddTexts are what stands where a path or a query wants something else.
func oddTexts() map[string]string {
	return map[string]string{
		"empty": "", "a word": "x", "negative": "-1", "zero": "0", "a fraction": "1.5", "huge": "99999999999999999999",
		"beyond floats": "1e999", "a boolean": "true", "null": "null", "an array": "[]", "an object": `{"a":1}`,
		"unicode": "🦊\u202e\u0301﷽", "a NUL": "a\x00b", "invalid UTF-8": "\xff\xfe", "long": strings.Repeat("x", 5000),
		"SQL": "'; DROP TABLE room; --", "a header": "a\r\nX-Evil: 1", "a percent sign": "%", "commas": ",,,", "dots": "a.b.c",
		"a path": "../../etc/passwd", "an at sign": "@", "a mention": "@nobody", "a space": " ",
	}
}

// oddValues are JSON texts that stand where a body wants something else. Not all of them are JSON.
func oddValues() map[string]string {
	return map[string]string{
		"empty": `""`, "null": `null`, "a boolean": `true`, "a number": `7`, "negative": `-1`, "a fraction": `1.5`,
		"huge": `99999999999999999999999999`, "beyond floats": `1e999`, "an array": `[]`, "arrays": `[["x"],[7]]`, "an object": `{}`,
		"long": `"` + strings.Repeat("x", 20_000) + `"`, "unicode": `"🦊\u202e\u0301﷽"`, "a NUL": `"a\u0000b"`, "half a surrogate": `"\ud800"`,
		"invalid UTF-8": "\"\xff\xfe\"", "markup": `"<script>alert(1)</script>"`, "SQL": `"'; DROP TABLE room; --"`,
		"a path": `"../../etc/passwd"`, "a header": `"a\r\nX-Evil: 1"`, "a format": `"%s%n%d"`, "deep": strings.Repeat("[", 2000) + strings.Repeat("]", 2000),
	}
}

// oddBodies are whole bodies.
func oddBodies() map[string]string {
	return map[string]string{
		"nothing": "", "null": "null", "an array": "[]", "a number": "7", "a text": `"x"`, "an empty object": "{}",
		"half an object": `{"a":`, "two objects": "{}{}", "not JSON": "message=x&a=%zz", "invalid UTF-8": "{\"a\":\"\xff\"}",
		"deep": strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), "large": `{"a":"` + strings.Repeat("x", 600_000) + `"}`,
		"keys": `{"":1,"a.b":2,"__proto__":{}}`,
	}
}

var contentTypes = []string{"", "application/xml", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/related; boundary=", "application/json; charset=\"", "/"}

// spoil makes every call that is like the good one but for one thing.
func spoil(rt apiv2.Route, good call) (all []spoilt) {
	add := func(what string, c call) { all = append(all, spoilt{what, c}) }
	for name := range good.path {
		for odd, text := range oddTexts() {
			c := good
			c.path = map[string]string{}
			for k, v := range good.path {
				c.path[k] = v
			}
			c.path[name] = url.PathEscape(text)
			add(name+" in the path is "+odd, c)
		}
	}
	for _, p := range append(rt.Parameters(), apiv2.Parameter{Name: "auth_test"}, apiv2.Parameter{Name: "auth_token"}) {
		for odd, text := range oddTexts() {
			c := good
			c.query = p.Name + "=" + url.QueryEscape(text)
			add(p.Name+" in the query is "+odd, c)
		}
		c := good
		c.query = p.Name + "=" + p.Default + "&" + strings.ReplaceAll(p.Name, "-", "_") + "=x&" + p.Name + "=%zz"
		add(p.Name+" in the query is there three times", c)
		if good.body == "" {
			c := good
			c.contentType, c.body = "application/json", `{"`+p.Name+`":"x"}`
			add(p.Name+" stands in the body", c)
		}
	}
	all = append(all, spoilBody(rt, good)...)
	return all
}

func spoilBody(rt apiv2.Route, good call) (all []spoilt) {
	for odd, text := range oddBodies() {
		c := good
		c.contentType, c.body = "application/json", text
		all = append(all, spoilt{"the body is " + odd, c})
	}
	for _, t := range contentTypes {
		c := good
		c.contentType = t
		all = append(all, spoilt{"the body's type is " + t, c})
	}
	var body map[string]any
	if json.Unmarshal([]byte(good.body), &body) != nil {
		return all
	}
	for _, f := range schema.Fields(reflect.TypeOf(rt.Body)) {
		if _, there := body[f.Name]; !there {
			body[f.Name] = nil // it is spoilt as well
		}
	}
	for _, path := range paths(body, nil) {
		name := strings.Join(path, ".")
		for odd, text := range oddValues() {
			c := good
			c.body = replaced(body, path, text)
			all = append(all, spoilt{name + " is " + odd, c})
		}
		c := good
		c.body = replaced(body, path, "")
		all = append(all, spoilt{name + " is missing", c})
		c.body = strings.TrimSuffix(good.body, "}") + `,"` + path[0] + `":{"a":["x"]}}`
		all = append(all, spoilt{name + " is there twice", c})
		c.body, c.query = replaced(body, path, ""), url.QueryEscape(path[len(path)-1])+"=x"
		all = append(all, spoilt{name + " stands in the query", c})
	}
	return all
}

// paths are the ways to every member of a JSON value; of an array only the first element is looked at.
func paths(v any, to []string) (all [][]string) {
	switch v := v.(type) {
	case map[string]any:
		for k, member := range v {
			way := append(slices.Clone(to), k)
			all = append(append(all, way), paths(member, way)...)
		}
	case []any:
		if len(v) > 0 {
			way := append(slices.Clone(to), "0")
			all = append(append(all, way), paths(v[0], way)...)
		}
	}
	return all
}

const hole = "\u2603hole\u2603"

// replaced writes the value with the text at the path, or without what stands there for an empty text.
func replaced(v any, path []string, text string) string {
	b, err := json.Marshal(dig(v, path, text == ""))
	if err != nil {
		panic(err)
	}
	return strings.Replace(string(b), `"`+hole+`"`, text, 1)
}

func dig(v any, path []string, drop bool) any {
	if len(path) == 0 {
		return hole
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any)
		for k, member := range v {
			switch {
			case k != path[0]:
				out[k] = member
			case len(path) > 1 || !drop:
				out[k] = dig(member, path[1:], drop)
			}
		}
		return out
	case []any:
		if len(path) == 1 && drop {
			return v[1:]
		}
		return append([]any{dig(v[0], path[1:], drop)}, v[1:]...)
	}
	return v
}
