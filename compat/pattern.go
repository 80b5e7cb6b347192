package compat

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when code is first looked at: there are fifty of them, and every
// other command starts without.
type pattern struct {
	text string
	once sync.Once
	made *regexp.Regexp
}

func newPattern(text string) *pattern { return &pattern{text: text} }

func (p *pattern) compiled() *regexp.Regexp {
	p.once.Do(func() { p.made = regexp.MustCompile(p.text) })
	return p.made
}

func (p *pattern) MatchString(s string) bool { return p.compiled().MatchString(s) }

func (p *pattern) FindAllStringIndex(s string, n int) [][]int {
	return p.compiled().FindAllStringIndex(s, n)
}

func (p *pattern) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return p.compiled().FindAllStringSubmatchIndex(s, n)
}
