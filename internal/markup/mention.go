package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxMentions and MaxLinks bound what is looked for in one text; later ones are ordinary text.
const (
	MaxMentions = 100
	MaxLinks    = 50
)

// maxMentionName is the most characters a mention name has; longer tokens mention nobody.
const maxMentionName = 50

// Mentions finds the @name tokens in a text as a person types them. The names come without @, in the order and
// case of their first use, once each without regard to case, at most MaxMentions of them. @all and @here are
// reported apart. Whether a name is anybody's is for the caller to find out.
// spec: product, 4.5 Mentions
func Mentions(text string) (names []string, all, here bool) {
	seen := make(map[string]bool)
	for i := 0; len(names) < MaxMentions; {
		at := strings.IndexByte(text[i:], '@')
		if at < 0 {
			break
		}
		at += i
		name := mentionName(text[at+1:])
		i = at + 1 + len(name)
		if name == "" || !opensMention(text[:at]) || strings.HasPrefix(text[i:], "@") {
			continue
		}
		switch key := strings.ToLower(name); {
		case key == "all":
			all = true
		case key == "here":
			here = true
		case !seen[key] && utf8.RuneCountInString(name) <= maxMentionName:
			seen[key] = true
			names = append(names, name)
		}
	}
	return names, all, here
}

// opensMention tells whether an @ after before starts a mention: in an e-mail address or the path of a URL it
// does not.
func opensMention(before string) bool {
	r, size := utf8.DecodeLastRuneInString(before)
	return size == 0 || !isNameRune(r) && r != '@' && r != '/'
}

// mentionName gives the name at the start of s. Dots and hyphens belong to it only between letters.
func mentionName(s string) string {
	end := 0
	for i, r := range s {
		if isNameRune(r) {
			end = i + utf8.RuneLen(r)
		} else if r != '.' && r != '-' || end < i {
			break
		}
	}
	return s[:end]
}

func isNameRune(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
