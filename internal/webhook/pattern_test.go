package webhook

import (
	"strings"
	"testing"
)

func TestPatternsMeanWhatPythonMakesOfThem(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		// search, not match
		{`tide`, "high tide", true},
		{`^/tide`, "/tidewater", true},
		{`^/tide(\s|$)`, "/tidewater", false},
		{`^/tide(\s|$)`, "/tide", true},
		{`^/tide`, "no /tide", false},
		{``, "anything", true},
		// ends of text
		{`a$`, "a\n", true},
		{`a$`, "a\n\n", false},
		{`a$`, "a\nb", false},
		{`a\Z`, "a\n", false},
		{`a\Z`, "a", true},
		{`(?m)a$`, "a\nb", true},
		{`(?m)^b`, "a\nb", true},
		{`\Ab`, "a\nb", false},
		{`a.b`, "a\nb", false},
		{`(?s)a.b`, "a\nb", true},
		// classes are Unicode's
		{`^\d+$`, "٣4", true},
		{`^\w+$`, "é中_9²Ⅷ", true},
		{`^\w$`, "\u0301", false}, // a combining mark is no letter to Python
		{`^\w+$`, "a‿b", false},   // nor is any connector but the underscore
		{`^\s+$`, " \t\n\v\f\r\x1c\u0085\u00a0\u2028\u3000", true},
		{`^\s$`, "\u200b", false},
		{`\bété\b`, "un été.", true},
		{`\bt`, "été", false},
		{`\B`, "é", false},
		{`(?a)^\w$`, "é", false},
		{`(?a)\bt`, "ét", true},
		{`^[\W_]+$`, "_-‿\u0301", true},
		{`^[^\W\d_]+$`, "aé中", true},
		{`^[^\W\d_]+$`, "a1", false},
		{`^[^\S]$`, "\u00a0", true},
		{`^[\w-x]+$`, "a-x", true},
		{`^[]a]+$`, "]a", true},
		{`[^]a]`, "]a", false},
		{`^[[:alpha:]]$`, ":]", true}, // no POSIX classes
		{`^[a-z-[b]]$`, "b]", true},   // and no subtraction
		{`[\b]`, "\b", true},
		// flags
		{`(?i)DEPLOY`, "deploy", true},
		{`DEPLOY`, "deploy", false},
		{`(?gi)deploy`, "DEPLOY", true},
		{`(?gy)deploy`, "DEPLOY", false},
		{`deploy(?i)`, "DEPLOY", true}, // Python 2: wherever they stand
		{`(?i:D)eploy`, "deploy", true},
		{`(?i:D)eploy`, "dEPLOY", false},
		{"(?x) a b # (comment\n c", "abc", true},
		{`a(?#comment)b`, "ab", true},
		// groups
		{`(?P<x>ab)-(?P=x)`, "ab-ab", true},
		{`(?P<x>a|b)-(?P=x)`, "a-b", false},
		{`(?P<x>a)(b)\1$`, "aba", true}, // numbered in the order they open
		{`(?P<x>a)(b)\1$`, "abb", false},
		{`(a)?(?(1)b|c)`, "ab", true},
		{`^(a)?(?(1)b|c)$`, "b", false},
		{`(?<year>\d{4})`, "2017", true},
		// look-around
		{`deploy(?! prod)`, "deploy prod", false},
		{`deploy(?! prod)`, "deploy test", true},
		{`(?<=#)\d+`, "see #12", true},
		{`(?<!#)\b\d+`, "see #12", false},
		{`(?=.*a)(?=.*b)`, "b and a", true},
		// escapes
		{`caf\x{00e9}`, "café", true},
		{`caf\xe9`, "café", true},
		{`caf\u00e9`, "café", true},
		{`\x{1F600}|\U0001F601`, "😁", true},
		{`https?:\/\/`, "https://x", true},
		{`\101\060`, "A0", true},
		{`a\0b`, "a\x00b", true},
		{`[\60-\71]`, "5", true},
		{`\t\n`, "\t\n", true},
		{`\#\ \é\_`, "# é_", true},
		// repetition
		{`^a{,2}$`, "aaa", false},
		{`^a{,2}$`, "aa", true},
		{`a{x}`, "a{x}", true},
		{`^{}$`, "{}", true},
		{`^(?:a{1000}){2}$`, strings.Repeat("a", 2000), true},
	} {
		p, err := Compile(c.pattern)
		if err != nil {
			t.Errorf("%q: %v", c.pattern, err)
			continue
		}
		p.backtrack.MatchTimeout = patient
		if got, err := p.Match(c.text); err != nil || got != c.want {
			t.Errorf("%q on %q: %v, %v", c.pattern, c.text, got, err)
		}
		if got, err := p.backtrack.MatchString(c.text); err != nil || got != c.want {
			t.Errorf("%q on %q, backtracking: %v, %v", c.pattern, c.text, got, err)
		}
	}
}

func TestWhatIsNoRegularExpressionIsRefused(t *testing.T) {
	for _, pattern := range []string{
		`(`, `)`, `(?`, `(?P<x`, `(?P<x>a`, `(?P<1>a)`, `(?P<x>a)(?P<x>b)`, `(?P=x)`, `\1`, `(a)\10`, `[`, `[a`, `[b-a]`, `a\`,
		`*a`, `a**`, `\q`, `\x{}`, `\x{110000}`, `\x{d800}`, `\u12`, `\777`, `(?z)`, `(?-i)`, `(?(2)a|b)`, `a{999999}`, `(?#`,
		strings.Repeat("a", MaxPattern+1),
	} {
		if _, err := Compile(pattern); err == nil {
			t.Errorf("%.40q was accepted", pattern)
		} else if strings.Contains(err.Error(), "(?<1>") {
			t.Errorf("%.40q: the error shows the translation: %v", pattern, err)
		}
	}
	if _, err := Compile(strings.Repeat("é", MaxPattern)); err != nil {
		t.Errorf("a pattern of the greatest length: %v", err)
	}
}

func TestOrdinaryPatternsRunInLinearTime(t *testing.T) {
	for _, pattern := range []string{`^/deploy(\s|$)`, `(?i)\bhelp\b`, `(?P<key>[A-Z]+-\d+)`, `https?:\/\/\S+`} {
		p, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if !p.fast("an ordinary sentence") {
			t.Errorf("%q backtracks", pattern)
		}
	}
}

func TestAHopelessMatchIsGivenUp(t *testing.T) {
	for _, pattern := range []string{
		`(?=x)?(a+)+$`, `^(?=(a+)+b)`, `(.*a){20}\1c`, `(?=)(a|a)*$`, `(?=)(a|aa)+$`, `(?i)(?=)(A+)+B`, `(?=)(\w+\s?)+$`, `(?=)(.*.*.*.*)*x`,
		`(?=)^(([a-z])+.)+[A-Z]`, `(a?){40}(?=a{40})b`,
	} {
		p, err := Compile(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := p.Match(hopeless); found || err == nil {
			t.Errorf("%q: %v, %v", pattern, found, err)
		}
	}
}

func FuzzPatternsCompileAndMatchWithoutHarm(f *testing.F) {
	for _, s := range []string{
		`^/tide(\s|$)`, `(?P<x>ab)-(?P=x)`, `(a)?(?(1)b|c)`, `[^\W\d_-]+`, `(?gi)\x{00e9}\/`, `(?<!a)\b[]a-]\Z`, `a{,2}{`, `(?i:(?#x))\101`,
		"(?x) a # b\n", `[[:alpha:]-\w&&~~]`, `(?=x)?`, `\B\1()`,
	} {
		f.Add(s, "/tide ab-ab é\n")
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := Compile(pattern)
		if err != nil || len(text) > 1000 {
			return
		}
		if found, err := p.Match(text); err != nil && found {
			t.Error("found in spite of an error")
		}
	})
}
