package shape_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

var update = flag.Bool("update", false, "write the golden files anew")

// payloads are the requests of package format's own tests, of some formats or of all.
func payloads(t testing.TB, formats ...string) (all map[string]format.Request) {
	t.Helper()
	files, err := filepath.Glob("../format/testdata/*/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	all = map[string]format.Request{}
	for _, file := range files {
		of := filepath.Base(filepath.Dir(file))
		if len(formats) > 0 && !slices.Contains(formats, of) {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := bytes.Cut(raw, []byte("\n\n"))
		header, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(head, "\n\n"...)))).ReadMIMEHeader()
		if err != nil {
			t.Fatal(err)
		}
		all[of+"-"+strings.TrimSuffix(filepath.Base(file), ".http")] = format.Request{Header: http.Header(header), Body: body}
	}
	return all
}

func read(source string, r format.Request) (*format.Message, error) {
	t, err := shape.Parse(source)
	if err != nil {
		return nil, err
	}
	built, err := format.Read(r)
	if err != nil {
		return nil, err
	}
	return t.Say(context.Background(), built, r)
}

func asked(body string) format.Request { return format.Request{Body: []byte(body)} }

func TestTemplatesSayWhatTheJSONHolds(t *testing.T) {
	const alerts = `{"status":"firing","n":3,"half":0.5,"long":123456789012345678901234567890,"off":null,"tags":["a","b"],"labels":{"app.io/x":"<y>"},
		"alerts":[{"s":"one & two"},{"s":"three"}],"at":"2026-11-02T10:00:00+02:00","ms":1761991200000,"html":"<i>x</i>","lines":"a\nb"}`
	for _, c := range []struct{ name, source, want string }{
		{"a member", `{{.status}}`, "firing"},
		{"a member that is missing", `[{{.none}}]`, "[]"},
		{"a member of what is missing", `[{{.none.of.it}}]`, "[]"},
		{"a member of null", `[{{.off.of.it}}]`, "[]"},
		{"a number", `{{.n}} {{.half}} {{.long}}`, "3 0.5 123456789012345678901234567890"},
		{"a value that looks like HTML", `{{index .labels "app.io/x"}}`, "&lt;y&gt;"},
		{"HTML of the template's own", `<b>{{.status}}</b>`, "<b>firing</b>"},
		{"HTML that is meant", `{{html .html}}`, "<i>x</i>"},
		{"the line breaks of a value", `{{.lines}}`, "a<br>b"},
		{"lines of the template", "a\nb", "a<br>b"},
		{"a list, line by line", "{{range .alerts}}\n{{.s}}\n{{end}}\nend", "one &amp; two<br>three<br>end"},
		{"lists of HTML", "x\n<ul>\n{{range .alerts}}\n<li>{{.s}}</li>\n{{end}}\n</ul>\ny", "x<ul><li>one &amp; two</li><li>three</li></ul>y"},
		{"a condition in its lines", "{{if eq .n 3}}\nthree\n{{else}}\nother\n{{end}}", "three"},
		{"variables", "{{$s := .status}}\n{{range .tags}}{{.}} {{$s}};{{end}}", "a firing;b firing;"},
		{"a link", `{{link "https://e.test/?a=1&b=2" .alerts}}`, ""},
		{"a link of words", `{{link "https://e.test/?a=1&b" "<x>"}}`, `<a href="https://e.test/?a=1&amp;b">&lt;x&gt;</a>`},
		{"a link to nowhere", `{{link "javascript:alert(1)" "x"}}`, "x"},
		{"functions", `{{upper .status}} {{default "none" .none}} {{join "+" .tags}} {{first .tags}}{{last .tags}} {{len .alerts}}`, "FIRING none a+b ab 2"},
		{"pipes", `{{.status | upper | truncate 3}}`, "FI…"},
		{"choices", `{{choose .status "ok" "green" "firing" "red" "gray"}} {{choose "x" "y" 1}}`, "red"},
		{"comparisons", `{{eq .n 3}} {{eq .n "3"}} {{lt .half 1}} {{ge .n 4}} {{ne .status "ok"}} {{eq .none ""}}`, "true true true false true true"},
		{"moments", `{{date "2006-01-02 15:04" .at}} {{date "15:04" .ms}} [{{date "15:04" .none}}]`, "2026-11-02 08:00 10:00 []"},
		{"durations", `{{duration 200}} {{duration 0}} {{duration 100000}}`, "3m 20s 0s 1d 3h"},
		{"counts", `{{plural 1 "commit"}} {{plural (len .tags) "box" "boxes"}}`, "1 commit 2 boxes"},
		{"sums", `{{add .n 1}} {{div .n 2}} {{mul .half 4}}`, "4 1.5 2"},
		{"printf", `{{printf "%05.1f|%-4s|%d%%" .half "x" .n}}`, "000.5|x   |3%"},
		{"and, or and not", `{{if and .tags (not .none)}}yes{{end}}`, "yes"},
		{"an else without a value", `{{with .none}}x{{else}}y{{end}}`, "y"},
		{"members", `{{range $name, $v := .labels}}{{$name}}={{$v}}{{end}} {{keys .labels}}`, ""},
		{"code", `{{code .status}} {{code .lines}}`, "<code>firing</code> <pre>a\nb</pre>"},
		{"words for people", `{{title "pull_request"}} {{colorOf "FAILED"}} {{pluck "s" .alerts | join "/"}}`, "Pull request red one &amp; two/three"},
	} {
		m, err := read(c.source, asked(alerts))
		if err != nil || c.want != "" && m.HTML != c.want {
			t.Errorf("%s: %v\n got %q\nwant %q", c.name, err, htmlOf(m), c.want)
		}
	}
}

func htmlOf(m *format.Message) string {
	if m == nil {
		return ""
	}
	return m.HTML
}

func TestFieldsStandBeforeTheMessageAsInAMail(t *testing.T) {
	m, err := read("title: {{.name}}\n  of {{.where}}\ncolor: {{choose .ok true \"green\" \"red\"}}\nkey: {{.name}}\nstate: {{.ok}}\nnotify: true\nfact Of it: {{.where}}\n\nHello\n\n{{.name}}",
		asked(`{"name":"disk","where":"db1","ok":false}`))
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := m.Card.JSON()
	got := fmt.Sprintf("%s|%s|%s|%v|%s|%s", m.Color, m.Key, m.State, m.Notify, m.HTML, raw)
	want := `red|disk|false|true|<b>disk of db1</b><br>Hello<br><br>disk|{"style":"application","id":"message","title":"disk of db1","format":"medium",` +
		`"description":{"value":"Hello\u003cbr\u003e\u003cbr\u003edisk","format":"html"},"attributes":[{"label":"State","value":{"label":"false","style":"lozenge-error"}},` +
		`{"label":"Of it","value":{"label":"db1"}}]}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatATemplateLeavesOutIsAsItIsWithoutOne(t *testing.T) {
	for name, r := range payloads(t, "alertmanager", "github", "jenkins", "hipchat") {
		built, err := format.Read(r)
		if err != nil {
			t.Fatal(err)
		}
		m, err := read("Something happened", r)
		if err != nil || m.HTML != "Something happened" || m.Key != built.Key || m.State != built.State || m.From != built.From && built.From != "" || m.Card != nil {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestTextTemplatesEscapeNothing(t *testing.T) {
	m, err := read("format: text\n\n{{.a}} {{link \"https://e.test\" .a}}", asked(`{"a":"<&>"}`))
	if err != nil || m.HTML != "<&> <&>" || !m.Text {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestFormsAndTextsAreReadToo(t *testing.T) {
	form := format.Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte("who=Ada&what=a%26b")}
	if m, err := read("{{.who}}: {{.what}}", form); err != nil || m.HTML != "Ada: a&amp;b" {
		t.Errorf("%+v, %v", m, err)
	}
	if m, err := read("<i>{{.}}</i>", asked("a < b")); err != nil || m.HTML != "<i>a &lt; b</i>" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestHeadersAreReadAndSecretOnesAreNot(t *testing.T) {
	r := format.Request{Header: http.Header{"X-Github-Event": {"push"}, "X-Gitlab-Token": {"pl4nted-secret"}, "Authorization": {"Bearer pl4nted-secret"}}, Body: []byte(`{"a":1}`)}
	m, err := read(`{{header "x-github-event"}} {{header "X-Gitlab-Token"}} {{header "Authorization"}}`, r)
	if err != nil || !strings.HasPrefix(m.HTML, "push ") || strings.Contains(m.HTML, "pl4nted") {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestMistakesAreToldWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"", "line 1, column 1: The template has no message"},
		{"title: x\ncolour: y\n\nz", "line 2, column 1: This is no field"},
		{"title: x\ntitle: y\n\nz", "line 2, column 1: title is there twice"},
		{"format: rtf\n\nz", "line 1, column 8: format is html or text"},
		{"a\n  {{.a}} {{nope .b}} {{.c}}", "line 2, column 10: There is no function nope"},
		{"a\n{{if .a}}\nb {{range .c}}", "line 3, column 3: This {{range}} is never closed"},
		{"a {{end}}", "line 1, column 3: {{end}} belongs to no"},
		{"ä {{.a", "line 1, column 3: These braces are never closed"},
		{"a {{$x}}", "line 1, column 3: There is no variable $x"},
		{"{{\"}}\"}} {{\"a}}\nb", "line 1, column 10: A quote is never closed"},
		{"{{.a.b.}}", "line 1, column 1: This is not understood"},
		{"title: x\n\n{{define \"x\"}}{{end}}", "line 3, column 1: A template cannot have others in it"},
		{"{{template \"x\"}}", "line 1, column 1: A template cannot have others"},
		{"{{block \"x\" .}}{{end}}", "line 1, column 1: A template cannot have others"},
		{"{{call .x}}", "line 1, column 1: There is no function call"},
		{"{{html .x}} {{js .x}}", "line 1, column 13: There is no function js"},
		{"{{show .x}}{{step}}", "line 1, column 1: There is no function show"},
		{"a\nb {{.text.x}}", "line 2, column 10: There is no member x here: what stands before it is no object"},
		{"color: {{.text}}\n\na", "line 1, column 7: The color is some text: it must be yellow, green"},
		{"notify: {{.text}}\n\na", "line 1, column 8: notify is true or false"},
		{"a\n{{range .text}}x{{end}}", "line 2, column 9: This is no list or object"},
		{"{{truncate .text}}", "line 1, column 3: truncate is used like this: {{truncate 80 .text}}"},
		{"{{date \"15:04\" .text}}", "line 1, column 3: This is no moment: some text"},
		{"{{add .text 1}}", "line 1, column 3: This is no number: some text"},
		{"{{div 1 0}}", "line 1, column 3: Nothing can be divided by 0"},
		{"title: \n\n{{.none}}", "line 2, column 1: The message is empty"},
	} {
		_, err := read(c.source, asked(`{"text":"some text"}`))
		var p *shape.Problem
		if !errors.As(err, &p) || !strings.HasPrefix(p.Error(), c.want) {
			t.Errorf("%q:\n got %v\nwant %s", c.source, err, c.want)
		}
	}
}
