package shape_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// nasty are templates that would take much without bounds. What they are told says which one they met.
var nasty = []struct{ source, says string }{
	{`{{range 1000000000}}{{end}}`, "more than 10000 steps"},
	{`{{range 1000000000}}{{continue}}{{end}}`, "more than 10000 steps"},
	{`{{range .big}}{{range $.big}}{{range $.big}}{{end}}{{end}}{{end}}`, "more than 10000 steps"},
	{`{{range $i, $e := .big}}{{range $j, $f := $.big}}{{$x := $f}}{{end}}{{end}}`, "more than 10000 steps"},
	{`{{range 9000}}0123456789{{end}}`, "writes more than 64 KiB"},
	{`{{$x := "0123456789"}}{{range 9000}}{{$x = print $x $x}}{{end}}`, "print makes a text of more than 64 KiB"},
	{`{{$x := "0123456789"}}{{range 9000}}{{$x = printf "%s%s" $x $x}}{{end}}`, "printf makes a text of more than 64 KiB"},
	{`{{$x := "aaaaaaaaaa"}}{{range 9000}}{{$x = replace "a" $x $x}}{{end}}`, "replace makes a text of more than 64 KiB"},
	{`{{join (print .long .long) .big}}`, "join makes a text of more than 64 KiB"},
	{`{{printf "%1000000000d" 1}}`, "widths up to 99"},
	{`{{printf "%*d" 1000000000 1}}`, "widths up to 99"},
	{`{{printf "%.1000000000f" 0.1}}`, "widths up to 99"},
	{`{{printf "%[1]*d" 100000000}}`, "widths up to 99"},
	{`{{printf "%p %T" .big .big}}`, "printf knows the verbs"},
	{`{{truncate 1000000000000 .long}}`, "truncate wants a number"},
	{`{{date .long .n}}`, "up to 100 characters"},
	{`{{index .big -1}}`, "is empty"},
	{`{{index .big 9999999999999999}}`, "is empty"},
	{`{{limit -1 .big}}`, "limit wants a number"},
	{strings.Repeat(`{{with .big}}`, 800) + strings.Repeat(`{{end}}`, 800), "no member big"},
	{`{{` + strings.Repeat(`(`, 8000) + `1` + strings.Repeat(`)`, 8000) + `}}`, ""},
	{strings.Repeat("x", 20_000), "longer than 16 KiB"},
	{`{{range split "" .long}}{{html $.long}}{{end}}`, ""},
	{`{{range .big}}{{json $.big}}{{end}}`, "writes more than 64 KiB"},
	{`{{html (print .long .long .long .long .long)}}`, "more than 64 KiB"},
}

func nastyRequest() format.Request {
	return asked(`{"n":1,"long":"` + strings.Repeat("a b ", 8000) + `","big":[` + strings.Repeat("[1,{}],", 12_000) + `0]}`)
}

func TestNastyTemplatesMeetTheirBounds(t *testing.T) {
	r := nastyRequest()
	for _, c := range nasty {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		m, err := read(c.source, r)
		runtime.ReadMemStats(&after)
		name := c.source[:min(60, len(c.source))]
		if c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v", name, err)
		}
		if m != nil && len(m.HTML) > 1<<17 {
			t.Errorf("%s: %d bytes", name, len(m.HTML))
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<30 { // reading the request alone takes 50 MB
			t.Errorf("%s: %d bytes were allocated", name, took)
		}
	}
}

func TestWhoHangsUpEndsTheTemplate(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tmpl, err := shape.Parse(`{{range 100}}x{{end}}`)
	if err != nil {
		t.Fatal(err)
	}
	r := asked(`{"a":1}`)
	built, err := format.Read(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tmpl.Say(ctx, built, r); err == nil || !strings.Contains(err.Error(), "canceled") {
		t.Error(err)
	}
}

func TestDeepAndOddJSONIsTakenAsItIs(t *testing.T) {
	for _, body := range []string{strings.Repeat(`{"a":`, 2000) + `1` + strings.Repeat(`}`, 2000), strings.Repeat(`[`, 2000) + strings.Repeat(`]`, 2000),
		`{"a":1e400,"b":-0.0,"c":1e-400,"":{"":""}}`, `[null,[null],{"a":null}]`, `{"a":"\u0000\u0001"}`} {
		if _, err := read(`x{{json .}}`, asked(body)); err != nil {
			t.Errorf("%.40s: %v", body, err)
		}
	}
}

// FuzzTemplate looks for a template and a body that panic, or that come out over the bounds.
func FuzzTemplate(f *testing.F) {
	bodies := []string{`{"status":"firing","alerts":[{"labels":{"a":"b"}}],"n":1.5,"t":"2026-11-02T10:00:00Z"}`, `[1,"a",null]`, `text`}
	for _, c := range nasty {
		f.Add(c.source, bodies[0])
	}
	for _, source := range []string{"title: a\x00b\n\nc", "title: a\n\n{{range .alerts}}\x00b{{end}}", "title: {{\"a\\x00b\"}}\n\nc", "title: {{\"a\\xffb\"}}\n\n{{\"\\xff\"}}"} {
		f.Add(source, bodies[0]) // what no text may hold
	}
	shipped, err := shape.AllShipped()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range shipped {
		for _, r := range payloads(f, s.Format) {
			f.Add(s.Source, string(r.Body))
		}
	}
	for _, fn := range shape.Functions() {
		for _, body := range bodies {
			f.Add("{{"+fn.Usage+"}}", body)
			f.Add("title: {{"+fn.Usage+"}}\nformat: text\n\n{{range .alerts}}\n{{. | "+fn.Usage+"}}\n{{end}}", body)
		}
	}
	f.Fuzz(func(t *testing.T, source, body string) {
		m, err := read(source, asked(body))
		var p *shape.Problem
		switch {
		case errors.Is(err, format.ErrEmpty):
			return
		case errors.As(err, &p):
			if lines := 1 + strings.Count(source, "\n"); p.Line < 1 || p.Line > lines || p.Column < 1 || p.Message == "" {
				t.Fatalf("%+v of %d lines", p, lines)
			}
			return
		case err != nil:
			t.Fatal(err)
		}
		n, err := m.Notification()
		if err != nil {
			t.Fatal(err)
		}
		if utf8.RuneCountInString(n.Message) > hipchat.MaxMessage || m.Blank() {
			t.Fatalf("a message of %d characters", utf8.RuneCountInString(n.Message))
		}
	})
}
