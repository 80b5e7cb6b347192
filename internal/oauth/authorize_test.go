package oauth_test

import (
	"encoding/json"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/oauth2"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

const callback = "https://a.test/cb?x=1"

// acting installs an add-on that people can let act for them.
func acting(s *stoatest.Server, room string, redirections ...string) *stoatest.Addon {
	return s.Addon(room, func(d *hipchat.Descriptor, _ string) {
		d.Key += room
		d.Name = "Acting <b>Add-on</b>"
		d.Vendor = &hipchat.Vendor{Name: "Vendor", URL: "https://v.test"}
		if redirections != nil {
			d.Capabilities.OAuth2 = &hipchat.OAuth2Consumer{RedirectionURLs: redirections}
		}
		d.Capabilities.Consumer.Scopes = []string{hipchat.ScopeViewGroup, hipchat.ScopeSendMessage, hipchat.ScopeViewMessages}
	}, nil)
}

// signedIn answers the header of a browser in which the person is signed in.
func signedIn(t *testing.T, s *stoatest.Server, email, password string) http.Header {
	t.Helper()
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	a := s.Send("POST", "/api/session", http.Header{"Content-Type": {"application/json"}}, body)
	cookie, _, ok := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	if !ok {
		t.Fatalf("sign in: %d %s", a.Status, a.Body)
	}
	return http.Header{"Cookie": {cookie}}
}

func configOf(s *stoatest.Server, addon *stoatest.Addon) oauth2.Config {
	return oauth2.Config{
		ClientID: addon.Client.OAuthID, ClientSecret: addon.Client.OAuthSecret, RedirectURL: callback,
		Endpoint: oauth2.Endpoint{AuthURL: "/users/authorize", TokenURL: s.URL + "/v2/oauth/token", AuthStyle: oauth2.AuthStyleInHeader},
		Scopes:   []string{hipchat.ScopeViewGroup, hipchat.ScopeSendMessage},
	}
}

var consentField = regexp.MustCompile(`name="consent" value="([^"]+)"`)

// answer reads the question at the address and answers it.
func answer(t *testing.T, s *stoatest.Server, browser http.Header, address, decision string) stoatest.Answer {
	t.Helper()
	page := s.Send("GET", address, browser.Clone(), nil)
	m := consentField.FindStringSubmatch(page.Body)
	if page.Status != 200 || m == nil {
		t.Fatalf("the question: %d %s", page.Status, page.Body)
	}
	return post(s, browser, url.Values{"consent": {html.UnescapeString(m[1])}, "decision": {decision}})
}

func post(s *stoatest.Server, browser http.Header, form url.Values) stoatest.Answer {
	h := browser.Clone()
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.Send("POST", "/users/authorize", h, []byte(form.Encode()))
}

func location(t *testing.T, a stoatest.Answer) url.Values {
	t.Helper()
	u, err := url.Parse(a.Header.Get("Location"))
	if err != nil || a.Status != 302 || !strings.HasPrefix(u.String(), callback+"&") {
		t.Fatalf("%d to %q: %v", a.Status, a.Header.Get("Location"), err)
	}
	return u.Query()
}

// Go's own OAuth 2 client takes a person through the whole of it. spec: auth, 6, 7, 8
func TestAPersonLetsAnAddonActForThem(t *testing.T) {
	s := stoatest.Start(t)
	ada, _ := s.User("Ada", "ada@example.test")
	s.Room("Ops")
	addon := acting(s, "", callback)
	cfg := configOf(s, addon)
	address := cfg.AuthCodeURL("a state &=")

	a := s.Send("GET", address, http.Header{}, nil)
	if next, err := url.Parse(a.Header.Get("Location")); err != nil || a.Status != 302 || next.Path != "/sign-in" || next.Query().Get("next") != address {
		t.Errorf("nobody signed in: %d %s", a.Status, a.Header.Get("Location"))
	}
	ours := signedIn(t, s, "ada@example.test", stoatest.UserPassword)
	page := s.Send("GET", address, ours.Clone(), nil)
	for _, want := range []string{"Acting &lt;b&gt;Add-on&lt;/b&gt;", "Vendor", "View Group", "Send private one-on-one messages", "Ada", "a.test"} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page.Body, "View Messages") {
		t.Error("the page shows a scope that was not asked for")
	}
	policy := page.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self' https://a.test"} {
		if !strings.Contains(policy, want) || page.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}

	back := location(t, answer(t, s, ours, address, "allow"))
	if back.Get("state") != "a state &=" || back.Get("x") != "1" || back.Get("error") != "" {
		t.Errorf("back: %v", back)
	}
	token, err := cfg.Exchange(t.Context(), back.Get("code"))
	if err != nil || token.RefreshToken == "" || token.TokenType != "bearer" {
		t.Fatalf("%+v, %v", token, err)
	}
	if a := s.Call(token.AccessToken, "POST", "/v2/room/Ops/message", `{"message":"as Ada"}`); a.Status != 201 {
		t.Errorf("a message in her name: %d %s", a.Status, a.Body)
	}
	if a := s.Call(token.AccessToken, "GET", "/v2/room/Ops/webhook", nil); a.Status != 403 {
		t.Errorf("a scope that was not asked for: %d", a.Status)
	}
	if a := s.Call(token.AccessToken, "GET", "/api/rooms", nil); a.Status != 403 {
		t.Errorf("Stoa's own API: %d", a.Status)
	}
	var session hipchat.Session
	s.Call(token.AccessToken, "GET", "/v2/oauth/token/"+token.AccessToken+"?expand=owner", nil).JSON(t, &session)
	if session.OwnerType != "user" || session.Owner == nil || session.Owner.ID != ada.ID || session.Owner.Full == nil || session.Client == nil ||
		session.Client.ID != addon.Client.OAuthID || session.Client.Room != nil || len(session.Client.AllowedScopes) != 3 {
		t.Errorf("session: %+v", session)
	}
	var refused *oauth2.RetrieveError
	if _, err := cfg.Exchange(t.Context(), back.Get("code")); !errors.As(err, &refused) || refused.Response.StatusCode != 400 {
		t.Errorf("the code again: %v", err)
	}
	token.Expiry = time.Now().Add(-time.Hour)
	renewed, err := cfg.TokenSource(t.Context(), token).Token()
	if err != nil || renewed.AccessToken == token.AccessToken {
		t.Fatalf("renewed: %v", err)
	}
	addon.Remove()
	if a := s.Call(renewed.AccessToken, "GET", "/v2/user", nil); a.Status != 401 {
		t.Errorf("after the add-on was removed: %d", a.Status)
	}
}

func TestWhatAddonsGetWithoutConsentIsAnError(t *testing.T) {
	s := stoatest.Start(t)
	addon := acting(s, "", callback)
	cfg := configOf(s, addon)
	ours := signedIn(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	back := location(t, answer(t, s, ours, cfg.AuthCodeURL("S"), "deny"))
	if diff := cmp.Diff(url.Values{"x": {"1"}, "error": {"access_denied"}, "state": {"S"}}, back); diff != "" {
		t.Errorf("denied (-want +got):\n%s", diff)
	}
	for want, change := range map[string]url.Values{
		"unsupported_response_type": {"response_type": {"token"}},
		"invalid_scope":             {"scope": {"admin_group"}},
	} {
		address, err := url.Parse(cfg.AuthCodeURL("S"))
		if err != nil {
			t.Fatal(err)
		}
		q := address.Query()
		for k, v := range change {
			q[k] = v
		}
		if back := location(t, s.Send("GET", "/users/authorize?"+q.Encode(), ours.Clone(), nil)); back.Get("error") != want || back.Get("state") != "S" {
			t.Errorf("%s: %v", want, back)
		}
	}
}

// What is wrong here may be the address to go back to. spec: auth, 8
func TestUnknownClientsAndAddressesAreNeverRedirectedTo(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	addon := acting(s, "", callback, "custom:thing")
	silent := acting(s, "Ops")
	ours := signedIn(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	ask := func(id, redirect string) string {
		return "/users/authorize?" + url.Values{"response_type": {"code"}, "client_id": {id}, "redirect_uri": {redirect}}.Encode()
	}
	for name, address := range map[string]string{
		"no client":                    ask("", callback),
		"an unknown client":            ask("nobody", callback),
		"a client that is no text":     "/users/authorize?client_id=%00%ff",
		"another address":              ask(addon.Client.OAuthID, "https://evil.test/cb"),
		"an address with more":         ask(addon.Client.OAuthID, callback+"&y=2"),
		"an address of another scheme": ask(addon.Client.OAuthID, "custom:thing"),
		"no address out of several":    ask(addon.Client.OAuthID, ""),
		"an add-on that declares none": ask(silent.Client.OAuthID, callback),
		"an endless state":             ask(addon.Client.OAuthID, callback) + "&state=" + strings.Repeat("x", 3000),
	} {
		for _, browser := range []http.Header{{}, ours} {
			if a := s.Send("GET", address, browser.Clone(), nil); a.Status != 400 || a.Header.Get("Location") != "" || !strings.Contains(a.Body, `role="alert"`) {
				t.Errorf("%s: %d to %q", name, a.Status, a.Header.Get("Location"))
			}
		}
	}
}

// An answer is good from the browser that was asked, and soon. spec: auth, 8
func TestOnlyWhoWasAskedCanAnswer(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.User("Ada", "ada@example.test")
	addon := acting(s, "", callback)
	cfg := configOf(s, addon)
	ours, adas := signedIn(t, s, stoatest.AdminEmail, stoatest.AdminPassword), signedIn(t, s, "ada@example.test", stoatest.UserPassword)
	page := s.Send("GET", cfg.AuthCodeURL("S"), ours.Clone(), nil)
	good := url.Values{"consent": {consentField.FindStringSubmatch(page.Body)[1]}, "decision": {"allow"}}
	foreign := ours.Clone()
	foreign.Set("Origin", "https://evil.test")
	foreign.Set("Sec-Fetch-Site", "cross-site")
	for name, c := range map[string]struct {
		browser http.Header
		form    url.Values
		status  int
	}{
		"another person":    {adas, good, 400},
		"nobody signed in":  {http.Header{}, good, 400},
		"another site":      {foreign, good, 403},
		"a made-up consent": {ours, url.Values{"consent": {"AAAA"}, "decision": {"allow"}}, 400},
		"no consent":        {ours, url.Values{"decision": {"allow"}}, 400},
		"the one asked":     {ours, good, 302},
	} {
		if a := post(s, c.browser, c.form); a.Status != c.status || a.Status != 302 && a.Header.Get("Location") != "" {
			t.Errorf("%s: %d to %q", name, a.Status, a.Header.Get("Location"))
		}
	}
	clock.Advance(16 * time.Minute)
	if a := post(s, ours, good); a.Status != 400 {
		t.Errorf("too late: %d", a.Status)
	}
}

// A code is good once, for a minute, for its client and its redirection. spec: auth, 8
func TestCodesAreBoundAndShort(t *testing.T) {
	clock := stoatest.NewClock()
	s := stoatest.Start(t, stoatest.WithClock(clock))
	s.Room("Ops")
	addon, other := acting(s, "", callback), acting(s, "Ops", callback)
	cfg := configOf(s, addon)
	ours := signedIn(t, s, stoatest.AdminEmail, stoatest.AdminPassword)
	code := func() string { return location(t, answer(t, s, ours, cfg.AuthCodeURL("S"), "allow")).Get("code") }
	grant := func(more url.Values) url.Values {
		form := url.Values{"grant_type": {"authorization_code"}, "redirect_uri": {callback}}
		for k, v := range more {
			form[k] = v
		}
		return form
	}
	tests := []struct {
		name  string
		addon *stoatest.Addon
		form  url.Values
		field string // empty: it is good
	}{
		{"no code", addon, grant(nil), "code"},
		{"another client", other, grant(url.Values{"code": {code()}}), "code"},
		{"another redirection", addon, grant(url.Values{"code": {code()}, "redirect_uri": {"https://a.test/"}}), "redirect_uri"},
		{"no redirection", addon, grant(url.Values{"code": {code()}, "redirect_uri": {""}}), "redirect_uri"},
		{"another person", addon, grant(url.Values{"code": {code()}, "user_id": {"99"}}), "user_id"},
		{"another group", addon, grant(url.Values{"code": {code()}, "group_id": {"99"}}), "group_id"},
		{"more scopes than agreed to", addon, grant(url.Values{"code": {code()}, "scope": {"view_messages"}}), "scope"},
		{"its older name for the redirection", addon, grant(url.Values{"code": {code()}, "redirect_uri": {""}, "redirect_url": {callback}}), ""},
		{"everything said, and fewer scopes", addon, grant(url.Values{"code": {code()}, "user_id": {"1"}, "group_id": {"1"}, "scope": {"view_group"}}), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.addon.Grant(tt.form)
			if tt.field == "" && a.Status != 200 || tt.field != "" && (a.Status != 400 || a.Error(t).Field != tt.field) {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if again := tt.addon.Grant(tt.form); again.Status != 400 {
				t.Errorf("again: %d %s", again.Status, again.Body)
			}
		})
	}
	late := code()
	clock.Advance(61 * time.Second)
	if a := addon.Grant(grant(url.Values{"code": {late}})); a.Status != 400 || a.Error(t).Field != "code" {
		t.Errorf("after a minute: %d %s", a.Status, a.Body)
	}

	var got hipchat.TokenResponse
	addon.Grant(grant(url.Values{"code": {code()}})).JSON(t, &got)
	asPerson := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Authorization": {"Bearer " + got.AccessToken}}
	if a := s.Send("POST", "/v2/oauth/token", asPerson, []byte("grant_type=personal")); a.Status != 403 {
		t.Errorf("a year's token of the person for what an add-on holds: %d %s", a.Status, a.Body)
	}
	renew := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.RefreshToken}}
	if a := other.Grant(renew); a.Status != 400 || a.Error(t).Field != "refresh_token" {
		t.Errorf("renewed by another client: %d %s", a.Status, a.Body)
	}
	if a := s.Send("POST", "/v2/oauth/token?"+renew.Encode(), http.Header{}, nil); a.Status != 401 {
		t.Errorf("renewed by nobody: %d %s", a.Status, a.Body)
	}
	if a := addon.Grant(renew); a.Status != 200 {
		t.Errorf("renewed: %d %s", a.Status, a.Body)
	}
}

// spec: auth, 7
func TestSessionsShowOwnersAndRoomsAsExpandAsks(t *testing.T) {
	s := stoatest.Start(t)
	room := s.Room("Ops")
	_, adas := s.User("Ada", "ada@example.test")
	addon := acting(s, "Ops", callback)
	token := addon.Token()
	var session hipchat.Session
	s.Call(token, "GET", "/v2/oauth/token/"+token, nil).JSON(t, &session)
	if session.OwnerType != "client" || session.Owner != nil || session.Client.Room == nil || session.Client.Room.ID != room.ID || session.Client.Room.Full != nil {
		t.Errorf("an add-on in a room: %+v", session)
	}
	s.Call(token, "GET", "/v2/oauth/token/"+token+"?expand=client.room", nil).JSON(t, &session)
	if session.Client.Room.Full == nil || session.Client.Room.Full.Topic != room.Topic {
		t.Errorf("expanded: %+v", session.Client.Room)
	}
	second := s.SignIn("ada@example.test", stoatest.UserPassword, hipchat.ScopeViewRoom)
	s.Call(adas, "GET", "/v2/oauth/token/"+second, nil).JSON(t, &session)
	if session.OwnerType != "user" || session.Client == nil || session.Client.Room != nil || cmp.Diff([]string{"view_room"}, session.Scopes) != "" {
		t.Errorf("another token of the same person: %+v", session)
	}
	for _, caller := range []string{s.Token, token} {
		for _, method := range []string{"GET", "DELETE"} {
			if a := s.Call(caller, method, "/v2/oauth/token/"+second, nil); a.Status != 404 {
				t.Errorf("somebody else's token: %s %d", method, a.Status)
			}
		}
	}
	if a := s.Call(adas, "DELETE", "/v2/oauth/token/"+second, nil); a.Status != 204 {
		t.Errorf("delete: %d", a.Status)
	}
	if a := s.Call(second, "GET", "/v2/room/Ops", nil); a.Status != 401 {
		t.Errorf("after it: %d", a.Status)
	}
}
