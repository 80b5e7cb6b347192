package webhook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// sets are the inside of the bracket expressions that Python's \w, \W, \d, \D, \s and \S stand for, the same in
// both engines. Python asks Unicode: a letter, a number or an underscore is a word character, a combining mark is not.
var sets = map[rune]string{
	'w': `_\p{L}\p{N}`,
	'W': `\p{M}\p{Z}\p{C}\p{S}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}` + "\u203f\u2040\u2054\ufe33\ufe34\ufe4d-\ufe4f\uff3f",
	'd': `\p{Nd}`,
	'D': `\P{Nd}`,
	's': `\x09-\x0d\x1c-\x20\x85\xa0` + "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
	'S': `\x00-\x08\x0e-\x1b\x21-\x84\x86-\x9f` + "\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\U0010ffff",
}

// asciiSets are the same under Python's flag a.
var asciiSets = map[rune]string{
	'w': `0-9A-Z_a-z`,
	'W': `\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-` + "\U0010ffff",
	'd': `0-9`,
	'D': `\x00-\x2f\x3a-` + "\U0010ffff",
	's': `\x09-\x0d\x20`,
	'S': `\x00-\x08\x0e-\x1f\x21-` + "\U0010ffff",
}

func (t *translator) set(name rune) (string, bool) {
	if t.flags.ascii {
		s, ok := asciiSets[name]
		return s, ok
	}
	s, ok := sets[name]
	return s, ok
}

// literal writes a character so that it means itself, inside brackets and outside, in both engines.
func literal(r rune) string {
	if r >= 0x80 || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return string(r)
	}
	return fmt.Sprintf(`\x%02x`, r)
}

// escape reads what follows a backslash outside of brackets.
func (t *translator) escape() error {
	r, err := t.next()
	if err != nil {
		return err
	}
	if set, ok := t.set(r); ok {
		t.item(span{1, 1})
		t.both("[" + set + "]")
		return nil
	}
	switch {
	case r == 'A':
		t.anchor(`\A`)
	case r == 'Z', r == 'z': // Python's \Z is the very end
		t.anchor(`\z`)
	case r == 'b', r == 'B':
		t.wordBoundary(r == 'b')
	case r >= '1' && r <= '9':
		return t.groupOrOctal()
	default:
		c, err := t.character(r)
		if err != nil {
			return err
		}
		t.plain(c)
	}
	return nil
}

// wordBoundary writes \b or \B. .NET's own counts combining marks as letters, so it is spelled out.
func (t *translator) wordBoundary(at bool) {
	t.boundary = t.boundary || !t.flags.ascii
	t.top().pass()
	set, _ := t.set('w')
	in, out, before, notBefore := "(?=["+set+"])", "(?!["+set+"])", "(?<=["+set+"])", "(?<!["+set+"])"
	if at {
		t.emit(`\b`, "(?:"+before+out+"|"+notBefore+in+")")
	} else {
		t.emit(`\B`, "(?:"+before+in+"|"+notBefore+out+")")
	}
}

// groupOrOctal reads \1 to \99 as back-references and three octal digits as a character.
func (t *translator) groupOrOctal() error {
	t.pos--
	digits := t.take("0123456789", 2)
	if len(digits) == 2 && strings.Trim(digits, "01234567") == "" {
		if third := t.take("01234567", 1); third != "" {
			n, err := strconv.ParseUint(digits+third, 8, 8)
			if err != nil {
				return errors.New("octal escape above 0377")
			}
			t.plain(rune(n))
			return nil
		}
	}
	return t.backReference(digits)
}

// take takes at most n characters out of set.
func (t *translator) take(set string, n int) string {
	start := t.pos
	for t.pos < len(t.src) && t.pos-start < n && strings.ContainsRune(set, t.src[t.pos]) {
		t.pos++
	}
	return string(t.src[start:t.pos])
}

// controls are the letters that stand for a control character after a backslash.
var controls = map[rune]rune{'a': '\a', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// character reads the rest of an escape that stands for one character, whose first letter is r.
func (t *translator) character(r rune) (rune, error) {
	if c, ok := controls[r]; ok {
		return c, nil
	}
	switch {
	case r == '0':
		n, _ := strconv.ParseUint("0"+t.take("01234567", 2), 8, 8) // at most \077
		return rune(n), nil
	case r == 'x' && t.accept("{"): // PCRE's, from add-ons that translate JavaScript's \u
		digits, err := t.until('}')
		if err != nil {
			return 0, err
		}
		return codePoint(digits, 1, 6)
	case r == 'x':
		return codePoint(t.take(hexDigits, 2), 2, 2)
	case r == 'u':
		return codePoint(t.take(hexDigits, 4), 4, 4)
	case r == 'U':
		return codePoint(t.take(hexDigits, 8), 8, 8)
	case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return 0, fmt.Errorf(`bad escape \%c`, r)
	}
	return r, nil
}

const hexDigits = "0123456789abcdefABCDEF"

func codePoint(digits string, shortest, longest int) (rune, error) {
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) < shortest || len(digits) > longest || n > unicode.MaxRune || n >= 0xd800 && n < 0xe000 {
		return 0, fmt.Errorf("bad character code %q", digits)
	}
	return rune(n), nil
}

// class reads a bracket expression.
func (t *translator) class() error {
	begin := "["
	if t.accept("^") {
		begin = "[^"
	}
	var sets string
	var pairs []rune
	for first := true; first || !t.accept("]"); first = false {
		low, set, err := t.classItem()
		if err != nil {
			return err
		}
		if set != "" {
			sets += set
			continue
		}
		high, err := t.rangeEnd()
		if err != nil {
			return err
		}
		if high < 0 {
			high = low
		}
		if high < low {
			return fmt.Errorf("bad range %c-%c", low, high)
		}
		pairs = append(pairs, low, high)
	}
	t.item(span{1, 1})
	if t.flags.ignoreCase && len(pairs) > 0 {
		t.both(begin + t.foldRanges(pairs) + sets + "]")
	} else {
		t.both(begin + ranges(pairs) + sets + "]")
	}
	return nil
}

// rangeEnd reads the end of a range if one comes, and answers -1 if not: a hyphen before ] or a set is a hyphen.
func (t *translator) rangeEnd() (rune, error) {
	start := t.pos
	if !t.accept("-") {
		return -1, nil
	}
	if t.pos < len(t.src) && t.src[t.pos] != ']' {
		high, set, err := t.classItem()
		if err != nil || set == "" {
			return high, err
		}
	}
	t.pos = start
	return -1, nil
}

// classItem reads one character or one set such as \w inside brackets.
func (t *translator) classItem() (rune, string, error) {
	r, err := t.next()
	if err != nil || r != '\\' {
		return r, "", err
	}
	if r, err = t.next(); err != nil {
		return 0, "", err
	}
	if set, ok := t.set(r); ok {
		return 0, set, nil
	}
	switch {
	case r == 'b':
		return '\b', "", nil
	case r >= '1' && r <= '7':
		t.pos--
		n, err := strconv.ParseUint(t.take("01234567", 3), 8, 8)
		if err != nil {
			return 0, "", errors.New("octal escape above 0377")
		}
		return rune(n), "", nil
	}
	c, err := t.character(r)
	return c, "", err
}
