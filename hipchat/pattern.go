package hipchat

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when a text is first held against it: together these take longer
// than a program that checks no descriptor should need to start.
type pattern struct {
	text     string
	compiled func() *regexp.Regexp
}

func newPattern(text string) *pattern {
	return &pattern{text, sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

func (p *pattern) String() string { return p.text }

func (p *pattern) MatchString(s string) bool { return p.compiled().MatchString(s) }
