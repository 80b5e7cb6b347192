package upload

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// header splits a Content-Type or Content-Disposition into its value and its parameters, in lower case, and forgives
// what mime.ParseMediaType does not: unquoted values with spaces or signs, a missing semicolon, a parameter twice.
func header(text string) (value string, params map[string]string) {
	fields := split(text)
	params = make(map[string]string, len(fields))
	for i, field := range fields {
		name, v, ok := strings.Cut(field, "=")
		switch {
		case ok && isToken(strings.TrimSpace(name)):
			params[strings.ToLower(strings.TrimSpace(name))] = unquote(v)
		case i == 0:
			value = mediaType(field)
		}
	}
	if name, ok := extended(params["filename*"]); ok {
		params["filename"] = name
	}
	return value, params
}

// mediaType takes the type from in front of what follows without a semicolon: "image/png charset=UTF-8".
func mediaType(field string) string {
	words := strings.Fields(field)
	if len(words) == 0 {
		return ""
	}
	return strings.ToLower(words[0])
}

// split cuts at semicolons that are not in quotes.
func split(text string) (fields []string) {
	quoted, start := false, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if quoted {
				i++
			}
		case '"':
			quoted = !quoted
		case ';':
			if !quoted {
				fields = append(fields, text[start:i])
				start = i + 1
			}
		}
	}
	return append(fields, text[start:])
}

// unquote takes a value out of its quotes. A backslash only escapes a quote or another one: some send whole paths.
func unquote(v string) string {
	v = strings.TrimSpace(v)
	if len(v) < 2 || v[0] != '"' || v[len(v)-1] != '"' {
		return v
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(v[1 : len(v)-1])
}

// extended reads the form that says its character set: UTF-8”r%C3%A9sum%C3%A9.pdf.
func extended(v string) (string, bool) {
	charset, rest, ok := strings.Cut(v, "'")
	if !ok || !strings.EqualFold(charset, "utf-8") {
		return "", false
	}
	_, encoded, ok := strings.Cut(rest, "'")
	if !ok {
		return "", false
	}
	name, err := url.PathUnescape(encoded)
	return name, err == nil && utf8.ValidString(name)
}

// isToken tells whether a word can name a parameter.
func isToken(s string) bool { return s != "" && !strings.ContainsAny(s, " \t\"/") }
