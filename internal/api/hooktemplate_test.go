package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/shape"
	"github.com/stoachat/stoa/internal/stoatest"
)

// hookOf is a room's token, and the path of what belongs to it.
func hookOf(t *testing.T, s *stoatest.Server, room int64, name string) (hook, path string) {
	t.Helper()
	hook = "/hook/" + s.RoomToken("Ops", name)
	var tokens struct {
		Items []struct {
			ID   int64
			Name string
		}
	}
	s.Call(s.Token, "GET", fmt.Sprintf("/api/rooms/%d/tokens", room), nil).JSON(t, &tokens)
	for _, tok := range tokens.Items {
		if tok.Name == name {
			return hook, fmt.Sprintf("/api/tokens/%d", tok.ID)
		}
	}
	t.Fatalf("there is no %s", name)
	return "", ""
}

func TestWhoAdministersARoomWritesTheTemplatesOfItsHooks(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	_, path := hookOf(t, s, ops.ID, "CI")
	_, bob := s.User("Bob", "bob@example.test")
	for _, c := range []struct {
		name, token, method, path, body string
		status                          int
		says                            string
	}{
		{"at first it is built in", s.Token, "GET", path + "/template", "", 200, `{"source":"","formats":[],"keep_payloads":true,"changed":null,"changed_by":null,"failed":null}`},
		{"by somebody else", bob, "GET", path + "/template", "", 403, ""},
		{"changed by somebody else", bob, "PUT", path + "/template", `{"source":"x"}`, 403, ""},
		{"payloads for somebody else", bob, "GET", path + "/payloads", "", 403, ""},
		{"a preview for somebody else", bob, "POST", path + "/template/preview", `{"body":"{}"}`, 403, ""},
		{"of a token that there is not", s.Token, "GET", "/api/tokens/99999/template", "", 404, "99999"},
		{"with a mistake", s.Token, "PUT", path + "/template", `{"source":"title: x\n\n{{nope}}"}`, 400, `"message":"The template has a mistake in line 3, column 1: There is no function nope"`},
		{"and in which field", s.Token, "PUT", path + "/template", `{"source":"{{nope}}"}`, 400, `"field":"source"`},
		{"too long", s.Token, "PUT", path + "/template", `{"source":"` + strings.Repeat("x", shape.MaxSource+1) + `"}`, 400, "longer than 16 KiB"},
		{"for a format of nobody", s.Token, "PUT", path + "/template", `{"source":"x","formats":["fax"]}`, 400, `"field":"formats"`},
		{"well", s.Token, "PUT", path + "/template", `{"source":"{{.a}}","formats":["json","json","github"]}`, 200, `{"source":"{{.a}}","formats":["github","json"],"keep_payloads":true,`},
		{"back to what is built in", s.Token, "PUT", path + "/template", `{"source":"","formats":[]}`, 200, `{"source":"",`},
		{"what there is to begin with", bob, "GET", "/api/templates", "", 200, `"name":"Alertmanager"`},
		{"a preview of nothing", s.Token, "POST", path + "/template/preview", `{"source":"x","body":""}`, 400, "says nothing"},
		{"a preview of a form that would lose words", s.Token, "POST", path + "/template/preview", `{"source":"x","header":{"Content-Type":"application/x-www-form-urlencoded"},"body":"message=a & b"}`, 400, "a field belongs"},
		{"a preview of too much", s.Token, "POST", path + "/template/preview", `{"source":"x","body":"` + strings.Repeat("x", 128<<10+1) + `"}`, 400, `"field":"body"`},
	} {
		a := s.Call(c.token, c.method, c.path, c.body)
		if a.Status != c.status || !strings.Contains(a.Body, c.says) {
			t.Errorf("%s: %d %.300s", c.name, a.Status, a.Body)
		}
	}
	if got := s.Call(s.Token, "GET", "/api/audit", nil); !strings.Contains(got.Body, `"token.template"`) || !strings.Contains(got.Body, `"to":"{{.a}}"`) {
		t.Errorf("the audit log has %s", got.Body)
	}
}

func TestAHooksTemplateSaysWhatComesToIt(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	ops := s.Room("Ops")
	hook, path := hookOf(t, s, ops.ID, "Deploys")
	const source = "title: {{.app}} {{.version}}\ncolor: {{colorOf .result}}\nkey: {{.app}}\nstate: {{.result}}\nfrom: Ship\n\n{{range .steps}}\n{{.name}}: {{bold .took}}\n{{end}}"
	set := func(body any) {
		t.Helper()
		if a := s.Call(s.Token, "PUT", path+"/template", body); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	set(map[string]any{"source": source, "formats": []string{"json"}})
	for _, c := range []struct{ name, body, format, template, outcome string }{
		{"a template is used", `{"app":"tide","version":1,"result":"running","steps":[]}`, "json", "used", "created"},
		{"its key edits the message", `{"app":"tide","version":2,"result":"ok","steps":[{"name":"<build>","took":"3s"}]}`, "json", "used", "updated"},
		{"one that fails is told of", `{"app":"tide","result":"ok","steps":"none"}`, "json", "failed: line 7, column 9: This is no list or object: range cannot go through it", "created"},
		{"other formats are as they are built in", `{"text":"hello"}`, "slack", "", "created"},
	} {
		a := s.Send("POST", hook, http.Header{"Content-Type": {"application/json"}, "X-Gitlab-Token": {"pl4nted"}}, []byte(c.body))
		got := fmt.Sprint(a.Header.Get("Stoa-Format"), "|", a.Header.Get("Stoa-Template"), "|", a.Header.Get("Stoa-Outcome"))
		if want := c.format + "|" + c.template + "|" + c.outcome; a.Status/100 != 2 || got != want {
			t.Errorf("%s: %d %s\nwant %s", c.name, a.Status, got, want)
		}
	}
	var log struct{ Items []chat.Event }
	s.Call(s.Token, "GET", fmt.Sprintf("/api/conversations/%d/events", ops.Conversation), nil).JSON(t, &log)
	first := log.Items[0]
	if first.Color != "green" || first.Sender != "Deploys · Ship" || first.Body != "<b>tide 2</b><br>&lt;build&gt;: <b>3s</b>" || !strings.Contains(string(first.Card), `"title":"tide 2"`) {
		t.Errorf("%+v", first)
	}
	if got := s.Call(s.Token, "GET", path+"/template", nil); !strings.Contains(got.Body, `"failure":"line 7, column 9: This is no list`) {
		t.Error(got.Body)
	}
	previewOf(t, s, path, source)
	set(map[string]any{"source": "format: text\n\n{{.app}}", "formats": []string{}, "keep_payloads": false})
	if got := s.Call(s.Token, "GET", path+"/payloads", nil); strings.TrimSpace(got.Body) != `{"items":[]}` {
		t.Errorf("what is not to be kept: %s", got.Body)
	}
	s.Send("POST", hook, nil, []byte(`{"app":"tide"}`))
	if got := s.Call(s.Token, "GET", path+"/payloads", nil); strings.TrimSpace(got.Body) != `{"items":[]}` {
		t.Errorf("what is not to be kept: %s", got.Body)
	}
	if got := s.Call(s.Token, "GET", path+"/template", nil); strings.Contains(got.Body, "failure") {
		t.Error(got.Body)
	}
}

// previewOf looks at the payloads that were kept, and tries the template on one of them.
func previewOf(t *testing.T, s *stoatest.Server, path, source string) {
	t.Helper()
	var kept struct {
		Items []struct {
			Format, Body string
			Header       map[string]string
		}
	}
	a := s.Call(s.Token, "GET", path+"/payloads", nil)
	a.JSON(t, &kept)
	if len(kept.Items) != 4 || kept.Items[0].Format != "slack" || strings.Contains(a.Body, "pl4nted") {
		t.Fatalf("%s", a.Body)
	}
	type preview struct {
		Event   chat.Event
		Format  string
		Key     string
		Problem *shape.Problem
		Guess   string
	}
	try := func(source string, of int) (p preview) {
		t.Helper()
		s.Call(s.Token, "POST", path+"/template/preview", map[string]any{"source": source, "header": kept.Items[of].Header, "body": kept.Items[of].Body}).JSON(t, &p)
		return p
	}
	if p := try(source, 2); p.Problem != nil || p.Event.Body != "<b>tide 2</b><br>&lt;build&gt;: <b>3s</b>" || p.Key != "tide" || p.Format != "json" {
		t.Errorf("%+v", p)
	}
	if p := try(source, 1); p.Problem == nil || p.Problem.Line != 7 || p.Event.Card == nil {
		t.Errorf("%+v", p)
	}
	built := try("", 2)
	var card struct{ Title string }
	if err := json.Unmarshal(built.Event.Card, &card); err != nil || !strings.Contains(built.Guess, "state: {{.result}}") {
		t.Errorf("%+v, %v", built, err)
	}
	if p := try(built.Guess, 2); p.Problem != nil || p.Event.Color != "green" || p.Event.Card == nil {
		t.Errorf("%s\n%+v", built.Guess, p)
	}
}
