package compat_test

import (
	"encoding/json"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/compat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name string, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func finding(t *testing.T, rule, where string, seen ...string) compat.Finding {
	t.Helper()
	r, ok := compat.RuleByName(rule)
	if !ok {
		t.Fatalf("no rule %s", rule)
	}
	return compat.Finding{Rule: r.Name, Level: r.Level, Guidelines: r.Guidelines, Title: r.Title, Where: where, Fix: r.Fix, Seen: seen}
}

// sample is a report with every outcome, and with what could harm its reader in it.
func sample(t *testing.T) compat.Report {
	return compat.Report{
		Form: "sender", Subject: `./notify.sh {base_url} {token} "it's <b>done</b>"`,
		Began: time.Date(2026, 11, 26, 9, 30, 0, 0, time.UTC), Took: 3412 * time.Millisecond,
		Notes: []string{"Trap: HTTP_PROXY and HTTPS_PROXY name a proxy that records what is not meant for the server.", "No trap: a hosts file of its own (not allowed here)."},
		Cases: []compat.Case{
			{Name: "odd-address", Title: "posts to an odd port under an odd path", Outcome: compat.Passed, Took: 120 * time.Millisecond},
			{Name: "trailing-slash", Title: "takes a base URL with a slash at its end", Outcome: compat.Warned, Took: 98 * time.Millisecond, Findings: []compat.Finding{
				finding(t, "doubles-slash", "http://127.0.0.1:41234/chat/", "POST /chat//v2/room/7/notification"),
			}},
			{Name: "refused", Title: "notices that it was refused (401)", Outcome: compat.Failed, Took: 2100 * time.Millisecond, Findings: []compat.Finding{
				finding(t, "ignores-status", "when the server answers 401", "POST /chat/v2/room/7/notification?auth_token=[masked] -> 401", "exit code 0, \x1b[31m<script>alert(1)</script>"),
				finding(t, "tells-token", "standard output", "sent with [masked]"),
			}},
			{Name: "tls", Title: "posts over HTTPS", Outcome: compat.Skipped, Reason: "--tls was not asked for"},
		},
	}
}

func TestAReportIsWrittenInEveryFormat(t *testing.T) {
	r := sample(t)
	for name, write := range map[string]func(io.Writer) error{
		"text": r.WriteText, "json": r.WriteJSON, "xml": r.WriteJUnit, "html": r.WriteHTML, "svg": r.WriteBadge,
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, "report/sample."+name, b.String())
			if name != "json" && name != "html" && strings.Contains(b.String(), "\x1b") {
				t.Error("what a terminal obeys got through")
			}
			if strings.Contains(b.String(), "<script") && name != "json" && name != "text" {
				t.Error("a script got through")
			}
		})
	}
}

func TestReportsForProgramsCanBeRead(t *testing.T) {
	r := sample(t)
	var j strings.Builder
	if err := r.WriteJSON(&j); err != nil {
		t.Fatal(err)
	}
	var out struct {
		Broken bool
		Cases  []struct {
			Outcome  string
			TookMS   int64 `json:"took_ms"`
			Findings []struct{ Rule, Level string }
		}
	}
	if err := json.Unmarshal([]byte(j.String()), &out); err != nil {
		t.Fatal(err)
	}
	if !out.Broken || out.Cases[2].Outcome != "failed" || out.Cases[2].Findings[1].Level != "broken" || out.Cases[2].TookMS != 2100 {
		t.Errorf("read %+v", out)
	}
	for name, write := range map[string]func(io.Writer) error{"junit": r.WriteJUnit, "badge": r.WriteBadge} {
		var x strings.Builder
		if err := write(&x); err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(strings.NewReader(x.String())); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestAReportIsBrokenWhenACaseFailed(t *testing.T) {
	for _, tt := range []struct {
		name     string
		outcomes []compat.Outcome
		want     bool
		verdict  string
		badge    string
	}{
		{"nothing was tried", nil, false, "nothing was checked", "not checked"},
		{"all was skipped", []compat.Outcome{compat.Skipped}, false, "nothing was checked", "not checked"},
		{"all is well", []compat.Outcome{compat.Passed, compat.Skipped}, false, "all is well.", ">yes<"},
		{"there is advice", []compat.Outcome{compat.Passed, compat.Warned}, false, "all is well, with advice", "yes, with advice"},
		{"one is broken", []compat.Outcome{compat.Warned, compat.Failed}, true, "something is broken.", "1 case broken"},
		{"two are broken", []compat.Outcome{compat.Failed, compat.Failed}, true, "something is broken.", "2 cases broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := compat.Report{Form: "source"}
			for _, o := range tt.outcomes {
				r.Cases = append(r.Cases, compat.Case{Name: "x", Outcome: o})
			}
			if r.Broken() != tt.want {
				t.Errorf("broken: %v", r.Broken())
			}
			var text, badge strings.Builder
			if err := r.WriteText(&text); err != nil {
				t.Fatal(err)
			}
			if err := r.WriteBadge(&badge); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(text.String(), tt.verdict) || !strings.Contains(badge.String(), tt.badge) {
				t.Errorf("%s\n%s", text.String(), badge.String())
			}
		})
	}
}

func TestEveryRuleCanBeReadAndStandsForKnownGuidelines(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range compat.Rules() {
		if seen[r.Name] {
			t.Errorf("two rules are called %s", r.Name)
		}
		seen[r.Name] = true
		if r.Title == "" || !strings.HasSuffix(r.Fix, ".") || r.Level != compat.Broken && r.Level != compat.Advice {
			t.Errorf("%s: %+v", r.Name, r)
		}
		for _, id := range r.Guidelines {
			if _, ok := compat.GuidelineByID(id); !ok {
				t.Errorf("%s stands for %s, which is none", r.Name, id)
			}
		}
	}
	if _, ok := compat.GuidelineByID("IG-24"); ok {
		t.Error("IG-24 is a guideline")
	}
}
