package compat

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// The shapes of a JUnit report, as build servers read them.
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Time     string     `xml:"time,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Time       string          `xml:"time,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property,omitempty"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitMessage `xml:"failure"`
		Skipped *junitMessage `xml:"skipped"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the report for build servers. Advice does not fail a case: it stands in its output.
func (r *Report) WriteJUnit(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(r.junit()); err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (r *Report) junit() junitSuites {
	s := junitSuite{
		Name: "stoa check " + r.Form + ": " + r.Subject, Tests: len(r.Cases), Failures: r.count(Failed), Skipped: r.count(Skipped),
		Time: seconds(r.Took), Timestamp: r.Began.UTC().Format("2006-01-02T15:04:05"),
	}
	for _, n := range r.Notes {
		s.Properties = append(s.Properties, junitProperty{"note", n})
	}
	for _, c := range r.Cases {
		s.Cases = append(s.Cases, c.junit("stoa.check."+r.Form))
	}
	return junitSuites{Name: "stoa check", Tests: s.Tests, Failures: s.Failures, Skipped: s.Skipped, Time: s.Time, Suite: s}
}

func (c Case) junit(class string) junitCase {
	j := junitCase{Name: c.Name, Class: class, Time: seconds(c.Took)}
	broken, rules, advice := c.texts()
	if broken != "" {
		j.Failure = &junitMessage{Message: c.Title, Type: rules, Text: broken}
	}
	if c.Outcome == Skipped {
		j.Skipped = &junitMessage{Message: c.Reason}
	}
	j.Out = advice
	return j
}

// texts are the findings of each level as text, and the rules that are broken.
func (c Case) texts() (broken, rules, advice string) {
	var b, a strings.Builder
	var names []string
	for _, f := range c.Findings {
		if f.Level == Broken {
			f.writeText(&b)
			names = append(names, f.Rule)
			continue
		}
		f.writeText(&a)
	}
	return b.String(), strings.Join(names, ","), a.String()
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
