package webhook

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
)

// TestPatternsAnswerAsPythonDoes compares with what CPython said, on whichever engine runs the pattern and on the
// backtracking one, which can run all of them. spec: connect, 5.3.
func TestPatternsAnswerAsPythonDoes(t *testing.T) {
	table, err := os.ReadFile("testdata/python.tsv")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for line := range strings.SplitSeq(string(table), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cases++
		answerAsPython(t, strings.Split(line, "\t"))
	}
	if cases < 500 {
		t.Errorf("%d cases", cases)
	}
}

func answerAsPython(t *testing.T, row []string) {
	t.Helper()
	var pattern, text string
	if err := json.Unmarshal([]byte(row[0]), &pattern); err != nil {
		t.Fatalf("%q: %v", row[0], err)
	}
	p, err := Compile(pattern)
	if row[2] == "refused" {
		if err == nil {
			t.Errorf("%s was accepted", row[0])
		}
		return
	}
	if err != nil {
		t.Errorf("%s was refused: %v", row[0], err)
		return
	}
	if err := json.Unmarshal([]byte(row[1]), &text); err != nil {
		t.Fatalf("%q: %v", row[1], err)
	}
	p.backtrack.MatchTimeout = patient
	want := row[2] == "found"
	if got, err := p.Match(text); err != nil || got != want {
		t.Errorf("%s on %s: %v, %v, want %s; fast %v", row[0], row[1], got, err, row[2], p.fast(text))
	}
	if got, err := p.backtrack.MatchString(text); err != nil || got != want {
		t.Errorf("%s on %s, backtracking: %v, %v, want %s", row[0], row[1], got, err, row[2])
	}
}

// patient is a time limit that only a match without end comes to, however busy the machine is.
const patient = time.Minute

func TestMoreThanPythonIsUnderstood(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		// the vendor's node framework writes JavaScript's flags and characters so
		{`(?gi)deploy`, "DEPLOY", true},
		{`(?gy)deploy`, "DEPLOY", false},
		{`(?gim)^deploy$`, "x\nDeploy\ny", true},
		{`(?g)\x{00e9}`, "é", true},
		{`(?i)\x{e9}`, "É", true},
		{`\x{1F600}`, "😀", true},
		{`https?:\/\/`, "https://x", true},
		{`[\w-.]+@`, "a-b.c@", true},
		{`^[a-\d]$`, "-", true},
		{`(?<year>\d{4})-(?P=year)`, "2017-2017", true},
		// Python 2 let flags stand anywhere
		{`deploy(?i)`, "DEPLOY", true},
		{`(a(?i)b)c`, "ABC", true},
		{`a|(?m)^b`, "x\nb", true},
	} {
		p, err := Compile(c.pattern)
		if err != nil {
			t.Errorf("%s: %v", c.pattern, err)
			continue
		}
		p.backtrack.MatchTimeout = patient
		if got, err := p.Match(c.text); got != c.want || err != nil {
			t.Errorf("%s on %q: %v, %v", c.pattern, c.text, got, err)
		}
	}
}

func TestARefusalSaysWhy(t *testing.T) {
	for pattern, why := range map[string]string{
		`a++`: "possessive", `a*+`: "possessive", `a{1,2}+b`: "possessive", `x{2,1}`: "more than the most", `(?<=a+)b`: "same width",
		`a**`: "multiple repeat", `*a`: "nothing to repeat", `(a\1)`: "not complete", `(?P>x)`: "(?P", `(a)(?(1)a|b|c)`: "two alternatives",
		`a{999999}`: "too many", `\x{110000}`: "character code", `(?-i)`: "flag", `(?<n>a)(?<n>b)`: `group name "n"`, `a(?:b`: "too early",
	} {
		_, err := Compile(pattern)
		if err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "(?<1>") {
			t.Errorf("%s: %v, want a word of %q", pattern, err, why)
		}
	}
}
