package compat

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
)

// WriteText writes the report for people at a terminal.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "stoa check %s: %s\n", r.Form, printable(r.Subject))
	for _, n := range r.Notes {
		fmt.Fprintf(b, "  note: %s\n", printable(n))
	}
	for _, c := range r.Cases {
		c.writeText(b)
	}
	fmt.Fprintf(b, "\n%s in %s: %s.\n", r.tally(), rounded(r.Took), r.verdict())
	return b.Flush()
}

func (c Case) writeText(w io.Writer) {
	fmt.Fprintf(w, "\n%-7s  %s: %s", c.Outcome, c.Name, c.Title)
	if c.Reason != "" {
		fmt.Fprintf(w, " (%s)", printable(c.Reason))
	}
	fmt.Fprintln(w)
	for _, f := range c.Findings {
		f.writeText(w)
	}
}

func (f Finding) writeText(w io.Writer) {
	fmt.Fprintf(w, "  %-6s  %s: %s", f.Level, f.Rule, f.Title)
	if len(f.Guidelines) > 0 {
		fmt.Fprintf(w, " [%s]", strings.Join(f.Guidelines, ", "))
	}
	fmt.Fprintf(w, "\n          %s\n", printable(f.Where))
	for _, s := range f.Seen {
		fmt.Fprintf(w, "          | %s\n", printable(s))
	}
	fmt.Fprintf(w, "          fix: %s\n", f.Fix)
}

// rounded is a time as people want to read it.
func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

// printable is a line from outside without what a terminal obeys.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return unicode.ReplacementChar
		default:
			return r
		}
	}, s)
}
