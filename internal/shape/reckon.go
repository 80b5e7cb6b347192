package shape

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// reckoned is a function of two numbers.
func reckoned(of func(a, b float64) (float64, error)) func(*run, []any) (any, error) {
	return func(_ *run, args []any) (any, error) {
		a, ok := figure(args[0])
		b, other := figure(args[1])
		if !ok || !other {
			return nil, wrong("This is no number: %s", notNumber(args, ok))
		}
		n, err := of(a, b)
		if err != nil {
			return nil, err
		}
		if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			return int64(n), nil
		}
		return n, nil
	}
}

func notNumber(args []any, first bool) string {
	v := args[0]
	if first {
		v = args[1]
	}
	if s := text(v); s != "" {
		return clipped(s, 40)
	}
	return "it is empty"
}

func divided(a, b float64) (float64, error) {
	if b == 0 {
		return 0, wrong("Nothing can be divided by 0")
	}
	return a / b, nil
}

func date(_ *run, args []any) (any, error) {
	layout := text(args[0])
	if len(layout) > 100 {
		return nil, wrong("A layout of date has up to 100 characters")
	}
	if isEmpty(args[1]) {
		return "", nil
	}
	at, ok := moment(args[1])
	if !ok {
		return nil, wrong("This is no moment: %s", clipped(text(args[1]), 40))
	}
	return at.UTC().Format(layout), nil
}

// moment reads what tools write: RFC 3339, and seconds or milliseconds since 1970.
func moment(v any) (time.Time, bool) {
	if f, ok := figure(v); ok && f >= 0 && f < 1e14 {
		if f >= 1e11 {
			f /= 1000
		}
		return time.UnixMicro(int64(f * 1e6)), true
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, text(v)); err == nil && at.Year() < 10000 {
			return at, true
		}
	}
	return time.Time{}, false
}

func duration(_ *run, args []any) (any, error) {
	f, ok := figure(args[0])
	if !ok || f < 0 || f > 1e9 {
		return nil, wrong("duration wants seconds: %s", notNumber(args, false))
	}
	rest, parts := int64(math.Round(f)), []string(nil)
	for _, unit := range []struct {
		name string
		in   int64
	}{{"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}} {
		if n := rest / unit.in; n > 0 && len(parts) < 2 {
			parts = append(parts, strconv.FormatInt(n, 10)+unit.name)
		}
		rest %= unit.in
	}
	if parts == nil {
		return "0s", nil
	}
	return strings.Join(parts, " "), nil
}

func plural(_ *run, args []any) (any, error) {
	many := text(args[1]) + "s"
	if len(args) == 3 {
		many = text(args[2])
	}
	if n, ok := figure(args[0]); ok && n == 1 {
		many = text(args[1])
	}
	return joined("plural", " ", []string{text(args[0]), many})
}

// colorOf knows the words of the tools that are recognised, and of many others.
func colorOf(_ *run, args []any) (any, error) {
	word := strings.ToLower(strings.TrimSpace(text(args[0])))
	for _, of := range []struct {
		color string
		words []string
	}{
		{"green", []string{"ok", "okay", "up", "true", "success", "successful", "succeeded", "passed", "pass", "resolved", "fixed", "closed", "merged", "completed",
			"complete", "done", "healthy", "operational", "online", "stable", "active", "recovered", "approved", "green", "info"}},
		{"red", []string{"error", "errored", "down", "false", "failure", "failed", "fail", "firing", "alerting", "alert", "critical", "fatal", "broken", "unhealthy",
			"offline", "rejected", "triggered", "major", "emergency", "high", "red"}},
		{"yellow", []string{"warning", "warn", "pending", "unstable", "degraded", "running", "started", "in_progress", "queued", "open", "opened", "new", "minor", "medium",
			"acknowledged", "no_data", "yellow"}},
	} {
		if slices.Contains(of.words, word) {
			return of.color, nil
		}
	}
	return "gray", nil
}
