package xmpp_test

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/test/process"
)

const password = stoatest.UserPassword

func TestThereAreManyWaysToSignIn(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	_, token := s.User("Bo Lindqvist", "bo@example.test")
	s.User("Cy", "cy@example.test")
	narrow := s.SignIn("bo@example.test", password, hipchat.ScopeSendMessage)
	native := func(more, content string) string {
		return `<auth xmlns="http://hipchat.com" node="http://hipchat.com/client/bot" ver="1.0"` + more + `>` + content + `</auth>`
	}
	old := func(fields string) string {
		return `<iq type="set" id="a1"><query xmlns="jabber:iq:auth"><username>1_2</username>` + fields + `<resource>x</resource></query></iq>`
	}
	for _, c := range []struct{ name, say, want string }{
		{"a password", plain("", "1_2", password), "success"},
		{"acting as oneself by the address", plain("1_2"+people, "1_2", password), "success"},
		{"an address", plain("", "1_2"+people, password), "success"},
		{"an address of HipChat Server", plain("", "1_2@chat.btf.hipchat.com", password), "success"},
		{"an e-mail address", plain("", "bo@example.test", password), "success"},
		{"a personal token for a password", plain("", "1_2", token), "success"},
		{"a wrong password", plain("", "1_2", "guess"), "not-authorized"},
		{"nobody's number", plain("", "1_77", password), "not-authorized"},
		{"acting as somebody else", plain("1_3"+people, "1_2", password), "invalid-authzid"},
		{"acting as somebody else of whom the address says less", plain("1_3", "1_2", password), "invalid-authzid"},
		{"somebody else's token", plain("", "1_3", token), "not-authorized"},
		{"a token that is not for this", plain("", "1_2", narrow), "not-authorized"},
		{"no base64", `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">!</auth>`, "malformed-request"},
		{"a mechanism that is not offered", `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="DIGEST-MD5"/>`, "invalid-mechanism"},
		{"as native clients do", native("", packed("", "bo@example.test", password, "x")), "success"},
		{"as BitlBee does", native("", packed("", "1_2"+people, password, "x")), "success"},
		{"as native clients do, with a token", native(` mechanism="oauth2"`, packed("", token, "x")), "success"},
		{"an unknown token", native(` mechanism="oauth2"`, packed("", "guess", "x")), "not-authorized"},
		{"before SASL", old(`<password>` + password + `</password>`), "result"},
		{"before SASL, wrong", old(`<password>guess</password>`), "not-authorized"},
		{"before SASL, a digest", old(`<digest>00</digest>`), "not-authorized"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := dial(t, s.XMPP)
			cl.begin()
			cl.say(c.say)
			n := cl.next()
			got := n.XMLName.Local
			switch got {
			case "failure":
				got = n.Nodes[0].XMLName.Local
			case "iq":
				if got = n.attr("type"); got == "error" {
					got = n.at("error").Nodes[0].XMLName.Local
				}
			}
			if got != c.want {
				t.Errorf("%s, want %s: %+v", got, c.want, n)
			}
			if strings.Contains(c.name, "native") && c.want == "success" {
				if n.attr("jid") != "1_2"+people+"/x" || n.attr("muc_host") != "conf."+domain {
					t.Errorf("the client is not told its address: %+v", n.Attrs)
				}
				if cl.ask("get", "", `<query xmlns="jabber:iq:roster"/>`).attr("type") != "result" {
					t.Error("the same stream does not go on")
				}
			}
		})
	}
}

func TestAStreamHasAFewTriesToSignIn(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	c := dial(t, s.XMPP)
	c.begin()
	for range 5 {
		c.say(plain("", "nobody@example.test", "guess"))
		if n := c.next(); n.XMLName.Local != "failure" {
			t.Fatalf("%+v", n)
		}
	}
	if n := c.next(); n.XMLName.Local != "error" || !n.has("policy-violation") {
		t.Errorf("%+v", n)
	}
}

func TestStrangersAreTakenInABoundedNumber(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	const most = 200 // maxStrangers
	for range most {
		dial(t, s.XMPP).begin()
	}
	c := dial(t, s.XMPP)
	c.say(`<stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">`)
	c.head()
	if n := c.next(); !n.has("resource-constraint") {
		t.Errorf("one more is answered %+v", n)
	}
}

func TestNothingIsDoneForWhoHasNotSignedIn(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	for _, stanza := range []string{`<message to="1_1` + people + `"><body>x</body></message>`, `<presence/>`, `<iq type="get" id="1"><query xmlns="jabber:iq:roster"/></iq>`} {
		c := dial(t, s.XMPP)
		c.begin()
		c.say(stanza)
		if n := c.next(); n.XMLName.Local != "error" || !n.has("policy-violation") {
			t.Errorf("%s: %+v", stanza, n)
		}
	}
}

// withTLS has a certificate, and the authority that a client trusts.
func withTLS(t *testing.T, encryption string) (option stoatest.Option, client *tls.Config) {
	t.Helper()
	dir := t.TempDir()
	if _, err := process.WriteCertificates(dir); err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return func(c *app.Config) {
		withXMPP(c)
		c.Listen, c.TLSListen, c.TLSCert, c.TLSKey = "127.0.0.1:0", "127.0.0.1:0", filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
		c.XMPPTLS, c.XMPPDirect = encryption, "127.0.0.1:0"
	}, &tls.Config{ServerName: "localhost", RootCAs: pool}
}

func TestWhereThereIsACertificateNobodySignsInWithoutTLS(t *testing.T) {
	t.Parallel()
	option, trust := withTLS(t, "")
	s := stoatest.Start(t, option)
	c := dial(t, s.XMPP)
	features := c.begin()
	if len(features.Nodes) != 1 || !features.has("starttls", "required") {
		t.Errorf("the offer is %+v, and not TLS alone", features.Nodes)
	}
	c.say(plain("", "1_1", stoatest.AdminPassword))
	if n := c.next(); n.XMLName.Local != "error" || !n.has("policy-violation") {
		t.Errorf("a password in the clear is answered %+v", n)
	}

	c = dial(t, s.XMPP)
	c.begin()
	c.encrypt(trust)
	if !c.begin().has("mechanisms") {
		t.Error("after TLS nobody may sign in")
	}
	c.say(plain("", "1_1", stoatest.AdminPassword))
	if n := c.next(); n.XMLName.Local != "success" {
		t.Errorf("%+v", n)
	}

	c = dial(t, s.XMPPDirect)
	c.over(tls.Client(c.conn, trust))
	if f := c.begin(); f.has("starttls") || !f.has("mechanisms") {
		t.Errorf("in TLS the offer is %+v", f.Nodes)
	}

	c = dial(t, s.XMPP)
	c.begin()
	c.say(`<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>` + plain("", "1_1", stoatest.AdminPassword))
	if n := c.next(); n.XMLName.Local != "error" {
		t.Errorf("what came before TLS is taken for what is said under it: %+v", n)
	}
}

func TestTLSCanBeLeftToTheClient(t *testing.T) {
	t.Parallel()
	option, _ := withTLS(t, "optional")
	s := stoatest.Start(t, option)
	c := dial(t, s.XMPP)
	if f := c.begin(); !f.has("starttls") || f.has("starttls", "required") || !f.has("mechanisms") {
		t.Errorf("the offer is %+v", f.Nodes)
	}
	c.say(plain("", "1_1", stoatest.AdminPassword))
	if n := c.next(); n.XMLName.Local != "success" {
		t.Errorf("%+v", n)
	}
}

func TestBadXMLEndsTheStreamByItsName(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	for _, c := range []struct{ text, want string }{
		{`<!-- x -->`, "restricted-xml"},
		{`<a></b>`, "not-well-formed"},
		{strings.Repeat("<a>", 20), "policy-violation"},
	} {
		cl := enter(t, s, "1_1", stoatest.AdminPassword, "x")
		cl.say(c.text)
		cl.wait(c.want, func(n *node) bool { return n.XMLName.Local == "error" && n.has(c.want) })
		if _, more := cl.read(); more {
			t.Errorf("%s: the stream goes on", c.text)
		}
	}
}

func TestSessionsByPasswordEndWithTheStreamAndWithThePassword(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	_, token := s.User("Bo", "bo@example.test")
	c := enter(t, s, "1_2", password, "x")
	sessions := func() (n int) {
		var got struct{ Items []struct{ Agent string } }
		s.Call(token, "GET", "/api/me/sessions", nil).JSON(t, &got)
		for _, v := range got.Items {
			if v.Agent == "XMPP" {
				n++
			}
		}
		return n
	}
	if sessions() != 1 {
		t.Error("the person does not see the session")
	}
	if a := s.Call(s.Token, "PUT", "/v2/user/2", map[string]string{"name": "Bo", "email": "bo@example.test", "mention_name": "Bo", "password": "another long password"}); a.Status/100 != 2 {
		t.Fatalf("change the password: %d %s", a.Status, a.Body)
	}
	c.wait("the end", func(n *node) bool { return n.XMLName.Local == "error" && n.has("not-authorized") })

	c = enter(t, s, "1_2", "another long password", "x")
	c.say(`</stream:stream>`)
	if _, more := c.read(); more { // its presence
		for more {
			_, more = c.read()
		}
	}
	token = s.SignIn("bo@example.test", "another long password")
	eventually(t, "the session ends with the stream", func() bool { return sessions() == 0 })
}

func TestAServerThatStopsSaysSo(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withXMPP)
	c := enter(t, s, "1_1", stoatest.AdminPassword, "x")
	stranger := dial(t, s.XMPP)
	stranger.begin()
	go s.Stop()
	for _, one := range []*client{c, stranger} {
		one.wait("the end", func(n *node) bool { return n.XMLName.Local == "error" && n.has("system-shutdown") })
	}
}
