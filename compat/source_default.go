package compat

import (
	"slices"
	"strings"
)

// What stands before an address that is used only where nobody has given another.
var defaults = []*pattern{
	newPattern(`(?:\|\||\?\?|\?:|\?=|\s\?\s|\bor\b)[^;]*$`),                                                       // a || "…", a ?? "…", a or "…"
	newPattern(`\$\{[\w.]+:?[-=]?["']?(?:https?://)?$`),                                                           // ${URL:-…}, ${hipchat.url:…}
	newPattern(`(?i)\bdefault\w*["']?\s*(?:\w+\s*)?(?::=|=>|=|:|\()`),                                             // default="…", DEFAULT_URL = "…"
	newPattern(`(?i)\b(?:const|final|static)\b.*\b\w*default\w*\s*=`),                                             // static final String API_DEFAULT = "…"
	newPattern(`\bprototype\.\w+\s*=\s*["'](?:https?://)?$`),                                                      // Client.prototype.host = "…"
	newPattern(`(?m)^\s*(?:if|unless)\b.*(?:!|\bnot\b|\bis None\b|== *nil|null|isset|empty|== *""|-z|undefined)`), // if not url: url = "…"
	// function(url = "…"), function({url = "…"}), but nothing of a body in the same line
	newPattern(`\b(?:def|function|fun|fn|constructor|__construct|initialize)\b(?:[^;{]|[(,]\s*\{|\{\s*\})*[\w$]\s*(?::\s*\w+\s*)?[=:]\s*["'](?:https?://)?$`),
	// get("URL", "…"), flag.String("url", "…"), .option("--url <url>", "which", "…")
	newPattern(`\b(?:get|fetch|getenv|env|getOrDefault|getProperty|getString|String|StringVar|option|opt|Or)\((?:[^()"']|\([^()]*\))*(?:["'][^"']*["']\s*,\s*)+["'](?:https?://)?$`),
	newPattern(`\bOr\(os\.Getenv\([^)]*\)\s*,\s*["'](?:https?://)?$`),
}

// isDefault tells whether the address at an offset can be given otherwise, by what stands before it.
func (f *file) isDefault(offset int) bool {
	before := f.code[f.statement(offset):offset]
	for _, d := range defaults {
		if d.MatchString(before) {
			return true
		}
	}
	return f.isMember(offset) || parameter.MatchString(before) && arrow.MatchString(f.code[offset:min(len(f.code), offset+300)])
}

// isMember tells whether the address at an offset is what a class in CoffeeScript has on its prototype, where whoever
// uses the class puts another.
func (f *file) isMember(offset int) bool {
	line := f.lineUpTo(offset)
	if !f.form.members || !inClass.MatchString(line) {
		return false
	}
	before := strings.Split(f.code[:offset-len(line)], "\n")
	for _, above := range slices.Backward(before) {
		if strings.TrimSpace(above) != "" && indentation(above) < indentation(line) {
			return class.MatchString(above)
		}
	}
	return false
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

var (
	inClass = newPattern(`^\s+@?[\w$]+\s*:\s*["'](?:https?://)?$`)
	class   = newPattern(`^\s*(?:[\w$.@]+\s*=\s*)?class\b`)
)

// (url = "…") => …: only what comes behind the address tells that this is no call.
var (
	parameter = newPattern(`[(,{]\s*[\w$]+\s*(?::\s*\w+\s*)?=\s*["'](?:https?://)?$`)
	arrow     = newPattern(`^[^"';\n]*["'][^;\n]*?\)\s*(?::\s*\w+\s*)?=>`)
)

var (
	open      = newPattern(`(?:[(,\[=:?|+.{]|\|\||\bor|\\)\s*$`)
	condition = newPattern(`^\s*(?:if|unless)\b`)
	continued = newPattern(`^\s*(?:\|\||\?\?|[?:.+,]|or\b|&&)`)
)

// goesOn tells whether a statement goes on from one line into the next. A block does not belong to the statement that
// opens it, unless that is a condition.
func goesOn(line, next string) bool {
	if strings.TrimSpace(line) == "" {
		return false
	}
	if condition.MatchString(line) {
		return true
	}
	trimmed := strings.TrimSpace(line)
	if strings.HasSuffix(trimmed, "{") || strings.HasSuffix(trimmed, ":") && !continued.MatchString(next) {
		return false
	}
	return open.MatchString(line) || continued.MatchString(next)
}
