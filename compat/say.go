package compat

import (
	"regexp"
	"regexp/syntax"
	"strings"
)

// sayFor makes up a text that a webhook's pattern lets through. It answers false for what only other engines read.
func sayFor(pattern string) (string, bool) {
	if pattern == "" {
		return "hello from the checker", true
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return "", false
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	text := example(parsed)
	for _, tail := range []string{" check", "check", ""} {
		if s := text + tail; re.MatchString(s) {
			return strings.TrimRight(s, "\n"), true
		}
	}
	return "", false
}

// example is the shortest sensible text that a part of a pattern matches.
func example(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return string(oneOf(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(example(sub))
		}
		return b.String()
	case syntax.OpRepeat:
		return strings.Repeat(example(re.Sub[0]), re.Min)
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return example(re.Sub[0])
	}
	return ""
}

// oneOf picks what somebody would type from a class, which is given as pairs of first and last.
func oneOf(class []rune) rune {
	for _, want := range " a1A-_" {
		for i := 0; i+1 < len(class); i += 2 {
			if class[i] <= want && want <= class[i+1] {
				return want
			}
		}
	}
	if len(class) == 0 {
		return 'x'
	}
	return class[0]
}
