package provider_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"html"
	"math/big"
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/stoatest"
)

// samlHouse is an identity provider of SAML that was not written by us, beside a server that knows it.
type samlHouse struct {
	house
	id string // its entity id
}

// openSAML starts a server and an identity provider that knows these people, by their NameIDs, and tells the one of the other. change fills in
// how the administrator describes it.
func openSAML(t *testing.T, people, change fields, options ...stoatest.Option) *samlHouse {
	t.Helper()
	needNode(t)
	h := &samlHouse{house{t: t, s: stoatest.Start(t, options...)}, "https://idp.example.test/saml"}
	key, certificate := selfSigned(t, time.Hour)
	settings, err := json.Marshal(fields{"issuer": h.id, "key": key, "cert": certificate, "people": people})
	if err != nil {
		t.Fatal(err)
	}
	h.url = h.process("saml.mjs", "SAML="+string(settings)).String()
	h.describeSAML(change)
	return h
}

// selfSigned makes a key, with a certificate that nobody has signed and that is good for so long from now on.
func selfSigned(t *testing.T, life time.Duration) (key, certificate string) {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(life),
	}
	der, err := x509.CreateCertificate(rand.Reader, like, like, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	return pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(k)), pemOf("CERTIFICATE", der)
}

func pemOf(kind string, b []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}))
}

// describeSAML tells the server of the identity provider, as an administrator does.
func (h *samlHouse) describeSAML(change fields) {
	h.t.Helper()
	p := fields{"name": "Corp", "metadata_url": h.url + "/metadata", "domains": []string{"example.test"}}
	for name, value := range change {
		p[name] = value
	}
	if a := h.s.Call(h.s.Token, "PUT", "/api/admin/sign-in/identity-providers/corp", p); a.Status != 200 {
		h.t.Fatalf("describe: %d %s", a.Status, a.Body)
	}
}

// source is the identity provider as the administrator sees it.
func (h *samlHouse) source() map[string]any {
	h.t.Helper()
	var all struct {
		IdentityProviders []map[string]any `json:"identity_providers"`
	}
	if h.s.Call(h.s.Token, "GET", "/api/admin/sign-in", nil).JSON(h.t, &all); len(all.IdentityProviders) != 1 {
		h.t.Fatalf("%d identity providers", len(all.IdentityProviders))
	}
	return all.IdentityProviders[0]
}

func (h *samlHouse) plainBrowser() *browser {
	h.t.Helper()
	return newBrowser(&h.house, nil)
}

var field = regexp.MustCompile(`name="([^"]+)"\s+value="([^"]*)"`)

// posted goes to the identity provider, signs in there as somebody, and answers the form that it has the browser post, and where to. with
// changes what it says.
func (b *browser) posted(who string, with fields) (to string, form url.Values) {
	b.h.t.Helper()
	p := b.do("GET", b.h.s.URL+"/sign-in/with/corp?next=%2Fchat%2Flobby", nil)
	if p.location == "" {
		b.h.t.Fatalf("not sent to the identity provider: %d %s", p.status, p.says())
	}
	return b.fill(p.location, who, with)
}

// fill signs in at an address of the identity provider.
func (b *browser) fill(address, who string, with fields) (to string, form url.Values) {
	b.h.t.Helper()
	u := mustParse(b.h.t, address)
	q := u.Query()
	q.Set("as", who)
	if with != nil {
		text, err := json.Marshal(with)
		if err != nil {
			b.h.t.Fatal(err)
		}
		q.Set("with", string(text))
	}
	u.RawQuery = q.Encode()
	p := b.do("GET", u.String(), nil)
	form = url.Values{}
	for _, m := range field.FindAllStringSubmatch(p.body, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	if form.Get("SAMLResponse") == "" {
		b.h.t.Fatalf("the identity provider shows %d %s", p.status, p.body)
	}
	return html.UnescapeString(action.FindStringSubmatch(p.body)[1]), form
}

// crossed posts a form as a browser does whose page is another site's: without cookies, which are Lax.
func (b *browser) crossed(to string, form url.Values) page {
	b.h.t.Helper()
	bare := newBrowser(b.h, nil)
	return bare.do("POST", to, form)
}

// come goes the whole way and answers where it ended.
func (b *browser) come(who string, with fields) page {
	b.h.t.Helper()
	p := b.crossed(b.posted(who, with))
	if p.location == "" {
		return p
	}
	return b.do("GET", p.location, nil)
}
