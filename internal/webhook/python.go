package webhook

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// translation is a pattern of Python's re module in the syntax of our two engines. They share everything but
// groups and word boundaries: Go's regexp has no back-references, and .NET's numbers named groups last, so there
// every group gets its number in the order of Python's. What Python takes for the same without regard to case is
// written out, because the engines have other ideas of it.
type translation struct {
	re2, net strings.Builder

	backtrack bool // only the backtracking engine can run it: look-around, back-reference
	dollar    bool // has $, which in Python also stands before a newline at the very end
	boundary  bool // has \b or \B, which in Go look at ASCII letters only
}

// translator reads a pattern once from left to right.
type translator struct {
	translation
	src    []rune
	pos    int
	flags  flags
	group  int // groups opened so far
	names  map[string]int
	frames []frame      // the groups that are open, the pattern itself first
	widths map[int]span // of the groups that are closed
}

// flags are the inline flags of Python that mean something here. Without a colon they count for the whole pattern
// wherever they stand, as in Python 2.
type flags struct{ ignoreCase, multiline, dotAll, verbose, ascii bool }

var errEnd = errors.New("it ends too early")

// translate reads pattern. The second reading knows the flags that the first one found.
func translate(pattern string) (*translation, error) {
	first := newTranslator([]rune(pattern), flags{})
	if err := first.run(); err != nil {
		return nil, err
	}
	second := newTranslator(first.src, first.flags)
	prefix := first.flags.prefix()
	second.emit(prefix, prefix)
	if err := second.run(); err != nil {
		return nil, err
	}
	return &second.translation, nil
}

func newTranslator(src []rune, f flags) *translator {
	return &translator{src: src, flags: f, names: make(map[string]int), frames: []frame{{}}, widths: make(map[int]span)}
}

// prefix switches on in the engines what is not written out.
func (f flags) prefix() string {
	s := ""
	if f.multiline {
		s += "m"
	}
	if f.dotAll {
		s += "s"
	}
	if s == "" {
		return ""
	}
	return "(?" + s + ")"
}

func (t *translator) emit(re2, net string) {
	t.re2.WriteString(re2)
	t.net.WriteString(net)
}

func (t *translator) both(s string) { t.emit(s, s) }

func (t *translator) next() (rune, error) {
	if t.pos >= len(t.src) {
		return 0, errEnd
	}
	t.pos++
	return t.src[t.pos-1], nil
}

// accept takes s when it comes next.
func (t *translator) accept(s string) bool {
	rest := t.src[t.pos:]
	if len(rest) < len(s) || string(rest[:len(s)]) != s {
		return false
	}
	t.pos += len(s)
	return true
}

// until takes everything up to the first end, and the end.
func (t *translator) until(end rune) (string, error) {
	start := t.pos
	for {
		r, err := t.next()
		if err != nil {
			return "", err
		}
		if r == end {
			return string(t.src[start : t.pos-1]), nil
		}
	}
}

func (t *translator) run() error {
	for t.pos < len(t.src) {
		if err := t.one(); err != nil {
			return fmt.Errorf("at character %d: %w", t.pos, err)
		}
	}
	if len(t.frames) > 1 {
		return errEnd
	}
	return nil
}

func (t *translator) one() error {
	switch r, _ := t.next(); {
	case r == '\\':
		return t.escape()
	case r == '[':
		return t.class()
	case r == '(':
		return t.open()
	case r == ')':
		return t.close()
	case r == '|':
		return t.alternative()
	case strings.ContainsRune("*+?{", r):
		return t.repeat(r)
	case r == '$':
		t.dollar = t.dollar || !t.flags.multiline
		t.anchor("$")
	case r == '^':
		t.anchor("^")
	case r == '.':
		t.item(span{1, 1})
		t.both(".")
	case t.flags.verbose && strings.ContainsRune(" \t\n\r\v\f", r):
	case t.flags.verbose && r == '#':
		for t.pos < len(t.src) && t.src[t.pos] != '\n' {
			t.pos++
		}
	default:
		t.plain(r)
	}
	return nil
}

// plain writes one character that means itself.
func (t *translator) plain(r rune) {
	t.item(span{1, 1})
	if t.flags.ignoreCase {
		t.both(t.anyCase(r))
		return
	}
	t.both(literal(r))
}

// anchor writes what stands between characters.
func (t *translator) anchor(s string) {
	t.top().pass()
	t.both(s)
}

// open reads what follows a parenthesis.
func (t *translator) open() error {
	if !t.accept("?") {
		t.capture("")
		return nil
	}
	for _, same := range []string{":", "=", "!", "<=", "<!", ">"} {
		if t.accept(same) {
			t.backtrack = t.backtrack || same != ":"
			t.enter(frame{around: same != ":" && same != ">", behind: same[0] == '<'}, "(?"+same)
			return nil
		}
	}
	switch {
	case t.accept("P<"), t.accept("<"): // the second is JavaScript's
		name, err := t.until('>')
		if err != nil {
			return err
		}
		if _, taken := t.names[name]; taken || !isName(name) {
			return fmt.Errorf("bad group name %q", name)
		}
		t.capture(name)
		return nil
	case t.accept("P="):
		name, err := t.until(')')
		if err != nil {
			return err
		}
		return t.backReference(name)
	case t.accept("P"):
		return errors.New("after (?P there must be <name> or =name")
	case t.accept("("):
		return t.conditional()
	case t.accept("#"):
		_, err := t.until(')')
		return err
	}
	return t.inlineFlags()
}

func (t *translator) capture(name string) {
	t.group++
	if name != "" {
		t.names[name] = t.group
	}
	t.enter(frame{group: t.group}, "")
	t.emit("(", "(?<"+strconv.Itoa(t.group)+">")
}

func (t *translator) backReference(group string) error {
	n, err := t.number(group)
	if err != nil {
		return err
	}
	width, closed := t.widths[n]
	if !closed {
		return fmt.Errorf("group %q is not complete yet", group)
	}
	t.item(width)
	t.backtrack = true
	if t.flags.ignoreCase {
		t.both(`(?i:\k<` + strconv.Itoa(n) + ">)")
	} else {
		t.both(`\k<` + strconv.Itoa(n) + ">")
	}
	return nil
}

// conditional reads (?(group)yes|no).
func (t *translator) conditional() error {
	group, err := t.until(')')
	if err != nil {
		return err
	}
	n, err := t.number(group)
	if err != nil {
		return err
	}
	t.backtrack = true
	t.enter(frame{conditional: true}, "(?("+strconv.Itoa(n)+")")
	return nil
}

// number gives the number of a group that has been opened, by its number or name.
func (t *translator) number(group string) (int, error) {
	n, named := t.names[group]
	if !named {
		n, _ = strconv.Atoi(group)
	}
	if n < 1 || n > t.group {
		return 0, fmt.Errorf("no group %q", group)
	}
	return n, nil
}

func isName(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
}

// inlineFlags reads (?flags), which counts for the whole pattern, or (?flags:...), which counts up to its end. The
// flags g and y come from JavaScript, a, L and u say what letters are; only a makes a difference.
func (t *translator) inlineFlags() error {
	found, on := t.flags, true
	for {
		r, err := t.next()
		if err != nil {
			return err
		}
		switch {
		case r == '-' && on:
			on = false
		case r == ':':
			outside := t.flags
			t.enter(frame{}, "(?"+scoped(outside, found)+":")
			t.flags = found
			return nil
		case r == ')' && on:
			t.switchOn(found)
			return nil
		case !found.set(r, on):
			return fmt.Errorf("bad flag %q", r)
		}
	}
}

// set switches one flag on or off; false says that there is none of that name.
func (f *flags) set(name rune, on bool) bool {
	switch name {
	case 'i':
		f.ignoreCase = on
	case 'm':
		f.multiline = on
	case 's':
		f.dotAll = on
	case 'x':
		f.verbose = on
	case 'a':
		f.ascii = on
	case 'g', 'y', 'u', 'L':
		return on
	default:
		return false
	}
	return true
}

// scoped gives the engines' flags that differ inside a group: "m", "s-m" or nothing.
func scoped(outside, inside flags) string {
	on, off := "", ""
	for _, f := range []struct {
		before, now bool
		name        string
	}{{outside.multiline, inside.multiline, "m"}, {outside.dotAll, inside.dotAll, "s"}} {
		switch {
		case f.now && !f.before:
			on += f.name
		case f.before && !f.now:
			off += f.name
		}
	}
	if off != "" {
		off = "-" + off
	}
	return on + off
}

// switchOn makes flags count for the whole pattern.
func (t *translator) switchOn(f flags) {
	t.flags = f
	for i := range t.frames {
		t.frames[i].flags = f
	}
}
