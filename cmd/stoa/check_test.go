package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/stoachat/stoa/compat"
)

func TestAReportIsWrittenWhereTheFlagsSay(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		name    string
		outcome compat.Outcome
		err     error
		output  string
		code    int
	}{
		{"all is well", compat.Passed, nil, "well.txt", 0},
		{"advice is no failure", compat.Warned, nil, "advice.txt", 0},
		{"something is broken", compat.Failed, nil, "broken.txt", exitFailure},
		{"it could not be run", compat.Passed, errors.New("no such program"), "never.txt", exitUsage},
		{"it cannot be written", compat.Passed, nil, filepath.Join("none", "there.txt"), exitUsage},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := checkFlags{Format: "text", Output: filepath.Join(dir, tt.output), Badge: filepath.Join(dir, "badge.svg")}
			err := f.report(&compat.Report{Form: "source", Subject: "x", Cases: []compat.Case{{Name: "case", Outcome: tt.outcome}}}, tt.err)
			if got := codeOf(err); got != tt.code {
				t.Errorf("code %d for %v, want %d", got, err, tt.code)
			}
			if tt.code == exitUsage {
				return
			}
			text, err := os.ReadFile(f.Output)
			if err != nil || !strings.Contains(string(text), "\n"+tt.outcome.String()) {
				t.Errorf("%v: %s", err, text)
			}
			if badge, err := os.ReadFile(f.Badge); err != nil || !strings.Contains(string(badge), "<svg") {
				t.Errorf("%v: %s", err, badge)
			}
		})
	}
}

// An exit code is told the way that kong knows.
var _ kong.ExitCoder = exitCode{}
