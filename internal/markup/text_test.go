package markup

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestPlainTextReadsLikeTheHTML(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"tags go", `<b>build</b> <i>7</i> failed`, "build 7 failed"},
		{"tags do not split words", `fail<b>ed</b>`, "failed"},
		{"entities are decoded", `a &lt; b &amp;&amp; c &eacute;`, "a < b && c é"},
		{"breaks", `a<br>b<br/>c<p>d</p>e`, "a\nb\nc\nd\ne"},
		{"lists", `todo<ul><li>a</li><li>b</li></ul>`, "todo\na\nb"},
		{"tables", `<table><tr><th>k</th><th>v</th></tr><tr><td>1</td><td>2</td></tr></table>`, "k v\n1 2"},
		{"white space collapses", " a\n\t b  c ", "a b c"},
		{"pre keeps its lines", "x<pre>a\n  b</pre>y", "x\na\n  b\ny"},
		{"script and style go", `a<script>var x</script>b<style>p{}</style>c`, "abc"},
		{"images give their alternative text", `see <img src="https://x.example/a.png" alt="a &lt; chart"> here`, "see a < chart here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, PlainText(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

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

func TestLinksAreFoundInText(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"no link in http or ftp://x.example", nil},
		{"see https://a.example/x?y=1#z.", []string{"https://a.example/x?y=1#z"}},
		{"(http://a.example/x) and <https://b.example>", []string{"http://a.example/x", "https://b.example"}},
		{"https://en.example/wiki/Go_(game)", []string{"https://en.example/wiki/Go_(game)"}},
		{"HTTP://A.example, http://b.example!?", []string{"HTTP://A.example", "http://b.example"}},
		{"https://a.example https://a.example", []string{"https://a.example"}},
		{"xhttps://a.example http:// http://", nil},
		{"foo://http://a.example", []string{"http://a.example"}},
	} {
		t.Run(c.in, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Links(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindingsAreBounded(t *testing.T) {
	var mentions, links strings.Builder
	for i := range 500 {
		mentions.WriteString(" @n" + strings.Repeat("x", i%40) + string(rune('a'+i%26)) + string(rune('a'+i/26)))
		links.WriteString(" http://h.example/" + strings.Repeat("x", i))
	}
	if names, _, _ := Mentions(mentions.String()); len(names) != MaxMentions {
		t.Errorf("%d mentions", len(names))
	}
	if found := Links(links.String()); len(found) != MaxLinks {
		t.Errorf("%d links", len(found))
	}
}

func FuzzTextIsReadWithoutHarm(f *testing.F) {
	for _, s := range []string{"@a @b. @@ @all", "http://a.example/(x)). https://", "<pre>a<br>&amp;</pre><p>x<td>", "\xff@\xff\x00<img alt=&lt;>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		names, _, _ := Mentions(s)
		for _, name := range names {
			if !strings.Contains(s, "@"+name) || !utf8.ValidString(name) {
				t.Errorf("mention %q is not in %q", name, s)
			}
		}
		for _, link := range Links(s) {
			if !strings.Contains(s, link) {
				t.Errorf("link %q is not in %q", link, s)
			}
		}
		PlainText(s)
	})
}
