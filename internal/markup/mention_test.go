package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestMentionsAreFoundAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct {
		in        string
		names     []string
		all, here bool
	}{
		{in: "hello"},
		{in: "@NoraK look", names: []string{"NoraK"}},
		{in: "ping @NoraK, @OlavB: and (@Bo)!", names: []string{"NoraK", "OlavB", "Bo"}},
		{in: "ask @bob.", names: []string{"bob"}},
		{in: "@bob's turn", names: []string{"bob"}},
		{in: "@jo.smith @ann-marie @a_b", names: []string{"jo.smith", "ann-marie", "a_b"}},
		{in: "@Åsa @李雷", names: []string{"Åsa", "李雷"}},
		{in: "@nora @NORA @Nora", names: []string{"nora"}},
		{in: "mail ops@example.org"},
		{in: "https://m.example/@bob/1"},
		{in: "@bob@social.example"},
		{in: "@@bob @ bob @"},
		{in: "@all stand up", all: true},
		{in: "@Here and @ALL", all: true, here: true},
		{in: "@allison", names: []string{"allison"}},
		{in: "@" + strings.Repeat("x", 51)},
	} {
		t.Run(c.in, func(t *testing.T) {
			names, all, here := Mentions(c.in)
			if diff := cmp.Diff(c.names, names); diff != "" || all != c.all || here != c.here {
				t.Errorf("all %v, here %v, names %s", all, here, diff)
			}
		})
	}
}

func TestMentionsAreBounded(t *testing.T) {
	var mentions strings.Builder
	for i := range 500 {
		mentions.WriteString(" @n" + strings.Repeat("x", i%40) + string(rune('a'+i%26)) + string(rune('a'+i/26)))
	}
	if names, _, _ := Mentions(mentions.String()); len(names) != MaxMentions {
		t.Errorf("%d mentions", len(names))
	}
}

func FuzzMentionsStandInTheText(f *testing.F) {
	for _, s := range []string{"@a @b. @@ @all", "\xff@\xff\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		names, _, _ := Mentions(s)
		for _, name := range names {
			if !strings.Contains(s, "@"+name) || !utf8.ValidString(name) {
				t.Errorf("mention %q is not in %q", name, s)
			}
		}
	})
}
