package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/chat"
)

func TestSnippetsShowWhatWasFound(t *testing.T) {
	long := strings.Repeat("lorem ipsum ", 30)
	for name, c := range map[string]struct {
		event chat.Event
		query string
		want  []Piece
	}{
		"a word and a longer one": {chat.Event{Body: "Deploy: deployed, undeployed"}, "deploy",
			[]Piece{{"Deploy", true}, {": ", false}, {"deployed", true}, {", undeployed", false}}},
		"a phrase, not its words alone": {chat.Event{Body: "down it is, is down"}, `"is down"`,
			[]Piece{{"down it is, ", false}, {"is", true}, {" ", false}, {"down", true}}},
		"accents": {chat.Event{Body: "une équipe"}, "Equipe", []Piece{{"une ", false}, {"équipe", true}}},
		"HTML": {chat.Event{Format: chat.FormatHTML, Body: "<b>db-2</b> &amp; co"}, "co",
			[]Piece{{"db-2 & ", false}, {"co", true}}},
		"filters alone":    {chat.Event{Body: "hello"}, "has:file", []Piece{{"hello", false}}},
		"an excluded word": {chat.Event{Body: "hello there"}, "-here hello", []Piece{{"hello", true}, {" there", false}}},
		"a file's name": {chat.Event{File: &chat.File{Name: "plan.pdf"}}, "plan",
			[]Piece{{"plan", true}, {".pdf", false}}},
		"far inside": {chat.Event{Body: long + "needle " + long}, "needle", []Piece{
			{"…ipsum " + strings.Repeat("lorem ipsum ", 6), false}, {"needle", true}, {" " + strings.Repeat("lorem ipsum ", 16) + "lorem…", false}}},
	} {
		q, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, snippet(&c.event, q.Parts)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestSnippetsAreCutBetweenCharacters(t *testing.T) {
	for n := range 200 {
		e := chat.Event{Body: strings.Repeat("x", n) + strings.Repeat("日本語é", 200) + "needle" + strings.Repeat("語", 300)}
		for _, p := range snippet(&e, []chat.SearchPart{part(false, "needle")}) {
			if !utf8.ValidString(p.Text) || len(p.Text) > 2*snippetLength {
				t.Fatalf("after %d: %d bytes %q", n, len(p.Text), p.Text)
			}
		}
	}
}
