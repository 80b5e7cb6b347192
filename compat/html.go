package compat

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed report.html
var reportPage string

// page is what the HTML report shows.
type page struct {
	*Report
	Verdict, Mood, Tally string
	Guidelines           []Guideline // that the findings are about
}

// WriteHTML writes the report as one page that needs nothing else.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{"rounded": rounded, "title": titled}).Parse(reportPage)
	if err != nil {
		return fmt.Errorf("the page of reports: %w", err)
	}
	return t.Execute(w, page{r, r.verdict(), r.mood(), r.tally(), r.guidelines()})
}

// mood is the class of the verdict.
func (r *Report) mood() string {
	switch {
	case r.Broken():
		return "broken"
	case r.count(Warned) > 0:
		return "advice"
	case r.count(Passed) == 0:
		return "none"
	default:
		return "good"
	}
}

// guidelines are those that the findings are about, in order.
func (r *Report) guidelines() []Guideline {
	return slices.DeleteFunc(Guidelines(), func(g Guideline) bool {
		return !slices.ContainsFunc(r.Cases, func(c Case) bool {
			return slices.ContainsFunc(c.Findings, func(f Finding) bool { return slices.Contains(f.Guidelines, g.ID) })
		})
	})
}

// titled begins a text with a capital.
func titled(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
