package webhook

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// MaxPattern is the most characters a pattern has.
const MaxPattern = 1000

const (
	// matchTimeout bounds the backtracking engine. Its clock ticks every 100 ms, so a hopeless match ends within
	// 250 ms.
	matchTimeout = 50 * time.Millisecond
	// maxProgram bounds the linear engine, whose time is the length of the text times that of the program.
	maxProgram = 1000
)

// Pattern is a webhook's pattern. It means what Python's re.search makes of it, on text in Unicode.
//
// Most patterns run on Go's regexp, in linear time. Those with look-around or back-references, and texts on which
// the two would differ, go to a backtracking engine with a time limit.
type Pattern struct {
	linear    *regexp.Regexp // nil when it cannot say the same
	backtrack *regexp2.Regexp
	dollar    bool // linear is wrong for text that ends with a newline
	boundary  bool // linear is wrong for text outside ASCII
	pause     pause
}

// Compile reads a pattern in Python's syntax, with what add-ons send besides: JavaScript's flags (?g) and (?y), \/,
// and \x{HHHH}. The error is a sentence for the person who registers it.
// spec: connect, 5.3 pattern; client-quirks, O15
func Compile(py string) (*Pattern, error) {
	if utf8.RuneCountInString(py) > MaxPattern {
		return nil, fmt.Errorf("the pattern is longer than %d characters", MaxPattern)
	}
	t, err := translate(py)
	if err != nil {
		return nil, fmt.Errorf("the pattern is not a regular expression: %w", err)
	}
	p := &Pattern{dollar: t.dollar, boundary: t.boundary}
	if p.backtrack, err = regexp2.Compile(t.net.String(), regexp2.None); err != nil {
		return nil, fmt.Errorf("the pattern is not a regular expression: %s", reason(err))
	}
	p.backtrack.MatchTimeout = matchTimeout
	if !t.backtrack {
		p.linear = compileLinear(t.re2.String())
	}
	return p, nil
}

// reason leaves out the translated pattern, which the person has not written.
func reason(err error) string {
	text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "error parsing regexp: "), " in `")
	return text
}

// compileLinear answers nil for what Go's regexp refuses or would take long over.
func compileLinear(s string) *regexp.Regexp {
	tree, err := syntax.Parse(s, syntax.Perl)
	if err != nil {
		return nil
	}
	if prog, err := syntax.Compile(tree.Simplify()); err != nil || len(prog.Inst) > maxProgram {
		return nil
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return nil
	}
	return re
}

// Match tells whether the pattern is found anywhere in s. With an error, which says that it took too long, the
// answer is false.
func (p *Pattern) Match(s string) (bool, error) {
	if p.fast(s) {
		return p.linear.MatchString(s), nil
	}
	found, err := p.backtrack.MatchString(s)
	if err != nil {
		return false, fmt.Errorf("match pattern: took longer than %v", matchTimeout)
	}
	return found, nil
}

// fast tells whether matching s takes linear time.
func (p *Pattern) fast(s string) bool {
	return p.linear != nil && !(p.dollar && strings.HasSuffix(s, "\n")) && !(p.boundary && !isASCII(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
