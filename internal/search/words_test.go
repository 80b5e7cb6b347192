package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextsAreCutIntoFoldedWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"  ... !":                       "",
		"Deploy failed: db-2.example":   "deploy failed db 2 example",
		"l'Équipe naïve":                "l equipe naive",
		"e\u0301te\u0301":               "ete",
		"ＦＵＬＬ width ½":                  "full width 12",
		"don't @Bob #ops":               "don t bob ops",
		"日本語 text":                      "日 本 語 text",
		"ไทย":                           "ไ ท ย",
		"مرحبا بالعالم":                 "مرحبا بالعالم",
		"snake_case":                    "snake case",
		"\u0301 mark alone":             "mark alone",
		strings.Repeat("x", 100) + " y": strings.Repeat("x", 64) + " y",
	} {
		if diff := cmp.Diff(want, strings.Join(texts(Words(text)), " ")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestWordsKnowWhereTheyStand(t *testing.T) {
	text := "Ein Äpfel-日本 ist…"
	var got []string
	for _, w := range Words(text) {
		got = append(got, text[w.Start:w.End])
	}
	if diff := cmp.Diff([]string{"Ein", "Äpfel", "日", "本", "ist"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAVeryLongTextIsBounded(t *testing.T) {
	if n := len(Words(strings.Repeat("ab ", 50_000))); n != maxWords {
		t.Errorf("%d words, want %d", n, maxWords)
	}
}

func FuzzWordsStandInTheText(f *testing.F) {
	for _, seed := range []string{"Deploy failed", "日本語", "e\u0301", "\xff\xfe x", "a\u200db", "½ ﬁ", "ไทยก็"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, w := range Words(text) {
			if w.Start < at || w.End <= w.Start || w.End > len(text) {
				t.Fatalf("%q: word %q at %d to %d, after %d", text, w.Text, w.Start, w.End, at)
			}
			if w.Text == "" || len(w.Text) > maxWord {
				t.Fatalf("%q: word %q", text, w.Text)
			}
			for _, again := range Words(w.Text) {
				if len(w.Text) < maxWord && !strings.Contains(w.Text, again.Text) {
					t.Fatalf("%q: word %q is cut again into %q", text, w.Text, again.Text)
				}
			}
			if strings.ContainsAny(w.Text, " '\"\\:*()\x00") {
				t.Fatalf("%q: word %q has more than letters and digits", text, w.Text)
			}
			at = w.End
		}
	})
}
