package chat

import (
	"slices"
	"unicode/utf8"
)

// maxEmoji bounds one emoji, in bytes: the longest family of four with skin tones has 41.
const maxEmoji = 64

const (
	joiner     = 0x200d // makes one picture of two
	asPicture  = 0xfe0f // a picture of what would be a letter
	keycap     = 0x20e3
	blackFlag  = 0x1f3f4
	tagsFirst  = 0xe0020 // which region's flag it is
	tagsLast   = 0xe007f
	tonesFirst = 0x1f3fb
	tonesLast  = 0x1f3ff
)

// IsEmoji tells whether s is one Unicode emoji: a picture with its tone, several joined, a flag or a keycap. Which of
// them have a drawing is the reader's device's business. spec: UTS 51, ED-17
func IsEmoji(s string) bool {
	if len(s) > maxEmoji || !utf8.ValidString(s) {
		return false
	}
	runes := []rune(s)
	if len(runes) == 2 && isRegional(runes[0]) && isRegional(runes[1]) {
		return true
	}
	if len(runes) >= 2 && slices.Contains([]rune("0123456789#*"), runes[0]) {
		return runes[len(runes)-1] == keycap && (len(runes) == 2 || len(runes) == 3 && runes[1] == asPicture)
	}
	for {
		var ok bool
		if runes, ok = element(runes); !ok || len(runes) == 0 {
			return ok
		}
		if runes[0] != joiner {
			return false
		}
		runes = runes[1:]
	}
}

// element takes one picture from the front.
func element(runes []rune) (rest []rune, ok bool) {
	if len(runes) == 0 || !isPicture(runes[0]) {
		return nil, false
	}
	flag := runes[0] == blackFlag
	runes = runes[1:]
	if len(runes) > 0 && (runes[0] == asPicture || tonesFirst <= runes[0] && runes[0] <= tonesLast) {
		runes = runes[1:]
	}
	for flag && len(runes) > 0 && tagsFirst <= runes[0] && runes[0] <= tagsLast {
		runes = runes[1:]
	}
	return runes, true
}

func isRegional(r rune) bool { return 0x1f1e6 <= r && r <= 0x1f1ff }

// isPicture tells whether the rune stands in one of the blocks that emoji are taken from.
func isPicture(r rune) bool {
	switch {
	case 0x1f000 <= r && r <= 0x1faff:
		return !isRegional(r)
	case 0x2194 <= r && r <= 0x21aa, 0x2300 <= r && r <= 0x23ff, 0x25aa <= r && r <= 0x27bf, 0x2934 <= r && r <= 0x2935,
		0x2b05 <= r && r <= 0x2b55:
		return true
	}
	return slices.Contains([]rune{0xa9, 0xae, 0x203c, 0x2049, 0x2122, 0x2139, 0x24c2, 0x3030, 0x303d, 0x3297, 0x3299}, r)
}
