package shape

import "strings"

func orDefault(_ *run, args []any) (any, error) {
	if isEmpty(args[1]) {
		return args[0], nil
	}
	return args[1], nil
}

func firstOf(_ *run, args []any) (any, error) {
	for _, v := range args {
		if !isEmpty(v) {
			return v, nil
		}
	}
	return nil, nil
}

// choose goes through pairs of a value and what it means.
func choose(_ *run, args []any) (any, error) {
	rest := args[1:]
	for ; len(rest) > 1; rest = rest[2:] {
		if same(args[0], rest[0]) {
			return rest[1], nil
		}
	}
	if len(rest) == 1 {
		return rest[0], nil
	}
	return "", nil
}

func same(a, b any) bool {
	x, isNumber := figure(a)
	y, isOther := figure(b)
	if isNumber && isOther {
		return x == y
	}
	return text(a) == text(b)
}

func eq(_ *run, args []any) (any, error) {
	for _, other := range args[1:] {
		if same(args[0], other) {
			return true, nil
		}
	}
	return false, nil
}

func ne(_ *run, args []any) (any, error) { return !same(args[0], args[1]), nil }

// compared is a function about which of two values comes first: numbers by what they are, all else as texts.
func compared(is func(int) bool) func(*run, []any) (any, error) {
	return func(_ *run, args []any) (any, error) {
		x, isNumber := figure(args[0])
		y, isOther := figure(args[1])
		if !isNumber || !isOther {
			return is(strings.Compare(text(args[0]), text(args[1]))), nil
		}
		switch {
		case x < y:
			return is(-1), nil
		case x > y:
			return is(1), nil
		}
		return is(0), nil
	}
}

// tested is a function about a text, which is the second value, so that it may come through a pipe.
func tested(is func(s, other string) bool) func(*run, []any) (any, error) {
	return func(_ *run, args []any) (any, error) { return is(text(args[1]), text(args[0])), nil }
}
