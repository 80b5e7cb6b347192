package shape

import (
	"html"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

func showFunctions() []Function {
	return []Function{
		{Usage: `link .url "the build"`, Says: "a link; without a good address, the text alone", min: 2, max: 2, do: link},
		{Usage: `bold .name`, Says: "in bold", min: 1, max: 1, do: tagged("b")},
		{Usage: `italic .name`, Says: "in italics", min: 1, max: 1, do: tagged("i")},
		{Usage: `code .output`, Says: "as code; several lines as a block of it", min: 1, max: 1, do: code},
		{Usage: `html .description`, Says: "the text as the HTML that it is; what messages may not hold is taken out as always", min: 1, max: 1, do: asHTML},
		{Usage: `json .labels`, Says: "as JSON, with line breaks", min: 1, max: 1, do: func(_ *run, args []any) (any, error) { return jsonText(args[0]), nil }},
		{Usage: `header "X-GitHub-Event"`, Says: "a header of the request; what is secret is masked", min: 1, max: 1, do: header},
	}
}

// link is drawn where HTML is; elsewhere it is its text.
func link(r *run, args []any) (any, error) {
	url, s := text(args[0]), text(args[1])
	if !r.html {
		return s, nil
	}
	if !hipchat.IsWebURL(url) {
		return markup(shown(args[1])), nil
	}
	return markup(`<a href="` + html.EscapeString(url) + `">` + shown(args[1]) + `</a>`), nil
}

func tagged(tag string) func(*run, []any) (any, error) {
	return func(r *run, args []any) (any, error) {
		if !r.html {
			return text(args[0]), nil
		}
		return markup("<" + tag + ">" + shown(args[0]) + "</" + tag + ">"), nil
	}
}

func code(r *run, args []any) (any, error) {
	s := text(args[0])
	switch {
	case !r.html, s == "":
		return s, nil
	case strings.Contains(strings.TrimSpace(s), "\n"):
		return markup("<pre>" + html.EscapeString(strings.Trim(s, "\r\n")) + "</pre>"), nil
	}
	return markup("<code>" + html.EscapeString(s) + "</code>"), nil
}

func asHTML(r *run, args []any) (any, error) {
	if !r.html {
		return text(args[0]), nil
	}
	return markup(text(args[0])), nil
}

// header is one of a request's, unless it is there to prove something.
func header(r *run, args []any) (any, error) {
	return clipped(r.header.Get(text(args[0])), maxString), nil
}
