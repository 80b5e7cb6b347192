package addon_test

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

var look = template.Must(template.New("page").Parse(
	`<link rel="stylesheet" href="{{.Style}}"><script src="{{.Script}}"></script><body data-theme="{{.Theme}}">{{.Data}}</body>`))

func whoLooks(_ *http.Request, c *addon.Caller) (any, error) {
	return fmt.Sprintf("<%d in %d>", c.UserID, c.RoomID), nil
}

func everyPage() []addon.Module {
	page := addon.Page(look, whoLooks)
	return []addon.Module{
		addon.Glance{Key: "tide", Name: "Tide", Icon: hipchat.Icon{URL: "/icon.svg"}, Target: "tides",
			Content: func(_ context.Context, c *addon.Caller) (hipchat.GlanceContent, error) {
				return addon.Lozenge(fmt.Sprintf("<b>%d</b>", c.UserID), "success", "HIGH"), nil
			}},
		addon.Panel{Key: "tides", Name: "Tides", Icon: hipchat.Icon{URL: "/icon.svg"}, Page: page},
		addon.Dialog{Key: "ask", Title: "Ask", Query: "said={message.body}", Page: page, Options: addon.DialogOptions{
			Size: "small", Hint: "Where?", Filter: "Port", Primary: &addon.Button{Name: "Ask", Key: "ask"}, Secondary: []addon.Button{},
		}},
		addon.Action{Key: "ask", Name: "Ask for the tide", Menu: addon.MessageMenu, Target: "ask"},
		addon.ExternalPage{Key: "table", Name: "Table", Page: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintf(w, "somebody: %v", addon.CallerOf(r.Context()) == nil)
		})},
		addon.Configuration{Page: page, RoomAdmins: true},
		addon.AdminPage{Page: page},
	}
}

// signed is the address of a page, or of a glance's content, as the server gives it to a browser.
func signed(t *testing.T, s *stoatest.Server, installation, room int64, kind, key string) string {
	t.Helper()
	var out struct{ URL string }
	body := map[string]any{"kind": kind, "key": key, "theme": "dark", "variables": map[string]string{"message.body": "a&b"}}
	if room != 0 {
		body["room"] = room
	}
	a := s.Call(s.Token, "POST", fmt.Sprintf("/api/installations/%d/url", installation), body)
	if a.Status != 200 {
		t.Fatalf("%s %s: %d %s", kind, key, a.Status, a.Body)
	}
	a.JSON(t, &out)
	return out.URL
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

// spec: connect, 4.2, 4.3, 7.1, 8.4
func TestPagesAndGlancesKnowWhoLooks(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	room := s.Room("Ops")
	a := serve(t, nil, everyPage()...)
	_, there := installed(t, s, a, "Ops")
	want := `<link rel="stylesheet" href="` + s.URL + `/atlassian-connect/all.css"><script src="` + s.URL +
		`/atlassian-connect/all.js"></script><body data-theme="dark">&lt;1 in ` + idOf(room.ID) + `&gt;</body>`
	for _, p := range []struct{ kind, key string }{
		{"webPanel", "tides"}, {"dialog", "ask"}, {"configurable", ""}, {"adminPage", ""},
	} {
		address := signed(t, s, there.ID, room.ID, p.kind, p.key)
		res, body := get(t, address)
		want := strings.Replace(want, `"dark"`, `"`+themeIn(t, address)+`"`, 1)
		if res.StatusCode != 200 || body != want {
			t.Errorf("%s: %d %s", p.kind, res.StatusCode, cmp.Diff(want, body))
		}
		for name, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors " + s.URL, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
		} {
			if got := res.Header.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s %q", p.kind, name, got)
			}
		}
	}
	if res, body := get(t, signed(t, s, there.ID, room.ID, "externalPage", "table")); res.StatusCode != 200 || body != "somebody: true" {
		t.Errorf("externalPage: %d %s", res.StatusCode, body)
	}
	res, body := get(t, signed(t, s, there.ID, room.ID, "glance", "tide"))
	if res.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(body, `\u003cb\u003e1`) {
		t.Errorf("glance: %d %v %s", res.StatusCode, res.Header, body)
	}
	if code, _ := send(t, "OPTIONS", a.url+"/glance/tide", nil, ""); code != 204 {
		t.Errorf("preflight: %d", code)
	}
}

func themeIn(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if theme := u.Query().Get("theme"); theme != "" {
		return theme
	}
	return "light"
}

// spec: connect, 4.1
func TestAPageIsShownToThoseWhomAServerVouchesFor(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	a := serve(t, nil, everyPage()...)
	in, _ := installed(t, s, a, "")
	at := func(age time.Duration) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"iss": in.ID(), "sub": "1", "iat": time.Now().Add(-age).Unix(), "exp": time.Now().Add(time.Hour).Unix(),
		}).SignedString([]byte(in.Record().OAuthSecret))
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, c := range []struct {
		name, method, query, body string
		header                    http.Header
		status                    int
	}{
		{"no signature", "GET", "", "", nil, 401},
		{"one in the address", "GET", "?signed_request=" + at(0), "", nil, 200},
		{"one in the address, once more", "GET", "?signed_request=" + at(0), "", nil, 200},
		{"an old one in the address", "GET", "?signed_request=" + at(20*time.Minute), "", nil, 401},
		{"an old one in a form", "POST", "", "signed_request=" + at(20*time.Minute), form, 200},
		{"one in a header", "GET", "", "", http.Header{"Authorization": {"JWT " + at(20*time.Minute)}}, 200},
		{"one in the vendor's header", "POST", "/below", "", http.Header{"X-Acpt": {at(0)}}, 200},
		{"nonsense", "GET", "?signed_request=x", "", nil, 401},
		{"a form that never ends", "POST", "", "a=" + strings.Repeat("a", 2<<20) + "&signed_request=" + at(0), form, 401},
	} {
		if code, text := send(t, c.method, a.url+"/panel/tides"+c.query, c.header, c.body); code != c.status {
			t.Errorf("%s: %d %s", c.name, code, text)
		}
	}
}

func TestModulesThatAServerWouldRefuseAreRefused(t *testing.T) {
	t.Parallel()
	page := addon.Page(look, whoLooks)
	for _, c := range []struct {
		name    string
		modules []addon.Module
		says    string
	}{
		{"a key with a space", []addon.Module{addon.Panel{Key: "a b", Name: "A", Page: page}}, "'key'"},
		{"no page", []addon.Module{addon.Panel{Key: "a", Name: "A"}}, "has no handler"},
		{"two of a key", []addon.Module{addon.Panel{Key: "a", Name: "A", Page: page}, addon.Panel{Key: "a", Name: "A", Page: page}}, "two pages at /panel/a"},
		{"no name", []addon.Module{addon.Dialog{Key: "a", Page: page}}, "'title.value'"},
		{"a size that is none", []addon.Module{addon.Dialog{Key: "a", Title: "A", Page: page, Options: addon.DialogOptions{Size: "huge"}}}, "options.size"},
		{"a glance without an icon", []addon.Module{addon.Glance{Key: "a", Name: "A"}}, "icon"},
		{"an action nowhere", []addon.Module{addon.Action{Key: "a", Name: "A", Menu: "File", Target: "b"}}, "location"},
		{"a pattern that only some servers know", []addon.Module{addon.OnRoomMessage(`(?=tide)`, nil)}, "pattern"},
	} {
		_, err := addon.New(addon.Options{Key: "a.b", Name: "A", Description: "a", BaseURL: "https://a.example"}, c.modules...)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestADescriptorIsWhatItsModulesSay(t *testing.T) {
	t.Parallel()
	a, err := addon.New(addon.Options{Key: "a.b", Name: "A", Description: "a", BaseURL: "https://a.example/deep/"}, everyPage()...)
	if err != nil {
		t.Fatal(err)
	}
	c := a.Descriptor().Capabilities
	for got, want := range map[string]string{
		c.Glances[0].QueryURL:   "https://a.example/deep/glance/tide",
		c.Glances[0].Icon.URL2x: "https://a.example/deep/icon.svg",
		c.Dialogs[0].URL:        "https://a.example/deep/dialog/ask?said={message.body}",
		string(c.Dialogs[0].Options): `{"filter":{"placeholder":{"value":"Port"}},"hint":{"value":"Where?"},` +
			`"primaryAction":{"name":{"value":"Ask"},"key":"ask","enabled":true},"secondaryActions":[],"size":"small"}`,
		c.Installable.CallbackURL: "https://a.example/deep/installation",
	} {
		if got != want {
			t.Error(cmp.Diff(want, got))
		}
	}
}
