package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// payload is one request of testdata: headers, an empty line, a body, made after the tool's own documentation.
type payload struct {
	format, name, file string
	Request
}

func payloads(t testing.TB) (all []payload) {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d payloads, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := bytes.Cut(raw, []byte("\n\n"))
		header, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(head, "\n\n"...)))).ReadMIMEHeader()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".http")
		all = append(all, payload{filepath.Base(filepath.Dir(file)), name, file, Request{Header: http.Header(header), Body: body}})
	}
	return all
}

func TestEachToolsPayloadIsShownAsItsGoldenFileSays(t *testing.T) {
	for _, p := range payloads(t) {
		t.Run(p.format+"/"+p.name, func(t *testing.T) {
			m, err := Read(p.Request)
			if err != nil {
				t.Fatal(err)
			}
			if m.Format != p.format {
				t.Errorf("recognised as %s (%s)", m.Format, m.Why)
			}
			n, err := m.Notification()
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(n.Message) == "" {
				t.Error("the message is blank")
			}
			got := fmt.Sprintf("why:   %s\nkey:   %s\nstate: %s\nfrom:  %s\ncolor: %s\n\n%s\n%s", m.Why, m.Key, m.State, n.From, n.Color, n.Message, indented(t, n.Card))
			golden := strings.TrimSuffix(p.file, ".http") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func indented(t *testing.T, card json.RawMessage) string {
	t.Helper()
	if card == nil {
		return ""
	}
	var out bytes.Buffer
	if err := json.Indent(&out, card, "", "  "); err != nil {
		t.Fatal(err)
	}
	return "\n" + out.String() + "\n"
}

func TestEveryFormatHasAPayload(t *testing.T) {
	there := map[string]bool{}
	for _, p := range payloads(t) {
		there[p.format] = true
	}
	for _, name := range Names() {
		if !there[name] {
			t.Errorf("testdata has no %s", name)
		}
	}
}

// No two recognisers know the same payload, so that their order means nothing.
func TestOneRecogniserKnowsAPayload(t *testing.T) {
	for _, p := range payloads(t) {
		wantOne(t, p, p.Request)
	}
}

func wantOne(t *testing.T, p payload, r Request) {
	t.Helper()
	var known []string
	for _, k := range recognisers() {
		if why := k.is(read(r)); why != "" {
			known = append(known, k.name+" ("+why+")")
		}
	}
	want := 1
	if p.format == "json" || p.format == "text" {
		want = 0
	}
	if len(known) != want || (want == 1 && !strings.HasPrefix(known[0], p.format+" ")) {
		t.Errorf("%s/%s is known to %v\n%s", p.format, p.name, known, r.Body)
	}
}

// What a payload is stays the same when its members come in another order, and when a new release of the tool adds some.
func TestNewMembersAndAnotherOrderChangeNoFormat(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, p := range payloads(t) {
		for range 20 {
			r := p.Request
			r.Header = r.Header.Clone()
			r.Header.Set(fmt.Sprintf("X-New-%d", rnd.IntN(1000)), "1")
			r.Body = otherwise(rnd, p.Request)
			wantOne(t, p, r)
		}
	}
}

// otherwise says the same in another order, and more that nobody knows: in JSON, in a form, which may hold JSON, or in text.
func otherwise(rnd *rand.Rand, r Request) []byte {
	var root any
	if json.Unmarshal(r.Body, &root) == nil {
		return shuffled(rnd, root, 0)
	}
	form, err := url.ParseQuery(string(bytes.TrimSpace(r.Body)))
	if err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || !bytes.ContainsRune(r.Body, '=') {
		return append(bytes.Clone(r.Body), fmt.Sprintf("\nline %d", rnd.IntN(1000))...)
	}
	var fields []string
	form.Set(fmt.Sprintf("x_new_%d", rnd.IntN(1000)), "1")
	for name, all := range form {
		for _, v := range all {
			if json.Unmarshal([]byte(v), &root) == nil && strings.HasPrefix(v, "{") {
				v = string(shuffled(rnd, root, 0))
			}
			fields = append(fields, url.QueryEscape(name)+"="+url.QueryEscape(v))
		}
	}
	rnd.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
	return []byte(strings.Join(fields, "&"))
}

// Nor does it matter in which order the recognisers are asked.
func TestAnotherOrderOfRecognisersChangesNoFormat(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, p := range payloads(t) {
		all := recognisers()
		rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		found := ""
		for _, k := range all {
			if k.is(read(p.Request)) != "" {
				found = k.name
				break
			}
		}
		if found != p.format && !(found == "" && (p.format == "json" || p.format == "text")) {
			t.Errorf("%s/%s is %q", p.format, p.name, found)
		}
	}
}

// shuffled writes a document with its members in any order, and with members that nobody knows.
func shuffled(rnd *rand.Rand, v any, depth int) []byte {
	var b bytes.Buffer
	switch v := v.(type) {
	case map[string]any:
		type member struct {
			name  string
			value any
		}
		var members []member
		for name, m := range v {
			members = append(members, member{name, m})
		}
		for range rnd.IntN(3) {
			members = append(members, member{fmt.Sprintf("x_new_%d_%d", depth, rnd.IntN(1000)), json.RawMessage(`{"a":[true,null,"text"]}`)})
		}
		rnd.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		b.WriteByte('{')
		for i, m := range members {
			if i > 0 {
				b.WriteByte(',')
			}
			name, _ := json.Marshal(m.name)
			b.Write(name)
			b.WriteByte(':')
			b.Write(shuffled(rnd, m.value, depth+1))
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(shuffled(rnd, item, depth+1))
		}
		b.WriteByte(']')
	default:
		raw, _ := json.Marshal(v)
		b.Write(raw)
	}
	return b.Bytes()
}

func TestWhatSaysNothingIsRefusedWithAReason(t *testing.T) {
	for _, r := range []Request{
		{}, {Body: []byte(" \n\t")}, {Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte("a=&b=")},
	} {
		if m, err := Read(r); !errors.Is(err, ErrEmpty) {
			t.Errorf("%q: %+v, %v", r.Body, m, err)
		}
	}
}

func TestAFormThatWouldLoseWordsIsRefusedWithAReason(t *testing.T) {
	for body, lost := range map[string]string{
		"message=a & b": " b", "message=AT&T%20is+down&color=red": "T is down", `payload={"text":"a & b"}`: ` b"}`,
		"message=a &": "", "message=a&urgent": "", "message=a %26 b": "", "message=a&b c=d": "", "a=b & c": "", "a & b": "", `{"message":"a & b"}`: "",
	} {
		_, err := Read(Request{Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(body)})
		var stray *StrayError
		switch {
		case lost == "" && err != nil:
			t.Errorf("%s: %v", body, err)
		case lost != "" && (!errors.As(err, &stray) || stray.Part != lost):
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestARecognisedFormatWithoutContentIsShownAsJSON(t *testing.T) {
	m, err := Read(Request{Header: http.Header{"Sentry-Hook-Resource": {"issue"}}, Body: []byte(`{"data":{},"host":"db1"}`)})
	if err != nil || m.Format != "json" || !strings.Contains(m.Why, "looks like sentry") {
		t.Errorf("%+v, %v", m, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, p := range payloads(f) {
		var head []string
		for name := range p.Header {
			head = append(head, name+": "+p.Header.Get(name))
		}
		f.Add(strings.Join(head, "\n"), p.Body)
	}
	for _, body := range []string{ // what senders get wrong
		`{"text":null,"attachments":[null,{"fields":[null]}],"blocks":[{}]}`, `{"alerts":[null],"groupKey":1,"status":[]}`,
		`payload=%7B%22text%22%3A%22x%22%7D`, "message=a & b", "payload=%zz", "[[[[]]]]", "{\"a\":1}{", "\xef\xbb\xbf{}", `{"specversion":"1.0","id":"","type":"","source":""}`,
	} {
		f.Add("Content-Type: application/json\nX-Github-Event: pull_request", []byte(body))
		f.Add("Content-Type: application/x-www-form-urlencoded", []byte(body))
	}
	f.Fuzz(func(t *testing.T, head string, body []byte) {
		header := http.Header{}
		for line := range strings.Lines(head) {
			if name, v, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				header.Add(name, strings.TrimSpace(v))
			}
		}
		m, err := Read(Request{Header: header, Body: body})
		if err != nil {
			var stray *StrayError
			if !errors.Is(err, ErrEmpty) && !errors.As(err, &stray) {
				t.Fatal(err)
			}
			return
		}
		n, err := m.Notification()
		if err != nil {
			t.Fatalf("%s (%s): %v", m.Format, m.Why, err)
		}
		if strings.TrimSpace(n.Message) == "" && m.exact == nil && m.Card == nil {
			t.Fatalf("%s (%s): a blank message", m.Format, m.Why)
		}
		if bad := hipchat.CheckLength("message", n.Message, 0, hipchat.MaxMessage); bad != nil && m.exact == nil {
			t.Fatal(bad)
		}
	})
}
