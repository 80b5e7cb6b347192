package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/remote"
)

// complaint runs a command that must fail, and answers what it told of that.
func (sh shell) complaint(exit int, args ...string) string {
	sh.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		sh.t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = w
	got, _ := printed(sh.t, args...)
	os.Stderr = stderr
	_ = w.Close()
	text, _ := io.ReadAll(r)
	if got != exit {
		sh.t.Errorf("%v: exit %d, want %d: %s", args, got, exit, text)
	}
	return string(text)
}

const deploys = "title: {{.app}} {{.version}}\ncolor: {{colorOf .result}}\nkey: {{.app}}\nstate: {{.result}}\nfact Host: {{.host}}\n\n{{range .steps}}\n{{.name}}: {{bold .took}}\n{{end}}\n"

func TestHooksAreMadeShownAndDeletedFromTheCommandLine(t *testing.T) {
	sh := newShell(t)
	var made remote.NewHook
	sh.prints(&made, "hook", "create", "--room", "Ops", "--name", "CI")
	id := fmt.Sprint(made.ID)
	if !strings.HasPrefix(made.Hook, sh.s.URL+"/hook/") || made.ID == 0 {
		t.Fatalf("%+v", made)
	}
	sh.does("token", "create", "--v1", "notification", "--name", "Not a hook")
	if text := sh.does("hook", "create", "--room", "Ops", "--name", "Alerts"); !strings.Contains(text, "curl -d 'My first notification' '"+sh.s.URL+"/hook/") {
		t.Errorf("created: %q", text)
	}
	if text := sh.does("hook", "list", "--room", "Ops"); strings.Count(text, "\n") != 3 || !strings.Contains(text, " never ") || !strings.Contains(text, " - ") {
		t.Errorf("list: %q", text)
	}
	sh.s.Send("POST", strings.TrimPrefix(made.Hook, sh.s.URL), nil, []byte(`{"app":"tide"}`))
	text := sh.does("hook", "show", id)
	for _, want := range []string{"hook " + id + " of room ", "is CI\n", "signed by:     none", "networks:      none", "bursts:        counted", "none: as it is built in", " json "} {
		if !strings.Contains(text, want) {
			t.Errorf("show: %q, want %q in it", text, want)
		}
	}
	sh.does("hook", "delete", id)
	if text := sh.complaint(exitFailure, "hook", "show", id); !strings.Contains(text, "There is no room token "+id) {
		t.Errorf("a deleted one: %q", text)
	}
	var tokens []remote.Token
	sh.prints(&tokens, "token", "list")
	for _, tok := range tokens {
		if tok.Kind == "v1_notification" {
			sh.complaint(exitFailure, "hook", "delete", fmt.Sprint(tok.ID))
		}
	}
	sh.complaint(exitUsage, "hook", "list")
	sh.complaint(exitFailure, "hook", "create", "--room", "Nowhere", "--name", "CI")
}

func TestTemplatesAreWrittenAndTriedFromTheCommandLine(t *testing.T) {
	sh := newShell(t)
	var made remote.NewHook
	sh.prints(&made, "hook", "create", "--room", "Ops", "--name", "CI")
	id, dir := fmt.Sprint(made.ID), t.TempDir()
	written := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, payload := written("good.tmpl", deploys), written("deploy.json", `{"app":"tide","version":"1.4","result":"failed","host":"ci1","steps":[{"name":"<build>","took":"3s"}]}`)
	bad := written("bad.tmpl", "title: x\n\n{{.a}} {{nope}}")
	broken := written("broken.json", `{"app":"tide","steps":"none"}`)

	if text := sh.complaint(exitFailure, "hook", "template", "test", id, good); !strings.Contains(text, "give one with --payload") {
		t.Errorf("without a payload: %q", text)
	}
	text := sh.does("hook", "template", "test", id, good, "--payload", payload)
	if want := "red from CI, recognised as json\nkey tide, state failed\n\ntide 1.4\n\n<build>: 3s\n\nState: failed\nHost: ci1\n"; text != want {
		t.Errorf("a card: %q, want %q", text, want)
	}
	input(t, "all is {{upper .app}}")
	if text := sh.does("hook", "template", "test", id, "-", "--payload", payload); !strings.HasSuffix(text, "\n\nall is TIDE\n") {
		t.Errorf("from standard input: %q", text)
	}
	for _, tt := range []struct {
		name, says string
		args       []string
	}{
		{"a mistake", bad + ":3:8: There is no function nope", []string{"test", id, bad, "--payload", payload}},
		{"a payload that does not fit", good + ":7:9: This is no list or object", []string{"test", id, good, "--payload", broken}},
		{"set with a mistake", "line 3, column 8: There is no function nope", []string{"set", id, bad}},
		{"nothing", "the template is empty", []string{"set", id, written("empty", "\n")}},
		{"for nobody", "formats", []string{"set", id, good, "--format", "fax"}},
		{"no file", "no such file", []string{"set", id, filepath.Join(dir, "none")}},
	} {
		if text := sh.complaint(exitFailure, append([]string{"hook", "template"}, tt.args...)...); !strings.Contains(text, tt.says) {
			t.Errorf("%s: %q, want %q in it", tt.name, text, tt.says)
		}
	}
	sh.complaint(exitUsage, "hook", "template", "test", id, "-", "--payload", "-")
	sh.complaint(exitUsage, "hook", "template", "test", id, "--header", "A=b")

	if text := sh.does("hook", "template", "set", id, good, "--format", "json"); !strings.Contains(text, "9 lines for json") {
		t.Errorf("set: %q", text)
	}
	if text := sh.does("hook", "template", "show", id); text != deploys {
		t.Errorf("show: %q", text)
	}
	sh.s.Send("POST", strings.TrimPrefix(made.Hook, sh.s.URL), nil, []byte(`{"app":"ebb","version":2,"result":"ok"}`))
	if text := sh.does("hook", "template", "test", id); !strings.HasPrefix(text, "green from CI, recognised as json\nkey ebb, state ok\n\nebb 2\n") {
		t.Errorf("its own, on what came last: %q", text)
	}
	if text := sh.does("hook", "template", "test", id, written("ref.tmpl", "at {{.ref}}"), "--payload", written("push.json", `{"ref":"refs/heads/main","commits":[],"repository":{}}`), "--header", "X-GitHub-Event=push"); !strings.Contains(text, "recognised as github") {
		t.Errorf("a header: %q", text)
	}
	if text := sh.does("hook", "list", "--room", "Ops"); !strings.Contains(text, " used ") {
		t.Errorf("list: %q", text)
	}
	sh.does("hook", "template", "remove", id)
	if text := sh.does("hook", "template", "show", id); text != "" {
		t.Errorf("removed: %q", text)
	}
}
