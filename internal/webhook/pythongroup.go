package webhook

import (
	"errors"
	"strconv"
	"strings"
)

// span is the least and the most characters that a part of a pattern takes.
type span struct{ least, most int }

// many is a span's most where there is no end.
const many = 1 << 20

func (s span) plus(o span) span { return span{min(s.least+o.least, many), min(s.most+o.most, many)} }

func (s span) times(o span) span { return span{product(s.least, o.least), product(s.most, o.most)} }

func (s span) or(o span) span { return span{min(s.least, o.least), max(s.most, o.most)} }

// product is a times b, both at most many, and at most many itself.
func product(a, b int) int { return min(a*b, many) }

// frame is an open group while it is read.
type frame struct {
	group       int   // its number; 0: it captures nothing
	around      bool  // look-around: takes nothing itself
	behind      bool  // look-behind or -ahead, of which only the first must know its width
	conditional bool  // (?(1)yes|no)
	flags       flags // those outside, which count again after its end

	before, last span // of the current alternative: up to its last item, and that item
	repeats      repeats
	others       []span // the alternatives before
}

// repeats says what a repetition would apply to.
type repeats int

const (
	nothing  repeats = iota // the beginning, or an anchor
	once                    // an item
	repeated                // an item that is repeated already
)

// pass moves behind the last item.
func (f *frame) pass() {
	f.before, f.last, f.repeats = f.before.plus(f.last), span{}, nothing
}

// width is the whole group's.
func (f *frame) width() span {
	w := f.before.plus(f.last)
	for _, o := range f.others {
		w = w.or(o)
	}
	if f.conditional && len(f.others) == 0 {
		w = w.or(span{}) // without the group that it asks for it is empty
	}
	return w
}

func (t *translator) top() *frame { return &t.frames[len(t.frames)-1] }

// item says that an item of that width comes next.
func (t *translator) item(width span) {
	f := t.top()
	f.pass()
	f.last, f.repeats = width, once
}

// enter opens a group with what begins it in both engines.
func (t *translator) enter(f frame, begins string) {
	f.flags = t.flags
	t.frames = append(t.frames, f)
	t.both(begins)
}

// close reads the end of a group.
func (t *translator) close() error {
	if len(t.frames) == 1 {
		return errors.New("unbalanced )")
	}
	f := *t.top()
	t.frames = t.frames[:len(t.frames)-1]
	t.flags = f.flags
	width := f.width()
	if f.behind && width.least != width.most {
		return errors.New("a look-behind must always be of the same width")
	}
	if f.group != 0 {
		t.widths[f.group] = width
	}
	if f.around {
		width = span{}
	}
	t.item(width)
	t.both(")")
	return nil
}

// alternative reads a |.
func (t *translator) alternative() error {
	f := t.top()
	if f.conditional && len(f.others) == 1 {
		return errors.New("a condition has two alternatives at most")
	}
	f.others = append(f.others, f.before.plus(f.last))
	f.before, f.last, f.repeats = span{}, span{}, nothing
	t.both("|")
	return nil
}

// repeat reads a repetition that begins with r. A brace that begins none is a literal one.
func (t *translator) repeat(r rune) error {
	times, text, err := t.times(r)
	if err != nil {
		return err
	}
	if text == "" {
		t.plain(r)
		return nil
	}
	f := t.top()
	switch f.repeats {
	case nothing:
		return errors.New("nothing to repeat")
	case repeated:
		return errors.New("multiple repeat")
	}
	f.last, f.repeats = f.last.times(times), repeated
	if t.accept("+") {
		return errors.New("possessive repetition is not supported")
	}
	if t.accept("?") {
		text += "?"
	}
	t.both(text)
	return nil
}

// times reads how often; text is how the engines write it.
func (t *translator) times(r rune) (times span, text string, err error) {
	switch r {
	case '*':
		return span{0, many}, "*", nil
	case '+':
		return span{1, many}, "+", nil
	case '?':
		return span{0, 1}, "?", nil
	}
	start := t.pos
	inside, err := t.until('}')
	low, high, comma := strings.Cut(inside, ",")
	if err != nil || !comma && low == "" || strings.Trim(low+high, "0123456789") != "" {
		t.pos = start
		return span{}, "", nil
	}
	if len(low) > 5 || len(high) > 5 {
		return span{}, "", errors.New("too many repetitions")
	}
	times.least, _ = strconv.Atoi("0" + low)
	switch {
	case !comma:
		times.most = times.least
		return times, "{" + low + "}", nil
	case high == "":
		times.most = many
		return times, "{" + strconv.Itoa(times.least) + ",}", nil
	}
	times.most, _ = strconv.Atoi(high)
	if times.most < times.least {
		return span{}, "", errors.New("the least number of repetitions is more than the most")
	}
	return times, "{" + strconv.Itoa(times.least) + "," + high + "}", nil
}
