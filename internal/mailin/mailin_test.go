package mailin_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/smtp"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

const domain = "rooms.example.test"

func withMail(c *app.Config) { c.MailListen, c.MailDomain = "127.0.0.1:0", domain }

// history is what the room shows, the newest last.
func history(t *testing.T, s *stoatest.Server, room string) []hipchat.Message {
	t.Helper()
	var got hipchat.List[hipchat.Message]
	s.Call(s.Token, "GET", "/v2/room/"+url.PathEscape(room)+"/history", nil).JSON(t, &got)
	return got.Items
}

// mail is a mail with lines as they stand on the wire.
func mail(lines ...string) []byte { return []byte(strings.Join(lines, "\r\n") + "\r\n") }

const from = "nas@example.test"

func TestMailIsSaidInTheRoomOfItsAddress(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withMail)
	s.Room("Ops")
	to := s.RoomToken("Ops", "NAS") + "@" + domain
	for _, c := range []struct {
		name  string
		to    string
		mail  []byte
		says  string
		from  string
		files []string
	}{
		{"plain text", to, mail("From: Storage <"+from+">", "Subject: Disk 3 fails", "", "Replace it.", "<soon>"),
			"<b>Disk 3 fails</b><br>Replace it.<br>&lt;soon&gt;", "NAS · Storage", nil},
		{"addresses of the web are links", to, mail("From: "+from, "Subject: x", "", "See <https://a.example/?b=1&c=2> and https://b.example."),
			`<b>x</b><br>See &lt;<a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a>&gt; and <a href="https://b.example">https://b.example</a>.`, "NAS · " + from, nil},
		{"an address that says which room it is", "ops+" + to, mail("From: "+from, "Subject: x", "", "y"), "<b>x</b><br>y", "NAS · " + from, nil},
		{"other alphabets", to, mail("From: "+from, "Subject: =?iso-8859-1?Q?K=FChlung?= =?utf-8?B?4pyT?=", "Content-Type: text/plain; charset=iso-8859-1",
			"Content-Transfer-Encoding: quoted-printable", "", "22 =B0C"), "<b>Kühlung✓</b><br>22 °C", "NAS · " + from, nil},
		{"HTML alone, cleaned", to, mail("From: "+from, "Subject: x", "Content-Type: text/html", "", `<style>b{}</style><b>up</b><script>alert(1)</script>`),
			"<b>x</b><br><b>up</b>", "NAS · " + from, nil},
		{"text where there is HTML as well", to, mail("From: "+from, "Subject: x", "Content-Type: multipart/alternative; boundary=b", "",
			"--b", "Content-Type: text/plain", "", "plain", "--b", "Content-Type: text/html", "", "<i>html</i>", "--b--"), "<b>x</b><br>plain", "NAS · " + from, nil},
		{"a file", to, mail("From: "+from, "Subject: Log", "Content-Type: multipart/mixed; boundary=b", "",
			"--b", "Content-Type: text/plain", "", "see", "--b", "Content-Type: text/plain", "Content-Disposition: attachment; filename=\"a b.log\"",
			"Content-Transfer-Encoding: base64", "", "bGluZQo=", "--b--"), "<b>Log</b><br>see<br>1 file is in the thread", "NAS · " + from, []string{"a b.log"}},
		{"what a job's mailer calls generated", to, mail("From: "+from, "Subject: Cron", "Auto-Submitted: auto-generated", "", "z"), "<b>Cron</b><br>z", "NAS · " + from, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(history(t, s, "Ops"))
			if err := smtp.SendMail(s.Mail, nil, from, []string{c.to}, c.mail); err != nil {
				t.Fatal(err)
			}
			got := history(t, s, "Ops")[before:]
			if got[0].Message != c.says || got[0].From.Name != c.from || got[0].Type != "notification" {
				t.Errorf("%+v", got[0])
			}
			var files []string
			for _, m := range got[1:] {
				files = append(files, m.File.Name)
			}
			if fmt.Sprint(files) != fmt.Sprint(c.files) {
				t.Errorf("files %q", files)
			}
		})
	}
}

// code is the answer of a mail server in an error.
func code(err error) int {
	var e *textproto.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

func TestMailIsRefusedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withMail)
	s.Room("Ops")
	s.Room("Past")
	token, past := s.RoomToken("Ops", "NAS"), s.RoomToken("Past", "NAS")
	s.Call(s.Token, "PUT", "/v2/room/Past", `{"name":"Past","topic":"","privacy":"public","is_archived":true,"is_guest_accessible":false,"owner":{"id":1}}`)
	for _, c := range []struct {
		name, from, to string
		mail           []byte
		code           int
	}{
		{"an unknown address", from, "nobody@" + domain, mail("Subject: x", "", "y"), 550},
		{"another domain", from, token + "@example.com", mail("Subject: x", "", "y"), 550},
		{"a person's token", from, s.Token + "@" + domain, mail("Subject: x", "", "y"), 550},
		{"a token of v1", from, s.V1Token("notification") + "@" + domain, mail("Subject: x", "", "y"), 550},
		{"an archived room", from, past + "@" + domain, mail("Subject: x", "", "y"), 550},
		{"a bounce", "", token + "@" + domain, mail("Subject: x", "", "y"), 550},
		{"an automatic answer", from, token + "@" + domain, mail("Auto-Submitted: auto-replied", "Subject: x", "", "y"), 554},
		{"a mail that goes in circles", from, token + "@" + domain, mail(strings.Repeat("Received: from a by b\r\n", 60)+"Subject: x", "", "y"), 554},
		{"a mail that is too large", from, token + "@" + domain, mail("Subject: x", "", strings.Repeat(strings.Repeat("y", 998)+"\r\n", 11000)), 552},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := smtp.SendMail(s.Mail, nil, c.from, []string{c.to}, c.mail)
			if code(err) != c.code {
				t.Errorf("%v, want %d", err, c.code)
			}
		})
	}
	if got := history(t, s, "Ops"); len(got) != 0 {
		t.Errorf("the room has %+v", got)
	}
}

func TestMailThatComesAgainIsSaidOnce(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withMail)
	s.Room("Ops")
	s.Room("Dev")
	to := []string{s.RoomToken("Ops", "NAS") + "@" + domain, s.RoomToken("Dev", "NAS") + "@" + domain}
	m := mail("Message-ID: <1@example.test>", "Subject: x", "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/plain", "", "y",
		"--b", "Content-Disposition: attachment; filename=f", "", "z", "--b--")
	for range 2 {
		if err := smtp.SendMail(s.Mail, nil, from, to, m); err != nil {
			t.Fatal(err)
		}
	}
	for _, room := range []string{"Ops", "Dev"} {
		if got := history(t, s, room); len(got) != 2 {
			t.Errorf("%s has %+v", room, got)
		}
	}
}

func TestTooMuchMailIsPutOffUntilLater(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, withMail, stoatest.WithLimits())
	s.Room("Ops")
	to := s.RoomToken("Ops", "NAS") + "@" + domain
	for i := range 31 {
		err := smtp.SendMail(s.Mail, nil, from, []string{to}, mail(fmt.Sprintf("Subject: %d", i), "", "x"))
		if err != nil {
			if code(err) != 450 {
				t.Error(err)
			}
			return
		}
	}
	t.Error("31 mails in a minute were taken")
}

// Programs that nobody here wrote send mail, one of them encrypted.
func TestOtherSendersDeliver(t *testing.T) {
	t.Parallel()
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	certificate, key, pool := written(t, &certified.TLS.Certificates[0], certified.Certificate())
	s := stoatest.Start(t, withMail, func(c *app.Config) {
		c.Listen, c.TLSListen, c.TLSCert, c.TLSKey = "127.0.0.1:0", "127.0.0.1:0", certificate, key
	})
	s.Room("Ops")
	to := s.RoomToken("Ops", "NAS") + "@" + domain
	host, port, _ := strings.Cut(s.Mail, ":")
	file := filepath.Join(t.TempDir(), "mail")
	if err := os.WriteFile(file, mail("From: "+from, "Subject: curl", "", "sent"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"curl": {"--silent", "--show-error", "--ssl-reqd", "--cacert", certificate, "--connect-to", "example.com::" + host + ":" + port,
			"smtp://example.com:" + port, "--mail-from", from, "--mail-rcpt", to, "--upload-file", file},
		"swaks":   {"--server", host, "--port", port, "--from", from, "--to", to, "--header", "Subject: swaks", "--body", "sent", "-tls"},
		"python3": {"-c", fmt.Sprintf("import smtplib\nwith smtplib.SMTP(%q, %s) as s: s.sendmail(%q, %q, 'Subject: python3\\n\\nsent')", host, port, from, to)},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(name); err != nil {
				t.Skip(name + " is missing")
			}
			if name == "swaks" && exec.Command("perl", "-MNet::SSLeay", "-e", "").Run() != nil {
				t.Skip("Perl's library for TLS is missing, which swaks needs: libnet-ssleay-perl on Debian")
			}
			if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			all := history(t, s, "Ops")
			if got := all[len(all)-1]; got.Message != "<b>"+name+"</b><br>sent" {
				t.Errorf("%+v", got)
			}
		})
	}
	c, err := smtp.Dial(s.Mail)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.StartTLS(&tls.Config{ServerName: "example.com", RootCAs: pool}); err != nil {
		t.Error(err)
	}
}

// written writes a certificate and its key as files.
func written(t *testing.T, pair *tls.Certificate, leaf *x509.Certificate) (certificate, key string, pool *x509.CertPool) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certificate, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: leaf.Raw}, key: {Type: "PRIVATE KEY", Bytes: der}} {
		var b bytes.Buffer
		if err := pem.Encode(&b, block); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AddCert(leaf)
	return certificate, key, pool
}

func TestNewTokenIsAnAddressOnlyWhereMailIsTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		options []stoatest.Option
		ends    string
	}{{[]stoatest.Option{withMail}, "@" + domain}, {nil, ""}} {
		s := stoatest.Start(t, c.options...)
		var made struct{ Mail string }
		s.Call(s.Token, "POST", fmt.Sprintf("/api/rooms/%d/tokens", s.Room("Ops").ID), map[string]any{"name": "CI", "v1": false}).JSON(t, &made)
		if !strings.HasSuffix(made.Mail, c.ends) || (made.Mail == "") != (c.ends == "") {
			t.Errorf("%q", made.Mail)
		}
	}
}
