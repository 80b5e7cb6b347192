package hook_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/hook"
	"github.com/stoachat/stoa/internal/shape"
	"github.com/stoachat/stoa/internal/store"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// bench is a room with hooks, over a database of its own.
type bench struct {
	testing.TB
	*store.Store
	templates *hook.Templates
	ctx       context.Context // of who may change them
	room      chat.Room
}

func newBench(t testing.TB) *bench {
	t.Helper()
	s := storetest.Open(t, storetest.SQLite(t))
	sealer, err := auth.NewSealer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	room, err := s.CreateRoom(t.Context(), chat.Room{Name: "Ops"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	templates := hook.New(hook.Config{Store: s, Sealer: sealer, Audit: chat.NewAuditor(s, time.Now), Log: slog.New(slog.DiscardHandler)})
	return &bench{t, s, templates, auth.WithPrincipal(t.Context(), &chat.Principal{}), room}
}

// hook makes one with a template, and answers its token and who calls with that.
func (b *bench) hook(name, source string) (chat.Token, *chat.Principal) {
	b.Helper()
	hash := sha256.Sum256([]byte(name))
	t, err := b.CreateToken(b.ctx, chat.Token{Kind: chat.TokenRoom, RoomID: b.room.ID, Name: name, Hash: hash[:]})
	if err != nil {
		b.Fatal(err)
	}
	b.set(t, source)
	return t, &chat.Principal{Kind: chat.TokenRoom, TokenID: t.ID}
}

func (b *bench) set(t chat.Token, source string) {
	b.Helper()
	if _, err := b.templates.Set(b.ctx, t, source, nil, false); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) read(p *chat.Principal, body string) (m *format.Message, how string) {
	b.Helper()
	m, how, err := b.templates.Read(b.ctx, p, format.Request{Header: http.Header{}, Body: []byte(body)})
	if err != nil {
		b.Fatal(err)
	}
	return m, how
}

func TestAChangedTemplateSaysTheNextRequest(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ci, p := b.hook("CI", "{{.a}} of CI")
	_, other := b.hook("Other", "{{.a}} of another")
	for _, c := range []struct {
		name, source, body, says, how string
	}{
		{"the first", "{{.a}} of CI", `{"a":1}`, "1 of CI", "used"},
		{"another", "now {{.a}}", `{"a":2}`, "now 2", "used"},
		{"one that fails", "{{range .a}}x{{end}}", `{"a":"text"}`, "", "failed: line 1, column 9: This is no list or object: range cannot go through it"},
		{"and does no more", "{{range .a}}{{.}}{{end}}", `{"a":["x"]}`, "x", "used"},
		{"none", "", `{"text":"built in"}`, "built in", ""},
	} {
		b.set(ci, c.source)
		for range 2 { // read, and from memory
			m, how := b.read(p, c.body)
			n, err := m.Notification()
			if err != nil || how != c.how || c.says != "" && n.Message != c.says {
				t.Errorf("%s: %q, %q, %v", c.name, n.Message, how, err)
			}
		}
		of, err := b.templates.Of(b.ctx, ci.ID)
		if failed := strings.HasPrefix(c.how, "failed"); err != nil || (of.Failure != "") != failed {
			t.Errorf("%s: it is noted that %+v", c.name, of)
		}
		if _, how := b.read(other, `{"a":1}`); how != "used" {
			t.Errorf("%s: the other's: %q", c.name, how)
		}
	}
}

func TestAFailureThatIsOverIsNotedOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ci, p := b.hook("CI", "{{range .a}}x{{end}}")
	for _, c := range []struct {
		body string
		says string
	}{
		{`{"a":[1]}`, ""}, {`{"a":"text"}`, "line 1, column 9"}, {`{"a":"text"}`, "line 1, column 9"}, {`{"a":[1]}`, ""},
	} {
		b.read(p, c.body)
		of, err := b.templates.Of(b.ctx, ci.ID)
		if err != nil || !strings.Contains(of.Failure, c.says) || c.says == "" && of.Failure != "" {
			t.Errorf("after %s: %q, %v", c.body, of.Failure, err)
		}
	}
}

// noting counts what is written down of how templates fare.
type noting struct {
	hook.Store
	notes int
}

func (n *noting) NoteHookFailure(ctx context.Context, t chat.HookTemplate) error {
	n.notes++
	return n.Store.NoteHookFailure(ctx, t)
}

func TestATemplateThatFaresDifferentlyEachTimeIsWrittenDownSeldom(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]func(i int) string{
		"it fails differently":   func(i int) string { return fmt.Sprintf(`{"a":"colour %d"}`, i) },
		"it fails now and then":  func(i int) string { return []string{`{"a":"colour"}`, `{"a":"red"}`}[i%2] },
		"it fails, and stays so": func(int) string { return `{"a":"colour"}` },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			now := time.Now()
			store := &noting{Store: b.Store}
			b.templates = hook.New(hook.Config{
				Store: store, Audit: chat.NewAuditor(b.Store, time.Now), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
			})
			const source = "color: {{.a}}\n\nsomething"
			ci, p := b.hook("CI", source)
			hundred := func() (notes int) {
				before := store.notes
				for i := range 100 {
					b.read(p, body(i))
				}
				return store.notes - before
			}
			if n := hundred(); n == 0 || n > 4 {
				t.Errorf("%d notes of a hundred requests", n)
			}
			now = now.Add(2 * time.Minute)
			if n := hundred(); n == 0 || n > 4 {
				t.Errorf("%d notes of a hundred requests some time later", n)
			}
			b.set(ci, source+" else")
			b.read(p, body(0))
			if of, err := b.templates.Of(b.ctx, ci.ID); err != nil || !strings.Contains(of.Failure, "The color is") {
				t.Errorf("of what has changed it is noted that %q, %v", of.Failure, err)
			}
		})
	}
}

// A template in memory belongs to all requests that come at the same time.
func TestManyRequestsUseOneTemplateAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, p := b.hook("CI", "title: {{upper .a}}\n\n{{range .list}}{{bold .}}{{end}}{{if .a}} {{.a}}{{end}}")
	var all sync.WaitGroup
	for i := range 8 {
		i++ // 0 is nothing to a template
		all.Go(func() {
			want := fmt.Sprintf("<b>%d</b><b>x</b> %d", i, i)
			for range 50 {
				m, how, err := b.templates.Read(b.ctx, p, format.Request{Header: http.Header{}, Body: fmt.Appendf(nil, `{"a":%d,"list":[%d,"x"]}`, i, i)})
				if err != nil || how != "used" {
					t.Error(how, err)
					return
				}
				if n, err := m.Notification(); err != nil || !strings.Contains(n.Message, want) {
					t.Errorf("%q, want %q in it, %v", n.Message, want, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkRead(b *testing.B) {
	shipped, err := shape.AllShipped()
	if err != nil {
		b.Fatal(err)
	}
	var source string
	for _, s := range shipped {
		if s.Format == "github" {
			source = s.Source
		}
	}
	push, err := os.ReadFile("../format/testdata/github/push.http")
	if err != nil {
		b.Fatal(err)
	}
	_, body, _ := strings.Cut(string(push), "\n\n")
	for _, c := range []struct{ name, source string }{{"built in", ""}, {"one line", "{{.ref}}"}, {"GitHub", source}} {
		b.Run(c.name, func(b *testing.B) {
			h := newBench(b)
			_, p := h.hook("CI", c.source)
			r := format.Request{Header: http.Header{"X-Github-Event": {"push"}}, Body: []byte(body)}
			b.ReportAllocs()
			for b.Loop() {
				if _, how, err := h.templates.Read(h.ctx, p, r); err != nil || how == "used" != (c.source != "") {
					b.Fatal(how, err)
				}
			}
		})
	}
}
