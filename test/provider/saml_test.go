package provider_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// graceSAML is somebody as AD FS and Entra ID describe people, under a NameID that stays.
func graceSAML() fields {
	const claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
	return fields{"G-1906": fields{"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "attributes": fields{
		claims + "emailaddress": "grace@example.test", claims + "givenname": "Grace", claims + "surname": "Hopper",
		"groups": []string{"staff", "chat admins", "navy"},
	}}}
}

func TestSomebodyComesInBySAMLAndComesAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, dsn string) {
		h := openSAML(t, graceSAML(), fields{"groups": "groups", "members": []string{"staff"}, "admins": []string{"chat admins"}}, stoatest.WithDatabase(dsn))
		b := h.plainBrowser()
		if p := b.come("G-1906", nil); p.location != h.s.URL+"/chat/lobby" {
			t.Fatalf("%d %s %s", p.status, p.location, p.says())
		}
		if me, admin := b.me(); me != "grace@example.test" || !admin {
			t.Errorf("signed in as %q, %t", me, admin)
		}
		again := h.plainBrowser()
		again.come("G-1906", nil)
		if me, _ := again.me(); me != "grace@example.test" {
			t.Errorf("the second time as %q", me)
		}
		var users struct {
			Items []struct{ Email, Name string }
		}
		if h.s.Call(h.s.Token, "GET", "/api/users", nil).JSON(t, &users); len(users.Items) != 2 || users.Items[1].Name != "Grace Hopper" {
			t.Errorf("accounts: %+v", users)
		}
		if p := b.do("GET", h.s.URL+"/api/me/sessions", nil); !strings.Contains(p.body, `"method":"provider","source":"Corp"`) {
			t.Errorf("sessions: %s", p.body)
		}
		if p := newBrowser(&h.house, nil).do("GET", h.s.URL+"/api/boot", nil); !strings.Contains(p.body, `{"key":"corp","name":"Corp"}`) {
			t.Errorf("no button: %s", p.body)
		}
	})
}

func TestAnAssertionThatIsNotGoodIsRefused(t *testing.T) {
	people := graceSAML()
	person := func(format string, attributes fields) fields {
		return fields{"format": format, "attributes": attributes}
	}
	const persistent, transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	people["fleeting"] = person(transient, fields{"email": "fleeting@example.test"})
	people["silent"] = person(persistent, fields{})
	people["elsewhere"] = person(persistent, fields{"mail": "somebody@other.test"})
	people["navy"] = person(persistent, fields{"mail": "navy@example.test", "groups": "navy"})
	h := openSAML(t, people, fields{"groups": "groups", "members": []string{"staff"}, "admins": []string{"staff"}})
	key, certificate := selfSigned(t, time.Hour)
	for name, tt := range map[string]struct {
		who  string
		with fields
		want string
	}{
		"that nobody signed":           {"G-1906", fields{"signAssertion": false}, "signature"},
		"signed by another key":        {"G-1906", fields{"key": key, "cert": certificate}, "is not good"},
		"signed with SHA-1":            {"G-1906", fields{"signatureAlgorithm": "rsa-sha1", "digestAlgorithm": "sha1"}, "sha1"},
		"of another identity provider": {"G-1906", fields{"issuer": "https://evil.example"}, "is not good"},
		"for another server":           {"G-1906", fields{"audience": "https://other.example"}, "audience"},
		"for another address":          {"G-1906", fields{"recipient": "https://other.example/acs"}, "Recipient"},
		"sent to another address":      {"G-1906", fields{"destination": "https://other.example/acs"}, "Destination"},
		"that has expired":             {"G-1906", fields{"lifetimeInSeconds": -3600}, "expired"},
		"to another request":           {"G-1906", fields{"inResponseTo": "_of_somebody_else"}, "belongs to another sign-in"},
		"that says no": {"G-1906", fields{
			"error": fields{"code": "urn:oasis:names:tc:SAML:2.0:status:Responder"}, "signResponse": true, "signatureAlgorithm": "rsa-sha256", "digestAlgorithm": "sha256",
		}, "did not sign you in"},
		"with a name for once":   {"fleeting", nil, "by another name each time"},
		"without an address":     {"silent", fields{}, "Corp does not have you among those"},
		"of who may not come in": {"navy", nil, "does not have you among those who may come in"},
	} {
		t.Run(name, func(t *testing.T) {
			b := h.plainBrowser()
			if p := b.come(tt.who, tt.with); p.status < 400 || p.status == 500 || !strings.Contains(strings.ToLower(p.says()), strings.ToLower(tt.want)) {
				t.Errorf("%d %s, want %q", p.status, p.says(), tt.want)
			}
			if me, _ := b.me(); me != "" {
				t.Errorf("signed in as %s", me)
			}
		})
	}
	if a := h.s.Call(h.s.Token, "GET", "/api/audit?kind=signin.failed", nil); !strings.Contains(string(a.Body), `"corp"`) {
		t.Errorf("nothing of it is written down: %d %s", a.Status, a.Body)
	}
	t.Run("changed on its way", func(t *testing.T) {
		b := h.plainBrowser()
		to, form := b.posted("G-1906", nil)
		raw, err := base64.StdEncoding.DecodeString(form.Get("SAMLResponse"))
		if err != nil {
			t.Fatal(err)
		}
		changed := bytes.ReplaceAll(raw, []byte("grace@example.test"), []byte("admin@example.test"))
		if bytes.Equal(raw, changed) {
			t.Fatal("nothing to change")
		}
		form.Set("SAMLResponse", base64.StdEncoding.EncodeToString(changed))
		if p := b.crossed(to, form); p.status != 403 || !strings.Contains(p.says(), "is not good") {
			t.Errorf("%d %s", p.status, p.says())
		}
	})
	b := h.plainBrowser()
	b.come("G-1906", fields{})
	if me, _ := b.me(); me == "" {
		t.Error("who is good is refused, too: the cases above show nothing")
	}
}

func TestWhomNobodyWelcomesGetsNoAccount(t *testing.T) {
	people := fields{
		"elsewhere": fields{"attributes": fields{"mail": "somebody@other.test"}}, "silent": fields{"attributes": fields{}},
		"known": fields{"attributes": fields{"mail": "ada@example.test"}},
	}
	h := openSAML(t, people, nil)
	for who, want := range map[string]string{"elsewhere": "no account here", "silent": "gives no e-mail address"} {
		if p := h.plainBrowser().come(who, nil); p.status != 403 || !strings.Contains(p.says(), want) {
			t.Errorf("%s: %d %s, want %q", who, p.status, p.says(), want)
		}
	}
}

func TestAnAnswerOfSAMLIsGoodOnceAndInTheBrowserThatAsked(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	refused := func(b *browser, address, want string) {
		t.Helper()
		if p := b.do("GET", address, nil); p.status != 403 || !strings.Contains(p.says(), want) {
			t.Errorf("%d %s, want %q", p.status, p.says(), want)
		}
	}
	b := h.plainBrowser()
	to, form := b.posted("G-1906", nil)
	back := b.crossed(to, form).location
	refused(h.plainBrowser(), back, "was not begun in this browser")
	stranger := h.plainBrowser()
	stranger.posted("G-1906", nil)
	refused(stranger, back, "belongs to another sign-in (its state")

	// A victim's browser with its own state, and the answer that somebody else got.
	q := mustParse(t, back).Query()
	_, victims := stranger.posted("G-1906", nil)
	q.Set("state", victims.Get("RelayState"))
	refused(stranger, h.s.URL+"/sign-in/with/corp/arrival?"+q.Encode(), "belongs to another sign-in, or has waited")

	// A state of one's own, and an answer that nobody gave.
	forger := h.plainBrowser()
	_, forged := forger.posted("G-1906", nil)
	refused(forger, h.s.URL+"/sign-in/with/corp/arrival?"+url.Values{"state": {forged.Get("RelayState")}, "ticket": {"made up"}}.Encode(), "belongs to another sign-in, or has waited")

	kept := b.c.Jar.Cookies(mustParse(t, back))
	b.do("GET", back, nil)
	if me, _ := b.me(); me == "" {
		t.Fatal("not signed in")
	}
	refused(b, back, "was not begun in this browser")
	thief := h.plainBrowser() // has the cookie as well
	thief.c.Jar.SetCookies(mustParse(t, back), kept)
	refused(thief, back, "has been used already")
	refused(thief, b.crossed(to, form).location, "has been used already")
}

func TestWhoComesByATileOfTheIdentityProviderIsSentToAskFirst(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	b := h.plainBrowser()
	consumer, _ := h.source()["consumer_url"].(string)
	own, _ := h.source()["own_metadata_url"].(string)
	to, form := b.fill(h.url+"/sso?to="+url.QueryEscape(consumer), "G-1906", fields{"audience": own})
	p := b.crossed(to, form)
	if p.status != http.StatusSeeOther || p.location != h.s.URL+"/sign-in/with/corp" {
		t.Fatalf("%d %s %s", p.status, p.location, p.says())
	}
	p = b.do("GET", p.location, nil)
	if !strings.HasPrefix(p.location, h.url+"/sso?") {
		t.Errorf("%d %s", p.status, p.location)
	}
	if me, _ := b.me(); me != "" {
		t.Errorf("signed in as %s without having asked", me)
	}

	// One that answers a request and does not say which would be asked for ever.
	_, mine := b.posted("G-1906", nil)
	form.Set("RelayState", mine.Get("RelayState"))
	if p := b.crossed(to, form); p.status != 403 || !strings.Contains(p.says(), "InResponseTo") {
		t.Errorf("%d %s", p.status, p.says())
	}
}

func TestAnEncryptedAssertionIsRead(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	text, _ := h.source()["certificate"].(string)
	certificate := certificateOf(t, text)
	public, err := x509.MarshalPKIXPublicKey(certificate.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, cipher := range []string{"http://www.w3.org/2009/xmlenc11#aes256-gcm", "http://www.w3.org/2001/04/xmlenc#aes256-cbc"} {
		b := h.plainBrowser()
		with := fields{"encryptionCert": text, "encryptionPublicKey": pemOf("PUBLIC KEY", public), "encryptionAlgorithm": cipher, "disallowEncryptionWithInsecureAlgorithm": false}
		to, form := b.posted("G-1906", with)
		if raw, _ := base64.StdEncoding.DecodeString(form.Get("SAMLResponse")); bytes.Contains(raw, []byte("grace@")) || !bytes.Contains(raw, []byte("EncryptedAssertion")) {
			t.Fatalf("not encrypted: %s", raw)
		}
		p := b.do("GET", b.crossed(to, form).location, nil)
		if me, _ := b.me(); me != "grace@example.test" {
			t.Errorf("%s: signed in as %q: %d %s", cipher, me, p.status, p.says())
		}
	}
}

func certificateOf(t *testing.T, text string) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		t.Fatalf("no certificate: %q", text)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRequestsAreSignedWithAKeyThatNobodySees(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	b := h.plainBrowser()
	if p := b.do("GET", h.s.URL+"/sign-in/with/corp", nil); strings.Contains(p.location, "Signature=") {
		t.Errorf("signed unasked: %s", p.location)
	}
	before := h.source()
	h.describeSAML(fields{"sign": true, "private_key": "mine", "certificate": "mine"})
	after := h.source()
	if before["certificate"] != after["certificate"] || after["private_key"] != nil {
		t.Errorf("before %v, after %v", before, after)
	}
	p := b.do("GET", h.s.URL+"/sign-in/with/corp", nil)
	query := mustParse(t, p.location).RawQuery
	text, sent, found := strings.Cut(query, "&Signature=")
	signature, err := url.QueryUnescape(sent)
	if !found || err != nil {
		t.Fatalf("not signed: %s", query)
	}
	raw, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	certificate, _ := after["certificate"].(string)
	public, _ := certificateOf(t, certificate).PublicKey.(*rsa.PublicKey)
	sum := sha256.Sum256([]byte(text))
	if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], raw); err != nil {
		t.Errorf("signature of %s: %v", text, err)
	}
	b.come("G-1906", nil)
	if me, _ := b.me(); me != "grace@example.test" {
		t.Errorf("signed in as %q", me)
	}
	says := h.plainBrowser().do("GET", h.s.URL+"/sign-in/with/corp/metadata", nil)
	for _, want := range []string{`entityID="` + h.s.URL + `/sign-in/with/corp/metadata"`, `Location="` + h.s.URL + `/sign-in/with/corp/acs"`, `use="signing"`, `use="encryption"`} {
		if !strings.Contains(says.body, want) {
			t.Errorf("%d, without %s: %s", says.status, want, says.body)
		}
	}
	if strings.Contains(says.body, "PRIVATE KEY") {
		t.Error("the private key is shown")
	}
}

func TestAnIdentityProviderThatIsOffStillKnowsThisServer(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	to, form := h.plainBrowser().posted("G-1906", nil)
	h.describeSAML(fields{"disabled": true})
	b := h.plainBrowser()
	if p := b.do("GET", h.s.URL+"/sign-in/with/corp", nil); p.status != 404 {
		t.Errorf("the way there: %d %s", p.status, p.location)
	}
	if p := b.crossed(to, form); p.status != 404 {
		t.Errorf("the way back: %d %s", p.status, p.location)
	}
	if p := b.do("GET", h.s.URL+"/api/boot", nil); strings.Contains(p.body, `"Corp"`) {
		t.Errorf("a button: %s", p.body)
	}
	if p := b.do("GET", h.s.URL+"/sign-in/with/corp/metadata", nil); p.status != 200 { // it is needed there before the source is put to use
		t.Errorf("metadata: %d %s", p.status, p.says())
	}
}

// An identity provider that changes its key describes itself anew; so the description is read again when an answer is signed by a key that is not in it.
func TestAnIdentityProviderMayChangeItsKey(t *testing.T) {
	var later atomic.Int64
	h := openSAML(t, graceSAML(), nil, func(c *app.Config) {
		c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	key, certificate := selfSigned(t, -time.Minute) // whose key it is counts, as SAML's profile of metadata has it
	says := h.plainBrowser().do("GET", h.url+"/metadata", nil).body
	var changed atomic.Bool
	metadata := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text := says
		if changed.Load() {
			from := says[strings.Index(says, "<X509Certificate>"):strings.Index(says, "</X509Certificate>")]
			text = strings.ReplaceAll(says, from, "<X509Certificate>"+base64.StdEncoding.EncodeToString(certificateOf(t, certificate).Raw))
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(metadata.Close)
	h.describeSAML(fields{"metadata_url": metadata.URL})
	b := h.plainBrowser()
	b.come("G-1906", nil)
	if me, _ := b.me(); me == "" {
		t.Fatal("not signed in")
	}
	changed.Store(true)
	anew := fields{"key": key, "cert": certificate}
	if p := h.plainBrowser().come("G-1906", anew); p.status != 403 {
		t.Errorf("read again within a minute: %d %s", p.status, p.says())
	}
	later.Store(int64(2 * time.Minute))
	b = h.plainBrowser()
	p := b.come("G-1906", anew)
	if me, _ := b.me(); me == "" {
		t.Errorf("%d %s", p.status, p.says())
	}
	metadata.Close() // what it has said is good without it
	later.Store(int64(4 * time.Hour))
	strangers, certificate := selfSigned(t, time.Hour)
	if p := h.plainBrowser().come("G-1906", fields{"key": strangers, "cert": certificate}); p.status != 403 {
		t.Errorf("signed by a stranger: %d %s", p.status, p.says())
	}
	b = h.plainBrowser()
	p = b.do("GET", h.s.URL+"/sign-in/with/corp", nil)
	if !strings.HasPrefix(p.location, h.url) {
		t.Errorf("while its description is away: %d %s", p.status, p.says())
	}
}

func TestAnIdentityProviderIsDescribedRightOrNotAtAll(t *testing.T) {
	h := openSAML(t, graceSAML(), nil)
	says := h.plainBrowser().do("GET", h.url+"/metadata", nil).body
	for name, tt := range map[string]struct {
		change fields
		want   string // "": it is taken
	}{
		"its metadata alone":          {fields{"metadata": says, "metadata_url": ""}, ""},
		"neither":                     {fields{"metadata_url": ""}, "metadata_url"},
		"both":                        {fields{"metadata": says}, "metadata_url"},
		"no metadata":                 {fields{"metadata": "<html>", "metadata_url": ""}, "metadata"},
		"a service's metadata":        {fields{"metadata_url": h.s.URL + "/sign-in/with/corp/metadata"}, "cannot be read"},
		"a service's metadata alone":  {fields{"metadata": h.plainBrowser().do("GET", h.s.URL+"/sign-in/with/corp/metadata", nil).body, "metadata_url": ""}, "no identity provider"},
		"another's metadata":          {fields{"entity_id": "https://other.example", "metadata": says, "metadata_url": ""}, "https://other.example"},
		"an address that is not safe": {fields{"metadata_url": "http://idp.example.test/metadata"}, "metadata_url"},
		"an address without anybody":  {fields{"metadata_url": "http://127.0.0.1:9/metadata"}, "cannot be read"},
		"an address with a page":      {fields{"metadata_url": h.url + "/sso"}, "cannot be read"},
		"groups without an attribute": {fields{"members": []string{"staff"}}, "groups"},
		"no name":                     {fields{"name": ""}, "name"},
		"the key of something else":   {fields{}, "key of something else"},
	} {
		t.Run(name, func(t *testing.T) {
			key := "other"
			if strings.Contains(tt.want, "key of") {
				key = "pages"
				d := fields{"name": "Pages", "preset": "openldap", "host": "127.0.0.1", "base": "dc=example,dc=org"}
				if a := h.s.Call(h.s.Token, "PUT", "/api/admin/sign-in/directories/pages", d); a.Status != 200 {
					t.Fatalf("%d %s", a.Status, a.Body)
				}
			}
			p := fields{"name": "Other", "metadata_url": h.url + "/metadata"}
			for n, value := range tt.change {
				p[n] = value
			}
			a := h.s.Call(h.s.Token, "PUT", "/api/admin/sign-in/identity-providers/"+key, p)
			if tt.want == "" && a.Status != 200 || tt.want != "" && (a.Status < 400 || a.Status == 500 || !strings.Contains(string(a.Body), tt.want)) {
				t.Errorf("%d %s, want %q", a.Status, a.Body, tt.want)
			}
		})
	}
	var found struct {
		Items []struct {
			OK   bool
			Text string
		}
	}
	h.s.Call(h.s.Token, "POST", "/api/admin/sign-in/identity-providers/corp/look", fields{"name": "Corp", "metadata_url": h.url + "/metadata", "private_key": "mine"}).JSON(t, &found)
	all := fmt.Sprint(found.Items)
	for _, want := range []string{h.id, h.url + "/sso", "sign with: 1", "/sign-in/with/corp/acs", "Nobody can come in"} {
		if !strings.Contains(all, want) {
			t.Errorf("not found: %s in %s", want, all)
		}
	}
}
