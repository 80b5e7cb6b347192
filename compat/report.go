// Package compat checks whether integrations run against any server that speaks HipChat's wire: at any address,
// behind firewalls, and on older servers. It is what "stoa check" runs, and tests of an integration can run it as
// well. What it looks for are the vendor's own guidelines (see Guidelines) and a few rules of security.
//
// Each form of the checker has a function that answers a Report. A report has cases, which are the things that were
// tried, and a case has findings: which rule is broken, where, what was seen, and how it is mended.
package compat

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Report is what came of one run of the checker.
type Report struct {
	Form    string        `json:"form"` // addon, sender, source or server
	Subject string        `json:"subject"`
	Began   time.Time     `json:"began"`
	Took    time.Duration `json:"-"`
	Notes   []string      `json:"notes"` // which traps were set, what was left out
	Cases   []Case        `json:"cases"`
}

// Broken tells whether any guideline or rule of security is broken.
func (r *Report) Broken() bool { return r.count(Failed) > 0 }

// count is the number of cases that ended so.
func (r *Report) count(o Outcome) (n int) {
	for _, c := range r.Cases {
		if c.Outcome == o {
			n++
		}
	}
	return n
}

// verdict is the report in a few words.
func (r *Report) verdict() string {
	switch {
	case r.Broken():
		return "something is broken"
	case r.count(Passed)+r.count(Warned) == 0:
		return "nothing was checked"
	case r.count(Warned) > 0:
		return "all is well, with advice"
	default:
		return "all is well"
	}
}

// tally is the report in one line.
func (r *Report) tally() string {
	s := fmt.Sprintf("%s: %d passed", counted(len(r.Cases), "case"), r.count(Passed))
	for _, o := range []Outcome{Warned, Failed, Skipped} {
		if n := r.count(o); n > 0 {
			s += fmt.Sprintf(", %d %s", n, o)
		}
	}
	return s
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// MarshalJSON adds the time in milliseconds.
func (c Case) MarshalJSON() ([]byte, error) {
	type bare Case
	if c.Findings == nil {
		c.Findings = []Finding{}
	}
	return json.Marshal(struct {
		bare
		TookMS int64 `json:"took_ms"`
	}{bare(c), c.Took.Milliseconds()})
}

// MarshalJSON adds the time in milliseconds and the verdict, so that a script needs to count nothing.
func (r Report) MarshalJSON() ([]byte, error) {
	type bare Report
	if r.Notes == nil {
		r.Notes = []string{}
	}
	if r.Cases == nil {
		r.Cases = []Case{}
	}
	return json.Marshal(struct {
		bare
		TookMS int64 `json:"took_ms"`
		Broken bool  `json:"broken"`
	}{bare(r), r.Took.Milliseconds(), r.Broken()})
}

// WriteJSON writes the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false) // addresses keep their &
	return enc.Encode(r)
}
