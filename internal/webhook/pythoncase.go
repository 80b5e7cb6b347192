package webhook

import (
	"regexp/syntax"
	"strings"
	"unicode"
)

// alike are the characters that Python takes for each other without regard to case and that Unicode's simple folding,
// as Go has it, does not.
var alike = []string{"iI\u0130\u0131", "\u0390\u1fd3", "\u03b0\u1fe3", "\ufb05\ufb06"}

// anyCase writes a character so that it means itself in any case.
func (t *translator) anyCase(r rune) string {
	text := t.foldRanges([]rune{r, r})
	if text == literal(r) {
		return text
	}
	return "[" + text + "]"
}

// foldRanges writes pairs of first and last characters, as they stand inside brackets, with all that differs from
// them in case only.
func (t *translator) foldRanges(pairs []rune) string {
	if t.flags.ascii {
		return ranges(pairs) + ranges(shifted(pairs, 'a', 'z', 'A'-'a')) + ranges(shifted(pairs, 'A', 'Z', 'a'-'A'))
	}
	return ranges(withAlike(folded(pairs)))
}

// shifted is what of the pairs lies from low to high, moved.
func shifted(pairs []rune, low, high, by rune) (out []rune) {
	for i := 0; i < len(pairs); i += 2 {
		if from, to := max(low, pairs[i]), min(high, pairs[i+1]); from <= to {
			out = append(out, from+by, to+by)
		}
	}
	return out
}

// folded leaves the work to Go's parser, which knows its way with large ranges.
func folded(pairs []rune) []rune {
	tree, err := syntax.Parse("(?i)["+ranges(pairs)+"]", syntax.Perl)
	if err != nil {
		return pairs // it was put together from valid characters
	}
	switch tree.Op {
	case syntax.OpCharClass:
		return tree.Rune
	case syntax.OpLiteral:
		r := tree.Rune[0]
		out := []rune{r, r}
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			out = append(out, f, f)
		}
		return out
	}
	return pairs // everything
}

func withAlike(pairs []rune) []rune {
	for _, set := range alike {
		if !strings.ContainsFunc(set, func(r rune) bool { return within(pairs, r) }) {
			continue
		}
		for _, r := range set {
			if !within(pairs, r) {
				pairs = append(pairs[:len(pairs):len(pairs)], r, r)
			}
		}
	}
	return pairs
}

func within(pairs []rune, r rune) bool {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] <= r && r <= pairs[i+1] {
			return true
		}
	}
	return false
}

// ranges writes pairs as they stand inside brackets.
func ranges(pairs []rune) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString(literal(pairs[i]))
		if pairs[i+1] > pairs[i] {
			b.WriteString("-" + literal(pairs[i+1]))
		}
	}
	return b.String()
}
