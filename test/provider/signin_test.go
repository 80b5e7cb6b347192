package provider_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func grace() fields {
	return fields{"grace": fields{"name": "Grace Hopper", "email": "grace@example.test", "email_verified": true, "preferred_username": "grace"}}
}

func TestSomebodyComesInByAProviderAndComesAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		h := open(t, grace(), nil, stoatest.WithDatabase(dsn))
		b := h.browser()
		if p := b.signIn("grace"); p.location != h.s.URL+"/chat/lobby" {
			t.Fatalf("%d %s %s", p.status, p.location, p.says())
		}
		if me, admin := b.me(); me != "grace@example.test" || admin {
			t.Errorf("signed in as %q, %t", me, admin)
		}
		if len(h.asked) != 1 || len(h.asked[0].Get("code_verifier")) < 43 {
			t.Errorf("without PKCE: %v", h.asked)
		}
		again := h.browser()
		again.signIn("grace")
		if me, _ := again.me(); me != "grace@example.test" {
			t.Errorf("the second time as %q", me)
		}
		var users struct{ Items []struct{ Email string } }
		if h.s.Call(h.s.Token, "GET", "/api/users", nil).JSON(t, &users); len(users.Items) != 2 {
			t.Errorf("accounts: %+v", users)
		}
		p := b.do("GET", h.s.URL+"/api/me/sessions", nil)
		if !strings.Contains(p.body, `"method":"provider","source":"Corp"`) {
			t.Errorf("sessions: %s", p.body)
		}
	})
}

func TestTheProviderIsAskedForTheAddressThatItsTokenLeavesOut(t *testing.T) {
	people := grace()
	people["in userinfo"] = fields{}
	h := open(t, people, nil)
	b := h.browser()
	p := b.signIn("grace")
	if me, _ := b.me(); me != "grace@example.test" {
		t.Errorf("%d %s", p.status, p.says())
	}
}

func TestAnIDTokenThatIsNotGoodIsRefused(t *testing.T) {
	h := open(t, grace(), nil)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rs, ours := jwt.SigningMethodRS256, any(h.key)
	claim := func(name string, value any) func(map[string]any) {
		return signed(ours, rs, func(c jwt.MapClaims) { c[name] = value })
	}
	nothing := func(jwt.MapClaims) {}
	for name, tt := range map[string]struct {
		change func(map[string]any)
		want   string
	}{
		"of another issuer":      {claim("iss", "https://evil.example"), "id token issued by a different provider"},
		"for another client":     {claim("aud", "somebody-else"), `expected audience "stoa"`},
		"for several clients":    {claim("aud", []string{"stoa", "other"}), "made for another client"},
		"that another asked for": {claim("azp", "other"), "made for another client"},
		"that has expired":       {claim("exp", time.Now().Add(-time.Minute).Unix()), "has expired"},
		"with another nonce":     {claim("nonce", "of another sign-in"), "made for another sign-in (its nonce"},
		"without a nonce":        {signed(ours, rs, func(c jwt.MapClaims) { delete(c, "nonce") }), "made for another sign-in (its nonce"},
		"that is not valid yet":  {claim("nbf", time.Now().Add(time.Hour).Unix()), "before the nbf"},
		"signed by another key":  {signed(other, rs, nothing), "failed to verify signature"},
		"signed by nobody":       {signed(jwt.UnsafeAllowNoneSignatureType, jwt.SigningMethodNone, nothing), "is not good"},
		"signed by the secret":   {signed([]byte(secret), jwt.SigningMethodHS256, nothing), "is not good"},
		"for another token":      {claim("at_hash", "bm90IHRoaXMgb25l"), "does not belong to its access token"},
		"about nobody":           {claim("sub", ""), "by which you could be known again"},
		"about who is no text":   {claim("sub", "a\x00b"), "by which you could be known again"},
		"that is none":           {func(a map[string]any) { a["id_token"] = "x.y.z" }, "is not good"},
		"that is not there":      {func(a map[string]any) { delete(a, "id_token") }, "gave no ID token"},
	} {
		t.Run(name, func(t *testing.T) {
			h.say(tt.change, nil)
			b := h.browser()
			if p := b.signIn("grace"); p.status < 400 || p.status == 500 || !strings.Contains(p.says(), tt.want) {
				t.Errorf("%d %s, want %q", p.status, p.says(), tt.want)
			}
			if me, _ := b.me(); me != "" {
				t.Errorf("signed in as %s", me)
			}
		})
	}
	h.say(signed(ours, rs, nothing), nil)
	b := h.browser()
	b.signIn("grace")
	if me, _ := b.me(); me == "" {
		t.Error("what is signed anew without a change is refused, too: the cases above show nothing")
	}
}

func TestAnAnswerIsGoodOnceAndInTheBrowserThatAsked(t *testing.T) {
	h := open(t, grace(), nil)
	refused := func(b *browser, address, want string) {
		t.Helper()
		if p := b.do("GET", address, nil); p.status != 403 || !strings.Contains(p.says(), want) {
			t.Errorf("%d %s, want %q", p.status, p.says(), want)
		}
	}
	b := h.browser()
	back := b.answer("grace")
	refused(h.browser(), back, "was not begun in this browser")
	stranger := h.browser()
	stranger.answer("grace")
	refused(stranger, back, "belongs to another sign-in (its state")

	kept := b.c.Jar.Cookies(mustParse(t, back))
	b.do("GET", back, nil)
	if me, _ := b.me(); me == "" {
		t.Fatal("not signed in")
	}
	refused(b, back, "was not begun in this browser")
	thief := h.browser() // has the cookie as well
	thief.c.Jar.SetCookies(mustParse(t, h.s.URL+"/sign-in/with/corp/callback"), kept)
	refused(thief, back, "has been used already")

	// A code that was used, in a sign-in that is good otherwise.
	late := h.browser()
	next := mustParse(t, late.answer("grace"))
	q := next.Query()
	q.Set("code", mustParse(t, back).Query().Get("code"))
	next.RawQuery = q.Encode()
	refused(late, next.String(), "refused the code: invalid_grant")

	// What another provider answers.
	mixed := h.browser()
	next = mustParse(t, mixed.answer("grace"))
	q = next.Query()
	q.Set("iss", "https://evil.example")
	next.RawQuery = q.Encode()
	refused(mixed, next.String(), "comes from another provider")
	mixed = h.browser()
	next = mustParse(t, mixed.answer("grace"))
	q = next.Query()
	q.Del("iss")
	next.RawQuery = q.Encode()
	refused(mixed, next.String(), "comes from another provider")

	// What the person at the provider declined.
	no := h.browser()
	next = mustParse(t, no.answer("grace"))
	q = next.Query()
	q.Del("code")
	q.Set("error", "access_denied")
	q.Set("error_description", "<b>End-User</b> aborted")
	next.RawQuery = q.Encode()
	refused(no, next.String(), "did not sign you in: access_denied, <b>End-User</b> aborted")
	if p := no.do("GET", next.String(), nil); strings.Contains(p.body, "<b>") {
		t.Errorf("not escaped: %s", p.body)
	}
}

func mustParse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAProviderThatIsNotWhoItShouldBeIsRefused(t *testing.T) {
	h := open(t, grace(), nil)
	b := h.browser()
	h.say(nil, func(says map[string]any) { says["issuer"] = "https://evil.example" })
	if p := b.do("GET", h.s.URL+"/sign-in/with/corp", nil); p.status != 502 || !strings.Contains(p.says(), `calls itself "https://evil.example"`) {
		t.Errorf("another issuer: %d %s", p.status, p.says())
	}
	h.say(nil, func(says map[string]any) { says["jwks_uri"] = h.url + "/nothing-there" })
	if p := b.signIn("grace"); p.status != 403 || !strings.Contains(p.says(), "is not good") {
		t.Errorf("no keys: %d %s", p.status, p.says())
	}
	for path, want := range map[string]string{"/sign-in/with/none": "no such way", "/sign-in/with/NONE/callback": "no such way"} {
		if p := b.do("GET", h.s.URL+path, nil); p.status != 404 || !strings.Contains(p.says(), want) {
			t.Errorf("%s: %d %s", path, p.status, p.says())
		}
	}
}

func TestAProviderWithACertificateOfNobodyIsRefused(t *testing.T) {
	h := start(t, grace(), false)
	h.describe(nil)
	p := h.browser().do("GET", h.s.URL+"/sign-in/with/corp", nil)
	if p.status != 502 || !strings.Contains(p.says(), "certificate signed by unknown authority") {
		t.Errorf("%d %s", p.status, p.says())
	}
	var found struct {
		Items []struct {
			OK   bool
			Text string
		}
	}
	in := fields{"name": "Corp", "issuer": h.url, "client_id": "stoa"}
	h.s.Call(h.s.Token, "POST", "/api/admin/sign-in/providers/corp/look", in).JSON(t, &found)
	if len(found.Items) != 1 || found.Items[0].OK || !strings.Contains(found.Items[0].Text, "unknown authority") {
		t.Errorf("%+v", found)
	}
	h.tls.Close()
	if p := h.browser().do("GET", h.s.URL+"/sign-in/with/corp", nil); p.status != 502 || !strings.Contains(p.says(), "does not answer") {
		t.Errorf("away: %d %s", p.status, p.says())
	}
}
