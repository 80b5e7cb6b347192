package apiv2_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// spec: rest-v2, get_addon_capabilities_schema
func TestTheSchemaOfDescriptorsIsServedInBothDrafts(t *testing.T) {
	s := stoatest.Start(t)
	a := s.Call("", "GET", "/v2/capabilities/addon/schema", nil)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(a.Body)))
	if err != nil || a.Status != 200 {
		t.Fatalf("%d, %v", a.Status, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("d.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("d.json")
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(map[string]any{"key": "k", "name": "n", "description": "d", "links": map[string]any{"self": "s"}}) != nil || schema.Validate(map[string]any{}) == nil {
		t.Error("the schema does not judge")
	}
	if same := s.Call("", "GET", "/v2/capabilities/addon/schema?draft=v4", nil); same.Body != a.Body {
		t.Error("v4 is not the default")
	}
	if old := s.Call("", "GET", "/v2/capabilities/addon/schema?draft=v2", nil); !strings.Contains(old.Body, `"optional":true`) || strings.Contains(old.Body, `"required"`) {
		t.Errorf("v2: %.200s", old.Body)
	}
	if bad := s.Call("", "GET", "/v2/capabilities/addon/schema?draft=v3", nil); bad.Status != 400 || bad.Error(t).Field != "draft" {
		t.Errorf("v3: %d %s", bad.Status, bad.Body)
	}
}

// spec: rest-v2, create_integration_link, invoke_integration_link, delete_integration_link
func TestALinkLeadsWhereTheAddonSays(t *testing.T) {
	s := stoatest.Start(t)
	answers := map[string]string{
		"/location": `{"location":"https://a.test/x?y=1"}`, "/redirect": `{"redirect":"http://a.test/"}`,
		"/script": `{"location":"javascript:alert(1)"}`, "/relative": `{"location":"/x"}`, "/empty": `{}`, "/list": `[]`, "/text": `hello`,
		"/large": `{"location":"https://a.test/","x":"` + strings.Repeat("x", 100_000) + `"}`,
	}
	addon := s.Addon("", nil, func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.Path]
		if !ok {
			http.Error(w, "no", http.StatusTeapot)
			return
		}
		_, _ = w.Write([]byte(body))
	})
	token := addon.Token("view_room")
	link := func(path string) hipchat.IntegrationLink {
		t.Helper()
		var l hipchat.IntegrationLink
		a := s.Call(token, "POST", "/v2/addon/link", fmt.Sprintf(`{"target":%q,"ttl":60}`, addon.URL+path))
		a.JSON(t, &l)
		if a.Status != 200 || len(l.Token) != 40 || l.Links.Self != s.URL+"/v2/addon/link/"+l.Token {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return l
	}
	for path, want := range map[string]string{"/location": "https://a.test/x?y=1", "/redirect": "http://a.test/"} {
		l := link(path)
		if a := s.Call("", "HEAD", "/v2/addon/link/"+l.Token, nil); a.Status != 200 || len(addon.Calls) != 0 {
			t.Errorf("HEAD: %d", a.Status)
		}
		a := s.Call("", "GET", "/v2/addon/link/"+l.Token, nil)
		if a.Status != 302 || a.Header.Get("Location") != want {
			t.Errorf("%s: %d %s", path, a.Status, a.Header.Get("Location"))
		}
		c := <-addon.Calls
		var asked map[string]string
		if err := json.Unmarshal([]byte(c.Body), &asked); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"client_id": addon.Client.OAuthID, "token": l.Token}, asked); diff != "" || c.Method != "POST" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		signed, err := jwt.Parse(strings.TrimPrefix(c.Header.Get("Authorization"), "JWT "), func(*jwt.Token) (any, error) {
			return []byte(addon.Client.OAuthSecret), nil
		}, jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(addon.Client.OAuthID))
		if err != nil || !strings.Contains(c.URI, "signed_request="+signed.Raw) {
			t.Errorf("signature: %v", err)
		}
	}
	for _, path := range []string{"/script", "/relative", "/empty", "/list", "/text", "/large", "/refused"} {
		if a := s.Call("", "GET", "/v2/addon/link/"+link(path).Token, nil); a.Status != 502 || a.Error(t).Code != 502 || a.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
		<-addon.Calls
	}
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a link reached another host on the inside network")
	}))
	defer inside.Close()
	var l hipchat.IntegrationLink
	s.Call(token, "POST", "/v2/addon/link", fmt.Sprintf(`{"target":%q,"ttl":60}`, inside.URL)).JSON(t, &l)
	if a := s.Call("", "GET", "/v2/addon/link/"+l.Token, nil); a.Status != 502 {
		t.Errorf("another host on the inside: %d %s", a.Status, a.Body)
	}
}

func TestLinksAreDeletedExpireAndBelongToOneAddon(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.Room("Ops")
	one := s.Addon("", nil, nil)
	other := s.Addon("Ops", nil, nil)
	link := func() string {
		var l hipchat.IntegrationLink
		s.Call(one.Token(), "POST", "/v2/addon/link", `{"target":"https://a.test/","ttl":60}`).JSON(t, &l)
		return "/v2/addon/link/" + l.Token
	}
	first := link()
	if a := s.Call(other.Token(), "DELETE", first, nil); a.Status != 404 {
		t.Errorf("by another add-on: %d", a.Status)
	}
	for i, want := range []int{204, 404} {
		if a := s.Call(one.Token(), "DELETE", first, nil); a.Status != want {
			t.Errorf("delete %d: %d", i, a.Status)
		}
	}
	second := link()
	clock.Advance(61 * time.Second)
	for _, path := range []string{first, second, "/v2/addon/link/" + strings.Repeat("x", 300)} {
		if a := s.Call("", "GET", path, nil); a.Status != 404 || !strings.Contains(a.Error(t).Message, "not found") {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	for body, field := range map[string]string{
		`{"ttl":60}`: "target", `{"target":"https://a.test"}`: "ttl", `{"target":"https://a.test","ttl":0}`: "ttl", `{"target":"https://a.test","ttl":99999999}`: "ttl",
		`{"target":"https://a.test","ttl":"x"}`: "ttl", `{"target":"ftp://a.test","ttl":60}`: "target", `{"target":1,"ttl":60}`: "target",
	} {
		if a := s.Call(one.Token(), "POST", "/v2/addon/link", body); a.Status != 400 || a.Error(t).Field != field {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	if a := s.Call(s.Token, "POST", "/v2/addon/link", `{"target":"https://a.test","ttl":60}`); a.Status != 403 {
		t.Errorf("a person: %d", a.Status)
	}
}

// browserFlow declares an add-on that is installed through the installer's browser.
func browserFlow(d *hipchat.Descriptor, base string) {
	withGlance(d, base)
	d.Capabilities.Installable = &hipchat.Installable{InstalledURL: base + "/hello?x=1#top", UninstalledURL: base + "/bye"}
}

// spec: connect, 3.5, 3.6; rest-v2, get_integration_installable_data
func TestAnAddonWithoutACallbackReadsItsClientOnce(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	addon := s.Addon("Ops", browserFlow, nil)
	if addon.Installation.Active {
		t.Error("active before the add-on knows of it")
	}
	open, err := url.Parse(addon.Installation.Open)
	if err != nil || open.Query().Get("x") != "1" || open.Fragment != "top" || !strings.HasPrefix(addon.Installation.Open, addon.URL+"/hello?x=1&") ||
		open.Query().Get("redirect_url") != fmt.Sprintf("%s/rooms/addons/%d", s.URL, room.ID) {
		t.Fatalf("open %s: %v", addon.Installation.Open, err)
	}
	if list, err := s.Remote.Addons(t.Context(), "Ops"); err != nil || len(list) != 0 {
		t.Errorf("listed: %+v, %v", list, err)
	}
	path := strings.TrimPrefix(open.Query().Get("installable_url"), s.URL)
	if a := s.Call("", "HEAD", path, nil); a.Status != 200 {
		t.Errorf("HEAD: %d", a.Status)
	}
	a := s.Call("", "GET", path, nil)
	a.JSON(t, &addon.Client)
	if a.Status != 200 || addon.Client.RoomID != room.ID || addon.Client.CapabilitiesURL != s.URL+"/v2/capabilities" || addon.Client.GroupID != 1 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := s.Call("", "GET", path, nil); a.Status != 404 {
		t.Errorf("second reading: %d", a.Status)
	}
	if list, err := s.Remote.Addons(t.Context(), "Ops"); err != nil || len(list) != 1 || !list[0].Active {
		t.Errorf("listed: %+v, %v", list, err)
	}
	if a := s.Call(addon.Token(), "GET", "/v2/room/Ops/extension/glance/k", nil); a.Status != 200 {
		t.Errorf("its glance: %d %s", a.Status, a.Body)
	}
	bye, err := s.Remote.RemoveAddon(t.Context(), addon.Installation.ID)
	if err != nil {
		t.Fatal(err)
	}
	open, err = url.Parse(bye)
	if err != nil || open.Path != "/bye" {
		t.Fatalf("open %s: %v", bye, err)
	}
	var gone hipchat.InstallPayload
	s.Call("", "GET", strings.TrimPrefix(open.Query().Get("installable_url"), s.URL), nil).JSON(t, &gone)
	want := addon.Client
	want.OAuthSecret = ""
	if diff := cmp.Diff(want, gone); diff != "" {
		t.Errorf("what has gone (-want +got):\n%s", diff)
	}
}

func TestAnInstallationThatNobodyFinishesIsGone(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	read := func(a *stoatest.Addon) stoatest.Answer {
		open, err := url.Parse(a.Installation.Open)
		if err != nil {
			t.Fatal(err)
		}
		return s.Call("", "GET", strings.TrimPrefix(open.Query().Get("installable_url"), s.URL), nil)
	}
	late := s.Addon("", browserFlow, nil)
	clock.Advance(31 * time.Minute)
	if a := read(late); a.Status != 404 {
		t.Errorf("too late: %d %s", a.Status, a.Body)
	}
	first, second := s.Addon("", browserFlow, nil), s.Addon("", browserFlow, nil)
	if a := read(second); a.Status != 200 {
		t.Errorf("the one that is finished: %d %s", a.Status, a.Body)
	}
	if a := read(first); a.Status != 400 || !strings.Contains(a.Error(t).Message, "already installed") {
		t.Errorf("the other one: %d %s", a.Status, a.Body)
	}
	if a := read(first); a.Status != 404 {
		t.Errorf("what came to nothing can be read: %d", a.Status)
	}
	if list, err := s.Remote.Addons(t.Context(), ""); err != nil || len(list) != 1 || list[0].ID != second.Installation.ID {
		t.Errorf("listed: %+v, %v", list, err)
	}
}

// spec: connect, 3.3
func TestDescriptorsMayStandInTheirAddress(t *testing.T) {
	s := stoatest.Start(t)
	const text = `{"key":"k+?","name":"Ü","description":"d","links":{"self":"https://inside.test/d"},"capabilities":{"installable":{"installedUrl":"https://inside.test/i"}}}`
	escaped := url.PathEscape(text)
	for name, address := range map[string]string{
		"base64": "data:application/json;base64," + base64.StdEncoding.EncodeToString([]byte(text)),
		"URL-safe, unpadded, with a charset first": "data:application/json;charset=utf-8;base64," + base64.RawURLEncoding.EncodeToString([]byte(text)),
		"percent-encoded base64":                   "DATA:;base64," + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(text))),
		"percent-encoded":                          "data:application/json," + escaped,
	} {
		p, err := s.Remote.PreviewAddon(t.Context(), address, "")
		if err != nil || p.Descriptor.Name != "Ü" {
			t.Errorf("%s: %+v, %v", name, p.Descriptor, err)
			continue
		}
		in, err := s.Remote.InstallAddon(t.Context(), p, "")
		if err != nil || in.Active || !strings.HasPrefix(in.Open, "https://inside.test/i?installable_url=") {
			t.Errorf("%s: %+v, %v", name, in, err)
		}
	}
	for name, address := range map[string]string{
		"no comma": "data:application/json", "another type": "data:text/html," + escaped, "no JSON": "data:,hello", "no base64": "data:;base64,%%%", "bad escapes": "data:,%zz",
		"too large": "data:," + strings.Repeat("x", 400<<10),
	} {
		a := s.Call(s.Token, "POST", "/api/installations/preview", map[string]any{"url": address})
		if a.Status != 400 {
			t.Errorf("%s: %d %.200s", name, a.Status, a.Body)
		}
	}
}
