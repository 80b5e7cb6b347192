package markup

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func TestHTMLIsCleanedDownToHipChatsTable(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"text without markup is untouched", `it's "5 > 3"`, `it's "5 > 3"`},
		{"quotes in text stay", `<b>it's "on"</b>`, `<b>it's "on"</b>`},
		{"a bare less-than is escaped", `a < b`, `a &lt; b`},
		{"entities stay escaped", `&lt;script&gt; &amp; co`, `&lt;script&gt; &amp; co`},
		{"simple tags stay", `<b>a</b><i>b</i><strong>c</strong><em>d</em><code>e</code><pre>f</pre>`, `<b>a</b><i>b</i><strong>c</strong><em>d</em><code>e</code><pre>f</pre>`},
		{"attributes of simple tags go", `<b class="x" onclick="y()">a</b>`, `<b>a</b>`},
		{"breaks in every spelling", `a<br>b<br/>c<br />d</br>e<BR clear="all">f`, `a<br>b<br>c<br>d<br>e<br>f`},
		{"unquoted href", `<a href=http://ci.example/1>build</a>`, `<a href="http://ci.example/1">build</a>`},
		{"query of a link", `<a href="https://x.example/?a=1&b=2">x</a>`, `<a href="https://x.example/?a=1&amp;b=2">x</a>`},
		{"link attributes of the table", `<a href="https://x.example/" rel="nofollow" data-target="k" data-target-options='{"a":1}' target="_top">x</a>`,
			`<a href="https://x.example/" rel="nofollow" data-target="k" data-target-options="{&#34;a&#34;:1}">x</a>`},
		{"mailto link", `<a href="mailto:ops@x.example">mail</a>`, `<a href="mailto:ops@x.example">mail</a>`},
		{"link to a room of the client", `<a href="hipchat://www.hipchat.com/room/Dev%20Ops?target=com.example.bot:berth">x</a>`,
			`<a href="hipchat://www.hipchat.com/room/Dev%20Ops?target=com.example.bot:berth">x</a>`},
		{"link to a person of the client", `<a href="HipChat://chat.example.net:8443/user/@ada">x</a>`, `<a href="hipchat://chat.example.net:8443/user/@ada">x</a>`},
		{"link of the client to something else", `<a href="hipchat://www.hipchat.com/exec/1">x</a>`, `x`},
		{"link of the client without a room", `<a href="hipchat://www.hipchat.com/room/">x</a>`, `x`},
		{"link of the client with more than a target", `<a href="hipchat://www.hipchat.com/room/1?target=a&b=c">x</a>`, `x`},
		{"link of the client with a person in front", `<a href="hipchat://ada@www.hipchat.com/room/1">x</a>`, `x`},
		{"link of the client with a line break", "<a href=\"hipchat://www.hipchat.com/room/1\njavascript:x\">x</a>", `x`},
		{"image of the client's scheme is dropped", `a<img src="hipchat://www.hipchat.com/room/1">b`, `ab`},
		{"relative link loses its tag", `<a href="/admin">x</a>`, `x`},
		{"link without scheme loses its tag", `<a href="//x.example/">x</a>`, `x`},
		{"script link loses its tag", `<a href="javascript:alert(1)">x</a>`, `x`},
		{"image", `<img src="https://x.example/a.png" alt="A" width=16 height="50%" align=middle title="t">`,
			`<img src="https://x.example/a.png" alt="A" width="16" height="50%" align="middle">`},
		{"image from data is dropped", `<img src="data:image/svg+xml;base64,PHN2Zy8+">`, ``},
		{"image from mailto is dropped", `a<img src="mailto:x@y">b`, `ab`},
		{"lists", `<ul type=a><li value=1>x</li></ul><ol><li>y</li></ol>`, `<ul><li>x</li></ul><ol><li>y</li></ol>`},
		{"tables", `<table border=1><thead><tr valign=top><th colspan=2>h</th></tr></thead><tbody><tr><td rowspan="1" bgcolor=red>d</td></tr></tbody></table>`,
			`<table><thead><tr valign="top"><th colspan="2">h</th></tr></thead><tbody><tr><td rowspan="1">d</td></tr></tbody></table>`},
		{"span style is limited", `<span style="color:red;position:fixed;font-weight:bold;background:url(x)">a</span>`, `<span style="color: red; font-weight: bold">a</span>`},
		{"span style with nothing allowed", `<span style="position:fixed">a</span>`, `<span>a</span>`},
		{"span sizes", `<span style="width:10px;height:50%;text-decoration:underline">a</span>`, `<span style="width: 10px; height: 50%; text-decoration: underline">a</span>`},
		{"style values are checked", `<span style="color:expression(alert(1));width:calc(9e9px)">a</span>`, `<span>a</span>`},
		{"image style is limited like the span's", `<img src="https://x.example/a.png" style="position:fixed;width:10px">`, `<img src="https://x.example/a.png" style="width: 10px">`},
		{"unknown tags keep their text", `<font color=red>a</font><u>b</u>`, `ab`},
		{"unknown blocks keep their lines", `<div><h1>a</h1><p>b</p></div><font color=red>c</font>`, `a<br>b<br>c`},
		{"a paragraph around all of it", "\n<p>a <b>b</b></p>\n", "\na <b>b</b>\n"},
		{"paragraphs in lines of their own", "<p><b>ALERT</b></p>\n  <p></p>\n  <p>disk &lt;97%&gt;</p>\n", "<b>ALERT</b>\n  \n  <br>disk &lt;97%&gt;\n"},
		{"a block before an inline tag", `<DIV class="x">a</DIV><i>b</i>`, `a<br><i>b</i>`},
		{"blocks around lines of their own", `<p>a</p><ul><li><p>b</p></li></ul><p>c</p><br><p>d</p>`, `a<ul><li>b</li></ul>c<br>d`},
		{"a block in a cell", `<table><tr><td><div>a</div></td><td><p>b</p><p>c</p></td></tr></table>`, `<table><tr><td>a</td><td>b<br>c</td></tr></table>`},
		{"a block after an image", `<div><img src="https://x.example/a.png"></div><hr>b`, `<img src="https://x.example/a.png"><br>b`},
		{"a block in a script", `a<script>"<p>b</p>"</script>c`, `ac`},
		{"a block in a comment", `a<!-- <p>b</p> -->c`, `ac`},
		{"unknown raw-text tags keep their text", `<title>a</title><iframe>b</iframe></object>c<object>d</object>`, `abcd`},
		{"script and style go with their content", `a<script>alert(1)</script>b<style>*{}</style>c`, `abc`},
		{"unclosed script swallows the rest", `a<script>alert(1)`, `a`},
		{"comments go", `a<!-- <b>x</b> -->b`, `ab`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, SanitizeHTML(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCardHTMLAllowsFiveElementsOnly(t *testing.T) {
	in := `<a href="https://x.example/">a</a><b>b</b><i>i</i><strong>s</strong><span style="color:red">p</span>` +
		`<em>e</em><img src="https://x.example/a.png"><br><code>c</code><ul><li>l</li></ul>`
	want := `<a href="https://x.example/">a</a><b>b</b><i>i</i><strong>s</strong><span style="color: red">p</span>e` + "\nc\nl"
	if diff := cmp.Diff(want, SanitizeCardHTML(in)); diff != "" {
		t.Error(diff)
	}
}

func TestLinesOfACardDoNotRunIntoEachOther(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"breaks in every spelling", `a<br>b<BR/>c</br>d`, "a\nb\nc\nd"},
		{"paragraphs", `<p>a <b>b</b></p><p>c</p>`, "a <b>b</b>\nc"},
		{"a paragraph around all of it", `<p>a</p>`, "a"},
		{"a list", `two: <ul><li>a</li><li>b</li></ul>`, "two: \na\nb"},
		{"cells", `<table><tr><td>a</td><td>b</td></tr></table>`, "a\nb"},
		{"before a link", `a<br><a href="https://x.example/">b</a>`, "a\n" + `<a href="https://x.example/">b</a>`},
		{"inside of a word", `w<em>o</em>r<code>d</code>`, `word`},
		{"in an attribute", `a<a href="https://x.example/" rel="<p>">b</a>`, `a<a href="https://x.example/" rel="&lt;p&gt;">b</a>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, SanitizeCardHTML(c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// spec: connect-js, 9.8
func TestLinksInCardsSayWhatTheyOpen(t *testing.T) {
	in := `<a data-target="k" onclick="x()">open</a>`
	if got, want := SanitizeCardHTML(in), `<a data-target="k">open</a>`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextWithoutMarkupIsNotCopied(t *testing.T) {
	s := strings.Repeat("deploy finished ", 20)
	if n := testing.AllocsPerRun(100, func() { SanitizeHTML(s) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// allowed is HipChat's table, written a second time so that the policy is checked against the page and not
// against itself. spec: rest-v2, 2.3 message_format
var allowed = map[string]string{
	"a": "href rel data-target data-target-options",
	"b": "", "i": "", "strong": "", "em": "", "br": "", "pre": "", "code": "", "ul": "", "ol": "", "li": "",
	"img":   "src alt width height align style",
	"table": "", "thead": "", "tbody": "", "tr": "valign",
	"td": "colspan rowspan valign", "th": "colspan rowspan valign",
	"span": "style",
}

var allowedInCards = map[string]string{"a": allowed["a"], "b": "", "i": "", "strong": "", "span": "style"}

func FuzzSanitizedHTMLHoldsOnlyWhatIsAllowed(f *testing.F) {
	for _, s := range []string{
		`<script>alert(1)</script>`, `<scr<script>ipt>alert(1)</script>`, `<img src=x onerror=alert(1)>`,
		`<svg/onload=alert(1)>`, `<svg><style><img src=x onerror=alert(1)></style></svg>`,
		`<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`, `<a href="jav&#x09;ascript:alert(1)">x</a>`,
		`<a href=" &#14; javascript:alert(1)">x</a>`, `<a href="data:text/html,<script>1</script>">x</a>`,
		`<IMG """><SCRIPT>alert(1)</SCRIPT>">`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
		`<span style="width:expression(alert(1))">`, `<span style="color:\72 ed;-moz-width:1px">`,
		`<a href="http://x/?a=%zz&b=1;c">x</a>`, `<a name=x><img></a><a href="https://h/">y</a>`,
		`<plaintext><b>x`, `<textarea></b><script>`, `<b/><br/></br><br / >`, `<!--><script>x</script>-->`,
		"a\x00<b\x00>\xff&#0;&#xD800;&nbsp", `&lt;b&gt; &amp;amp; &#39; &#34;`, `<xmp><b></xmp>`, "<pre>\n\nx\r\n</pre>",
		`<a href="HipChat://h:1/Room/a%2fb+c?target=k:x">r</a><a href="hipchat://h/user/%zz">u</a>`,
		`<p>a</p<div>b<script><p>c</script><textarea><p>`, "<div><pre>\n<p>a</p>\n</pre><!-- <p>",
		`<table><td><span style='color: red; '>`, `<img src="https://h/a b.png"><img src="HTTPS://h:x/">`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range []struct {
			clean   func(string) string
			allowed map[string]string
		}{{SanitizeHTML, allowed}, {SanitizeCardHTML, allowedInCards}} {
			once := c.clean(s)
			if twice := c.clean(once); twice != once {
				t.Fatalf("not idempotent:\n in    %q\n once  %q\n twice %q", s, once, twice)
			}
			if strings.Contains(once, "<") {
				checkAllowed(t, once, c.allowed)
			}
		}
	})
}

// checkAllowed reads the result as a browser would, as the content of an element.
func checkAllowed(t *testing.T, clean string, allowed map[string]string) {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(clean), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatalf("%q does not parse: %v", clean, err)
	}
	for _, top := range nodes {
		checkNode(t, top, allowed)
		for n := range top.Descendants() {
			checkNode(t, n, allowed)
		}
	}
}

func checkNode(t *testing.T, n *html.Node, allowed map[string]string) {
	t.Helper()
	if n.Type == html.TextNode {
		return
	}
	attrs, ok := allowed[n.Data]
	if n.Type != html.ElementNode || !ok {
		t.Fatalf("node %v %q came out", n.Type, n.Data)
	}
	for _, a := range n.Attr {
		switch {
		case !strings.Contains(" "+attrs+" ", " "+a.Key+" "):
			t.Fatalf("attribute %s of %s came out", a.Key, n.Data)
		case a.Key == "href" && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "mailto:") &&
			!(strings.HasPrefix(a.Val, "hipchat://") && strings.Count(a.Val, "/") == 4),
			a.Key == "src" && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://"):
			t.Fatalf("address %q came out", a.Val)
		case a.Key == "style" && strings.ContainsAny(a.Val, "@\"'<>{}"), a.Key == "style" && strings.Contains(strings.ToLower(a.Val), "url"):
			t.Fatalf("style %q came out", a.Val)
		}
	}
}

// spec: connect, 7.1
func TestGlancesKeepFourElements(t *testing.T) {
	const in = `<b>a</b><strong class="x">b</strong><em>c</em><i>d</i><a href="http://x.test">e</a><img src="http://x.test/i"><script>f</script> 1 < 2`
	const want = `<b>a</b><strong>b</strong><em>c</em><i>d</i>e 1 &lt; 2`
	if got := SanitizeGlanceHTML(in); got != want || SanitizeGlanceHTML(got) != want {
		t.Errorf("got %q", got)
	}
}
