package addon_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// opens answers where a browser that opens an address is sent, or what it is shown.
func opens(t *testing.T, address string) (status int, at string) {
	t.Helper()
	hc := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := hc.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header.Get("Location")
}

// spec: connect, 3.5, 3.6
func TestAnAddonThatServersCannotReachIsInstalledThroughTheBrowser(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	there := make(chan *addon.Installation, 2)
	gone := make(chan addon.Record, 1)
	a := serve(t, func(o *addon.Options) {
		o.ThroughBrowser = true
		o.Installed = func(_ context.Context, in *addon.Installation) error {
			there <- in
			return nil
		}
		o.Uninstalled = func(_ context.Context, r addon.Record) { gone <- r }
	})
	preview, err := s.Remote.PreviewAddon(t.Context(), a.DescriptorURL(), "Ops")
	if err != nil {
		t.Fatal(err)
	}
	installation, err := s.Remote.InstallAddon(t.Context(), preview, "Ops")
	if err != nil || installation.Active {
		t.Fatalf("%+v, %v", installation, err)
	}
	if status, at := opens(t, installation.Open); status != 302 || !strings.HasPrefix(at, s.URL+"/rooms/addons/") {
		t.Errorf("%d to %q", status, at)
	}
	in := await(t, there, "the installation")
	notify(t, in, "Ops", "through the browser")
	for name, address := range map[string]string{
		"read before":  installation.Open,
		"from nowhere": a.url + "/installed",
		"not a URL":    a.url + "/installed?installable_url=file:///etc/passwd",
		"no client":    a.url + "/installed?installable_url=" + url.QueryEscape(s.URL+"/v2/capabilities"),
	} {
		if status, _ := opens(t, address); status != 400 {
			t.Errorf("%s: %d", name, status)
		}
	}
	open, err := s.Remote.RemoveAddon(t.Context(), installation.ID)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := strings.Replace(open, "redirect_url=", "redirect_url="+url.QueryEscape("https://evil.example/?x="), 1)
	if status, at := opens(t, elsewhere); status != 200 || at != "" {
		t.Errorf("to somebody else's page: %d to %q", status, at)
	}
	if r := await(t, gone, "the removal"); r.OAuthID != in.ID() {
		t.Errorf("%s has gone", r.OAuthID)
	}
}

var consent = regexp.MustCompile(`name="consent" value="([^"]+)"`)

// spec: auth, 6, 8; IG-15
func TestAPersonLetsTheAddonActForThem(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	_, _ = s.User("Ada Brook", "ada@example.test")
	a := serve(t, func(o *addon.Options) {
		o.Scopes, o.RedirectURLs = []string{hipchat.ScopeSendMessage, hipchat.ScopeViewGroup}, []string{o.BaseURL + "/back"}
	})
	in, _ := installed(t, s, a, "")
	address := in.AuthorizeURL(a.url+"/back", "a state &=", hipchat.ScopeSendMessage, hipchat.ScopeViewGroup)
	path, ours := strings.CutPrefix(address, s.URL)
	if !ours {
		t.Fatal(address)
	}
	session := s.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}},
		[]byte(encoded(t, map[string]string{"email": "ada@example.test", "password": stoatest.UserPassword})))
	cookie, _, _ := strings.Cut(session.Header.Get("Set-Cookie"), ";")
	page := s.Send("GET", path, http.Header{"Cookie": {cookie}}, nil)
	question := consent.FindStringSubmatch(page.Body)
	if question == nil {
		t.Fatalf("%d %s", page.Status, page.Body)
	}
	answer := s.Send("POST", "/users/authorize", http.Header{"Cookie": {cookie}, "Content-Type": {"application/x-www-form-urlencoded"}},
		[]byte(url.Values{"consent": {html.UnescapeString(question[1])}, "decision": {"allow"}}.Encode()))
	back, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || back.Query().Get("state") != "a state &=" {
		t.Fatalf("%d to %v: %v", answer.Status, back, err)
	}
	ada, token, err := in.Person(t.Context(), a.url+"/back", back.Query().Get("code"))
	if err != nil || token.RefreshToken == "" {
		t.Fatalf("%+v, %v", token, err)
	}
	if _, err := ada.SendMessage(t.Context(), "Ops", "as myself"); err != nil {
		t.Fatal(err)
	}
	if got := last(t, s, "Ops"); got.From.Name != "Ada Brook" || got.Message != "as myself" {
		t.Errorf("%+v", got)
	}
	if _, _, err := in.Person(t.Context(), a.url+"/back", "made up"); err == nil {
		t.Error("a made up code is good for a token")
	}
}
