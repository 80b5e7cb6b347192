package compat

import (
	"fmt"
	"time"
)

// Level says how much a finding weighs.
type Level int

// The levels of findings.
const (
	Broken Level = iota + 1 // a guideline or a rule of security is broken: the command ends with 1
	Advice                  // it works, and could work better
)

func (l Level) String() string {
	switch l {
	case Broken:
		return "broken"
	case Advice:
		return "advice"
	default:
		return fmt.Sprintf("Level(%d)", int(l))
	}
}

// MarshalText writes the level as the reports show it.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Rule is one way of being wrong. Its name is stable: scripts may look for it.
type Rule struct {
	Name       string   `json:"name"`
	Level      Level    `json:"level"`
	Guidelines []string `json:"guidelines"` // that it stands for; none for what any program ought to do
	Title      string   `json:"title"`
	Fix        string   `json:"fix"`
}

// Finding is a rule that was broken, and where.
type Finding struct {
	Rule       string   `json:"rule"`
	Level      Level    `json:"level"`
	Guidelines []string `json:"guidelines"`
	Title      string   `json:"title"`
	Where      string   `json:"where"` // file:line, or what was tried
	Fix        string   `json:"fix"`
	Seen       []string `json:"seen"` // lines of what was seen, without secrets
}

// found makes the finding of a rule. A name that no rule has is a mistake of this package, which a test would show.
func found(rule, where string, seen ...string) Finding {
	r, ok := RuleByName(rule)
	if !ok {
		panic("compat: no rule is called " + rule)
	}
	return Finding{
		Rule: r.Name, Level: r.Level, Guidelines: r.Guidelines, Title: r.Title, Where: where, Fix: r.Fix,
		Seen: append([]string{}, seen...),
	}
}

// Outcome is how a case ended.
type Outcome int

// The outcomes of cases.
const (
	Passed  Outcome = iota + 1
	Warned          // with advice alone
	Failed          // with something broken
	Skipped         // for the reason that the case gives
)

func (o Outcome) String() string {
	switch o {
	case Passed:
		return "passed"
	case Warned:
		return "warned"
	case Failed:
		return "failed"
	case Skipped:
		return "skipped"
	default:
		return fmt.Sprintf("Outcome(%d)", int(o))
	}
}

// MarshalText writes the outcome as the reports show it.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// outcomeOf is the outcome of a case with these findings.
func outcomeOf(findings []Finding) Outcome {
	worst := Passed
	for _, f := range findings {
		if f.Level == Broken {
			return Failed
		}
		worst = Warned
	}
	return worst
}

// Case is one thing that was tried.
type Case struct {
	Name     string        `json:"name"`
	Title    string        `json:"title"`
	Outcome  Outcome       `json:"outcome"`
	Reason   string        `json:"reason,omitempty"` // why it was skipped
	Took     time.Duration `json:"-"`
	Findings []Finding     `json:"findings"`
}
