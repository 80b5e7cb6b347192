package shape

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

func textFunctions() []Function {
	return []Function{
		{Usage: `upper .status`, Says: "in capitals", min: 1, max: 1, do: textual(strings.ToUpper)},
		{Usage: `lower .status`, Says: "in small letters", min: 1, max: 1, do: textual(strings.ToLower)},
		{Usage: `title .event_type`, Says: `a tool's word as people write it: "pull_request" is "Pull request"`, min: 1, max: 1, do: textual(titled)},
		{Usage: `trim .text`, Says: "without spaces around it", min: 1, max: 1, do: textual(strings.TrimSpace)},
		{Usage: `firstLine .commit.message`, Says: "the text up to its first line break", min: 1, max: 1, do: textual(firstLine)},
		{Usage: `truncate 80 .text`, Says: "up to so many characters, with … where some are missing", min: 2, max: 2, do: truncate},
		{Usage: `replace "_" " " .name`, Says: "with the second in the place of the first", min: 3, max: 3, do: replace},
		{Usage: `print .a " of " .b`, Says: "the values one after another", min: 1, max: -1, do: printed},
		{Usage: `printf "%.1f %%" .load`, Says: "in Go's way to write values; widths up to 99", min: 1, max: -1, do: formatted},
		{Usage: `date "2 Jan 15:04" .startsAt`, Says: "a moment as Go's layout has it, in UTC; of RFC 3339 or in seconds or milliseconds since 1970", min: 2, max: 2, do: date},
		{Usage: `duration .seconds`, Says: "seconds as people write them: 3m 20s", min: 1, max: 1, do: duration},
		{Usage: `plural .count "commit"`, Says: "1 commit, 3 commits; a third value is the word for many", min: 2, max: 3, do: plural},
		{Usage: `colorOf .status`, Says: "green, yellow, red or gray for the words that tools have for states", min: 1, max: 1, do: colorOf},
		{Usage: `add .a 1`, Says: "a sum; so sub, mul and div", min: 2, max: 2, do: reckoned(func(a, b float64) (float64, error) { return a + b, nil })},
		{Usage: `sub .a 1`, Says: "a difference", min: 2, max: 2, do: reckoned(func(a, b float64) (float64, error) { return a - b, nil })},
		{Usage: `mul .a 100`, Says: "a product", min: 2, max: 2, do: reckoned(func(a, b float64) (float64, error) { return a * b, nil })},
		{Usage: `div .milliseconds 1000`, Says: "a quotient", min: 2, max: 2, do: reckoned(divided)},
	}
}

func textual(of func(string) string) func(*run, []any) (any, error) {
	return func(_ *run, args []any) (any, error) { return of(text(args[0])), nil }
}

func titled(word string) string {
	word = strings.TrimSpace(strings.NewReplacer("_", " ", ".", " ", "-", " ").Replace(word))
	first, n := utf8.DecodeRuneInString(word)
	if n == 0 {
		return ""
	}
	return strings.ToUpper(string(first)) + word[n:]
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

func truncate(_ *run, args []any) (any, error) {
	most, ok := figure(args[0])
	if !ok || most < 1 || most > maxText {
		return nil, wrong("truncate wants a number of characters first, as in {{truncate 80 .text}}")
	}
	s := text(args[1])
	if utf8.RuneCountInString(s) <= int(most) {
		return s, nil
	}
	return string([]rune(s)[:int(most)-1]) + "…", nil
}

func replace(_ *run, args []any) (any, error) {
	old, with, s := text(args[0]), text(args[1]), text(args[2])
	if old == "" {
		return s, nil
	}
	if strings.Count(s, old)*len(with)+len(s) > 2*maxText {
		return nil, wrong("replace makes a text of more than 64 KiB")
	}
	return strings.ReplaceAll(s, old, with), nil
}

func printed(_ *run, args []any) (any, error) { return joined("print", "", textsOf(args)) }

func textsOf(args []any) []string {
	out := make([]string, len(args))
	for i, v := range args {
		out[i] = text(v)
	}
	return out
}

// joined is texts in one, unless that is too long: which is known before it is made.
func joined(by, between string, parts []string) (any, error) {
	size := 0
	for _, p := range parts {
		if size += len(p) + len(between); size > maxText {
			return nil, wrong("%s makes a text of more than 64 KiB", by)
		}
	}
	return strings.Join(parts, between), nil
}

var verb = lazy(`%[-+# 0]*\d{0,2}(?:\.\d{0,2})?[vsdfgeqxXt%]`)

// formatted is Printf's, but for widths that come to more than a line and for verbs that tell of Go.
func formatted(_ *run, args []any) (any, error) {
	format := text(args[0])
	if strings.Contains(verb().ReplaceAllString(format, ""), "%") {
		return nil, wrong("printf knows the verbs %%s, %%d, %%f, %%g, %%e, %%q, %%x, %%t, %%v and %%%%, with widths up to 99")
	}
	size := len(format) + 100*strings.Count(format, "%")
	values := make([]any, len(args)-1)
	for i, v := range args[1:] {
		switch v.(type) {
		case int, int64, float64, bool:
			values[i] = v
		default:
			s := text(v)
			size, values[i] = size+len(s), s
		}
	}
	if size > maxText {
		return nil, wrong("printf makes a text of more than 64 KiB")
	}
	return fmt.Sprintf(format, values...), nil
}
