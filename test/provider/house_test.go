// Package provider_test signs people in by providers of OpenID Connect and of SAML that were not written by us, and checks that whatever
// is wrong with an answer of it is refused.
package provider_test

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

type fields map[string]any

const secret = "a secret that both of them know"

// house is a provider behind TLS that a test can have say what it wants.
type house struct {
	t   *testing.T
	s   *stoatest.Server
	url string
	key *rsa.PrivateKey
	tls *httptest.Server

	mu     sync.Mutex
	tokens func(answer map[string]any) // changes the answer of the token endpoint
	about  func(says map[string]any)   // changes what it says of itself
	asked  []url.Values                // what the token endpoint was asked
}

// open starts a server and a provider that knows these people, by their subjects, and tells the one of the other. change
// fills in how the administrator describes it.
func open(t *testing.T, people fields, change fields, options ...stoatest.Option) *house {
	t.Helper()
	h := start(t, people, true, options...)
	h.describe(change)
	return h
}

func start(t *testing.T, people fields, trusted bool, options ...stoatest.Option) *house {
	t.Helper()
	needNode(t)
	h := &house{t: t}
	var err error
	if h.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	var behind *url.URL
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(behind)
			r.Out.Host = r.In.Host
			r.SetXForwarded()
			r.Out.Header.Del("Accept-Encoding")
			h.note(r.Out)
		},
		ModifyResponse: h.change,
	}
	h.tls = httptest.NewTLSServer(proxy)
	t.Cleanup(h.tls.Close)
	h.url = h.tls.URL
	if trusted {
		options = append(options, h.trusted())
	}
	h.s = stoatest.Start(t, options...)
	behind = h.run(people)
	return h
}

// needNode skips a test where there is no Node, or nothing to run on it.
func needNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("Node is missing")
	}
	if _, err := os.Stat("node_modules"); err != nil {
		t.Skip("test/provider/node_modules is missing: npm ci")
	}
}

// trusted has the server trust the provider's certificate.
func (h *house) trusted() stoatest.Option {
	file := filepath.Join(h.t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: h.tls.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		h.t.Fatal(err)
	}
	return func(c *app.Config) { c.TrustCA = file }
}

// run starts the provider's process, which ends with the test.
func (h *house) run(people fields) *url.URL {
	h.t.Helper()
	n := base64.RawURLEncoding.EncodeToString
	settings, err := json.Marshal(fields{
		"issuer": h.url, "people": people, "inIdToken": people["in userinfo"] == nil,
		"clients": []fields{{
			"client_id": "stoa", "client_secret": secret, "redirect_uris": []string{h.s.URL + "/sign-in/with/corp/callback"},
			"post_logout_redirect_uris": []string{h.s.URL + "/chat"}, "scope": "openid profile email groups",
		}},
		"jwks": fields{"keys": []fields{{
			"kty": "RSA", "kid": "house", "use": "sig", "alg": "RS256",
			"n": n(h.key.N.Bytes()), "e": n(big.NewInt(int64(h.key.E)).Bytes()), "d": n(h.key.D.Bytes()),
			"p": n(h.key.Primes[0].Bytes()), "q": n(h.key.Primes[1].Bytes()), "dp": n(h.key.Precomputed.Dp.Bytes()),
			"dq": n(h.key.Precomputed.Dq.Bytes()), "qi": n(h.key.Precomputed.Qinv.Bytes()),
		}}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.process("provider.mjs", "PROVIDER="+string(settings))
}

// process starts a program on Node, which says its port and ends with the test.
func (h *house) process(program, setting string) *url.URL {
	h.t.Helper()
	cmd := exec.Command("node", program)
	cmd.Env = append(os.Environ(), setting, "NODE_ENV=test")
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	in, err := cmd.StdinPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if port, ok := strings.CutPrefix(lines.Text(), "port "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return &url.URL{Scheme: "http", Host: "127.0.0.1:" + port}
		}
	}
	h.t.Fatalf("the provider did not start: %s", complaints.String())
	return nil
}

// note keeps what the token endpoint is asked.
func (h *house) note(r *http.Request) {
	if r.URL.Path != "/token" || r.Body == nil {
		return
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		h.t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	form, _ := url.ParseQuery(string(b))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, form)
}

// change lets the test change what the provider says.
func (h *house) change(res *http.Response) error {
	h.mu.Lock()
	change := h.tokens
	if res.Request.URL.Path != "/token" {
		change = h.about
	}
	h.mu.Unlock()
	if change == nil || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") ||
		res.Request.URL.Path != "/token" && !strings.HasSuffix(res.Request.URL.Path, "/openid-configuration") {
		return nil
	}
	var says map[string]any
	if err := json.NewDecoder(res.Body).Decode(&says); err != nil {
		return err
	}
	change(says)
	b, err := json.Marshal(says)
	if err != nil {
		return err
	}
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	res.Header.Set("Content-Length", fmt.Sprint(len(b)))
	return nil
}

// say has the provider's token endpoint and its discovery say other things from now on; nil: what it says by itself.
func (h *house) say(tokens, about func(map[string]any)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tokens, h.about = tokens, about
}

// signed answers a change of the ID token's claims, signed by a key in the provider's name.
func signed(key any, method jwt.SigningMethod, change func(claims jwt.MapClaims)) func(map[string]any) {
	return func(answer map[string]any) {
		text, _ := answer["id_token"].(string)
		claims := jwt.MapClaims{}
		if _, _, err := jwt.NewParser().ParseUnverified(text, claims); err != nil {
			panic(err)
		}
		change(claims)
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = "house"
		answer["id_token"], _ = token.SignedString(key)
	}
}

// describe tells the server of the provider, as an administrator does.
func (h *house) describe(change fields) {
	h.t.Helper()
	p := fields{"name": "Corp", "issuer": h.url, "client_id": "stoa", "client_secret": secret, "domains": []string{"example.test"}}
	for name, value := range change {
		p[name] = value
	}
	if a := h.s.Call(h.s.Token, "PUT", "/api/admin/sign-in/providers/corp", p); a.Status != 200 {
		h.t.Fatalf("describe: %d %s", a.Status, a.Body)
	}
}

// browser keeps cookies, follows no redirects, and trusts the provider.
type browser struct {
	h *house
	c *http.Client
}

func (h *house) browser() *browser { return newBrowser(h, h.tls.Client().Transport) }

func newBrowser(h *house, over http.RoundTripper) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{h, &http.Client{Jar: jar, Transport: over, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is what a browser got.
type page struct {
	status   int
	location string
	body     string
}

// says is the page's text, as a person reads it.
func (p page) says() string { return html.UnescapeString(p.body) }

func (b *browser) do(method, address string, form url.Values) page {
	b.h.t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		b.h.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.c.Do(req)
	if err != nil {
		b.h.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.h.t.Fatal(err)
	}
	to := res.Header.Get("Location")
	if to != "" {
		u, err := req.URL.Parse(to)
		if err != nil {
			b.h.t.Fatal(err)
		}
		to = u.String()
	}
	return page{res.StatusCode, to, string(body)}
}

var action = regexp.MustCompile(`action="([^"]+)"`)

// answer goes to the provider, signs in there as somebody, and answers where it sends the browser back to.
func (b *browser) answer(who string) string {
	b.h.t.Helper()
	p := b.do("GET", b.h.s.URL+"/sign-in/with/corp?next=%2Fchat%2Flobby", nil)
	for range 12 {
		switch {
		case strings.HasPrefix(p.location, b.h.s.URL):
			return p.location
		case p.location != "":
			p = b.do("GET", p.location, nil)
		case strings.Contains(p.body, `value="login"`):
			p = b.do("POST", action.FindStringSubmatch(p.body)[1], url.Values{"prompt": {"login"}, "login": {who}, "password": {"x"}})
		case strings.Contains(p.body, `value="consent"`):
			p = b.do("POST", action.FindStringSubmatch(p.body)[1], url.Values{"prompt": {"consent"}})
		default:
			b.h.t.Fatalf("the provider shows %d %s", p.status, p.body)
		}
	}
	b.h.t.Fatal("the provider goes round in circles")
	return ""
}

// signIn goes the whole way and answers where it ended.
func (b *browser) signIn(who string) page {
	b.h.t.Helper()
	return b.do("GET", b.answer(who), nil)
}

// me is who the browser is signed in as; empty: nobody.
func (b *browser) me() (email string, admin bool) {
	b.h.t.Helper()
	p := b.do("GET", b.h.s.URL+"/api/boot", nil)
	var boot struct {
		User *struct {
			Email string
			Admin bool
		}
	}
	if err := json.Unmarshal([]byte(p.body), &boot); err != nil {
		b.h.t.Fatal(err)
	}
	if boot.User == nil {
		return "", false
	}
	return boot.User.Email, boot.User.Admin
}
