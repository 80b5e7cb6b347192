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
// every group gets its number in the order of Python's.
type translation struct {
	re2, net strings.Builder

	backtrack bool // only the backtracking engine can run it: look-around, back-reference
	dollar    bool // has $, which in Python also stands before a newline at the very end
	boundary  bool // has \b or \B, which in Go look at ASCII letters only
}

// translator reads a pattern once from left to right.
type translator struct {
	translation
	src   []rune
	pos   int
	flags flags
	depth int
	group int // groups opened so far
	names map[string]int
}

// flags are the inline flags of Python that mean something here. Python 2 applied them to the whole pattern
// wherever they stood.
type flags struct{ ignoreCase, multiline, dotAll, verbose, ascii bool }

var errEnd = errors.New("it ends too early")

// translate reads pattern. The second reading knows the flags that the first one found.
func translate(pattern string) (*translation, error) {
	first := translator{src: []rune(pattern), names: make(map[string]int)}
	if err := first.run(); err != nil {
		return nil, err
	}
	second := translator{src: first.src, names: make(map[string]int), flags: first.flags}
	prefix := first.flags.prefix()
	second.emit(prefix, prefix)
	if err := second.run(); err != nil {
		return nil, err
	}
	return &second.translation, nil
}

func (f flags) prefix() string {
	var s string
	for _, flag := range []struct {
		on   bool
		name string
	}{{f.ignoreCase, "i"}, {f.multiline, "m"}, {f.dotAll, "s"}} {
		if flag.on {
			s += flag.name
		}
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
	if t.depth > 0 {
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
		t.depth++
		return t.open()
	case r == ')':
		t.depth--
		if t.depth < 0 {
			return errors.New("unbalanced )")
		}
		t.both(")")
	case r == '{':
		return t.repeat()
	case r == '$':
		t.dollar = true
		t.both("$")
	case strings.ContainsRune(".^*+?|", r):
		t.both(string(r))
	case t.flags.verbose && strings.ContainsRune(" \t\n\r\v\f", r):
	case t.flags.verbose && r == '#':
		for t.pos < len(t.src) && t.src[t.pos] != '\n' {
			t.pos++
		}
	default:
		t.both(literal(r))
	}
	return nil
}

// repeat reads what follows a {. What is not a repetition is a literal brace; {,n} begins at none.
func (t *translator) repeat() error {
	start := t.pos
	inside, err := t.until('}')
	low, high, comma := strings.Cut(inside, ",")
	if err != nil || !comma && low == "" || strings.Trim(low+high, "0123456789") != "" {
		t.pos = start
		t.both(`\x7b`)
		return nil
	}
	if len(low) > 5 || len(high) > 5 {
		return errors.New("too many repetitions")
	}
	if low == "" {
		low = "0"
	}
	if comma {
		low += ","
	}
	t.both("{" + low + high + "}")
	return nil
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
			t.both("(?" + same)
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
		t.depth--
		return t.backReference(name)
	case t.accept("("):
		return t.conditional()
	case t.accept("#"):
		t.depth--
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
	t.emit("(", "(?<"+strconv.Itoa(t.group)+">")
}

func (t *translator) backReference(group string) error {
	n, err := t.number(group)
	if err != nil {
		return err
	}
	t.backtrack = true
	t.both(`\k<` + strconv.Itoa(n) + ">")
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
	t.both("(?(" + strconv.Itoa(n) + ")")
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
	var scoped string
	found, off := t.flags, false
	for {
		r, err := t.next()
		if err != nil {
			return err
		}
		switch r {
		case 'i':
			found.ignoreCase = true
			scoped += "i"
		case 'm':
			found.multiline = true
			scoped += "m"
		case 's':
			found.dotAll = true
			scoped += "s"
		case 'x':
			found.verbose = true
		case 'a':
			found.ascii = true
		case 'g', 'y', 'u', 'L':
		case '-':
			if off {
				return errors.New("bad flags")
			}
			off = true
			scoped += "-"
		case ':':
			if found.verbose != t.flags.verbose || found.ascii != t.flags.ascii {
				return errors.New("the flags a and x count for a whole pattern only")
			}
			t.both("(?" + strings.TrimSuffix(scoped, "-") + ":")
			return nil
		case ')':
			if off {
				return errors.New("flags cannot be switched off for a whole pattern")
			}
			t.depth--
			t.flags = found
			return nil
		default:
			return fmt.Errorf("bad flag %q", r)
		}
	}
}
