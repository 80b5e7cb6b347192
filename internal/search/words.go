package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxWord  = 64        // bytes of a word that count; what is longer is cut
	maxWords = 10_000    // of one message
	maxText  = 256 << 10 // bytes of a message's words
)

// Word is a word of a text, folded: without case, accents and other forms of the same letters.
type Word struct {
	Text       string
	Start, End int // in the text, in bytes
}

// Words cuts a text. Words are runs of letters and digits; scripts that are written without spaces are cut into their
// characters.
func Words(text string) []Word {
	var words []Word
	size := 0
	for at := 0; at < len(text) && len(words) < maxWords && size < maxText; {
		start, end := next(text, at)
		if start == end {
			break
		}
		if w := fold(text[start:end]); w != "" {
			words = append(words, Word{w, start, end})
			size += len(w)
		}
		at = end
	}
	return words
}

// next finds the run that begins at or after a place; it is empty when there is none.
func next(text string, at int) (start, end int) {
	start = -1
	for i, r := range text[at:] {
		i += at
		switch {
		case !inWord(r) && start >= 0:
			return start, i
		case !inWord(r), start < 0 && unicode.IsMark(r):
			continue
		case start < 0:
			start = i
			if !alone(r) {
				continue
			}
			// A character that is a word takes its marks along.
			end = i + utf8.RuneLen(r)
			for end < len(text) {
				mark, n := utf8.DecodeRuneInString(text[end:])
				if !unicode.IsMark(mark) {
					break
				}
				end += n
			}
			return start, end
		case alone(r):
			return start, i
		}
	}
	if start < 0 {
		return 0, 0
	}
	return start, len(text)
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

// alone tells whether the character belongs to a script that is written without spaces.
func alone(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold makes words comparable.
func fold(word string) string {
	if plain(word) {
		return cut(strings.ToLower(word))
	}
	folded := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(word))
	return cut(folded)
}

func plain(word string) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func cut(word string) string {
	if len(word) <= maxWord {
		return word
	}
	end := maxWord
	for end > 0 && !utf8.RuneStart(word[end]) {
		end--
	}
	return word[:end]
}

// texts are the words alone.
func texts(words []Word) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = w.Text
	}
	return list
}
