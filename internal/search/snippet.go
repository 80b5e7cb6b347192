package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stoachat/stoa/internal/chat"
)

// Piece is a part of a snippet; a hit is what was looked for.
type Piece struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty"`
}

const (
	snippetBefore = 80  // bytes of a text before the first hit that a snippet shows, about
	snippetLength = 280 // bytes of a snippet, about
)

// snippet cuts out of what an event says the part in which something was found, or its beginning.
func snippet(e *chat.Event, parts []chat.SearchPart) []Piece {
	text := textOf(e)
	found := hits(text, parts)
	if len(found) == 0 {
		if more := behind(e); more != "" {
			if in := hits(more, parts); len(in) > 0 || text == "" {
				text, found = more, in
			}
		}
	}
	start := 0
	if len(found) > 0 && found[0].Start > snippetBefore {
		start = border(text, found[0].Start-snippetBefore)
	}
	end := len(text)
	if end-start > snippetLength {
		end = border(text, start+snippetLength)
	}
	return pieces(text, start, end, found)
}

// border moves a place to the beginning of a word, if one is near, and never into a character.
func border(text string, at int) int {
	for i := at; i < len(text) && i < at+30; i++ {
		if i > 0 && text[i-1] == ' ' {
			return i
		}
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

func pieces(text string, start, end int, found []Word) []Piece {
	var list []Piece
	add := func(s string, hit bool) {
		if s != "" {
			list = append(list, Piece{s, hit})
		}
	}
	before := ""
	if start > 0 {
		before = "…"
	}
	at := start
	for _, w := range found {
		if w.Start < at || w.End > end {
			continue
		}
		add(before+text[at:w.Start], false)
		before = ""
		add(text[w.Start:w.End], true)
		at = w.End
	}
	rest := before + text[at:end]
	if end < len(text) {
		rest = strings.TrimRightFunc(rest, unicode.IsSpace) + "…"
	}
	add(rest, false)
	return list
}

// hits are the words of a text that the parts are about.
func hits(text string, parts []chat.SearchPart) []Word {
	words := Words(text)
	hit := make([]bool, len(words))
	for _, p := range parts {
		if p.Not {
			continue
		}
		for i := range words {
			if follows(words[i:], p) {
				for n := range p.Words {
					hit[i+n] = true
				}
			}
		}
	}
	var found []Word
	for i, w := range words {
		if hit[i] {
			found = append(found, w)
		}
	}
	return found
}

// follows tells whether the words begin with the part.
func follows(words []Word, p chat.SearchPart) bool {
	if len(words) < len(p.Words) {
		return false
	}
	last := len(p.Words) - 1
	for i, w := range p.Words {
		same := words[i].Text == w
		if i == last && p.Prefix {
			same = strings.HasPrefix(words[i].Text, w)
		}
		if !same {
			return false
		}
	}
	return true
}
