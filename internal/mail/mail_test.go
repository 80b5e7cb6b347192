package mail_test

import (
	"context"
	"crypto/x509"
	"errors"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mail"
	"github.com/stoachat/stoa/internal/outbound"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

var admin = &chat.Principal{Class: chat.ClassUser, User: &chat.User{ID: 1, Admin: true}, Name: "Ada"}

func newMailer(t *testing.T, ca *x509.CertPool) *mail.Mailer {
	t.Helper()
	sealer, err := auth.NewSealer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	out, err := outbound.New(outbound.Config{TrustCA: ca})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(out.Close)
	return mail.New(mail.Config{Store: storetest.Open(t, storetest.SQLite(t)), Dialer: out, Sealer: sealer, Timeout: 5 * time.Second})
}

// setting is one for the mailbox.
func setting(box *stoatest.Mailbox, security chat.MailSecurity) mail.Setting {
	return mail.Setting{Host: box.Host, Port: box.Port, Security: security, Sender: "stoa@example.org"}
}

func signedIn(s mail.Setting, password string) mail.Setting {
	s.Username, s.Password = stoatest.MailUser, &password
	return s
}

func TestMailIsHandedOver(t *testing.T) {
	for _, c := range []struct {
		name     string
		options  stoatest.MailOptions
		security chat.MailSecurity
	}{
		{"in the clear", stoatest.MailOptions{}, chat.MailPlain},
		{"by STARTTLS with a password", stoatest.MailOptions{StartTLS: true, Auth: true}, chat.MailStartTLS},
		{"by TLS with a password", stoatest.MailOptions{TLS: true, Auth: true}, chat.MailTLS},
	} {
		t.Run(c.name, func(t *testing.T) {
			box := stoatest.NewMailbox(t, c.options)
			m := newMailer(t, box.CA)
			s := setting(box, c.security)
			if c.options.Auth {
				s = signedIn(s, stoatest.MailPassword)
			}
			if err := m.Set(t.Context(), admin, s); err != nil {
				t.Fatal(err)
			}
			err := m.Send(t.Context(), mail.Message{
				To: "grace@example.org", Name: `Grace "6 Höpper\`, Subject: "Tide “high”", Text: "High water at nine.\n.\nÄhm.\n", Unsubscribe: "https://chat.example.org/x",
			})
			if err != nil {
				t.Fatal(err)
			}
			got := box.Next()
			if got.To != "grace@example.org" || got.Text != "High water at nine.\n.\nÄhm.\n" || !strings.Contains(got.Header.Get("From"), "stoa@example.org") {
				t.Errorf("%+v", got)
			}
			if to, err := netmail.ParseAddress(got.Header.Get("To")); err != nil || to.Name != `Grace "6 Höpper\` {
				t.Errorf("to %+v, %v", to, err)
			}
			for name, want := range map[string]string{
				"List-Unsubscribe": "<https://chat.example.org/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Auto-Submitted": "auto-generated",
			} {
				if got.Header.Get(name) != want {
					t.Errorf("%s: %q", name, got.Header.Get(name))
				}
			}
		})
	}
}

func TestMailIsNotHandedToWhomItShouldNot(t *testing.T) {
	for _, c := range []struct {
		name    string
		options stoatest.MailOptions
		trusted bool
		change  func(*mail.Setting)
		want    string // in the explanation
	}{
		{"an unknown authority, by STARTTLS", stoatest.MailOptions{StartTLS: true}, false, func(*mail.Setting) {}, "authority"},
		{"an unknown authority, by TLS", stoatest.MailOptions{TLS: true}, false, func(s *mail.Setting) { s.Security = chat.MailTLS }, "authority"},
		{"a certificate for another host", stoatest.MailOptions{StartTLS: true}, true, func(s *mail.Setting) { s.Host = "localhost" }, "another host"},
		{"no STARTTLS", stoatest.MailOptions{}, true, func(*mail.Setting) {}, "STARTTLS"},
		{"no TLS", stoatest.MailOptions{}, true, func(s *mail.Setting) { s.Security = chat.MailTLS }, "no TLS at that port"},
		{"a wrong password", stoatest.MailOptions{StartTLS: true, Auth: true}, true, func(s *mail.Setting) { *s = signedIn(*s, "wrong-s3cret") }, "no such account"},
		{"a password that is asked for and not there", stoatest.MailOptions{StartTLS: true, Auth: true}, true, func(*mail.Setting) {}, "authenticate"},
		{"a mail that is refused", stoatest.MailOptions{StartTLS: true, Refuse: &smtp.SMTPError{Code: 550, Message: "not from you"}}, true, func(*mail.Setting) {}, "not from you"},
		{"a metadata service", stoatest.MailOptions{}, true, func(s *mail.Setting) { s.Host = "169.254.169.254" }, "may not connect"},
	} {
		t.Run(c.name, func(t *testing.T) {
			box := stoatest.NewMailbox(t, c.options)
			ca := x509.NewCertPool()
			if c.trusted {
				ca = box.CA
			}
			m := newMailer(t, ca)
			s := setting(box, chat.MailStartTLS)
			c.change(&s)
			if err := m.Set(t.Context(), admin, s); err != nil {
				t.Fatal(err)
			}
			err := m.Send(t.Context(), mail.Message{To: "grace@example.org", Name: "Grace", Subject: "x", Text: "x"})
			if err == nil || !box.Empty() {
				t.Fatal("it was handed over")
			}
			if said := mail.Explain(err); !strings.Contains(strings.ToLower(said), strings.ToLower(c.want)) || strings.Contains(said, "s3cret") {
				t.Errorf("%q is explained as %q", err, said)
			}
		})
	}
}

func TestWithoutAServerNoMailIsSent(t *testing.T) {
	m := newMailer(t, nil)
	if err := m.Send(t.Context(), mail.Message{To: "grace@example.org"}); !errors.Is(err, mail.ErrNoServer) {
		t.Error(err)
	}
	if ready, err := m.Ready(t.Context()); ready || err != nil {
		t.Errorf("%t, %v", ready, err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	secret := "x"
	for _, c := range []struct {
		field  string
		change func(*mail.Setting)
	}{
		{"host", func(s *mail.Setting) { s.Host = "" }},
		{"host", func(s *mail.Setting) { s.Host = "mail.example.org:25" }},
		{"host", func(s *mail.Setting) { s.Host = strings.Repeat("x", 300) }},
		{"port", func(s *mail.Setting) { s.Port = 0 }},
		{"port", func(s *mail.Setting) { s.Port = 70_000 }},
		{"security", func(s *mail.Setting) { s.Security = "ssl" }},
		{"security", func(s *mail.Setting) { s.Security, s.Username, s.Password = chat.MailPlain, "me", &secret }},
		{"sender", func(s *mail.Setting) { s.Sender = "" }},
		{"sender", func(s *mail.Setting) { s.Sender = "Stoa <stoa@example.org>" }},
		{"sender", func(s *mail.Setting) { s.Sender = "stoa@example.org\r\nBcc: all@example.org" }},
		{"password", func(s *mail.Setting) { s.Username = "me" }},
	} {
		s := mail.Setting{Host: "mail.example.org", Port: 587, Security: chat.MailStartTLS, Sender: "stoa@example.org"}
		c.change(&s)
		var refused *chat.Error
		if err := newMailer(t, nil).Set(t.Context(), admin, s); !errors.As(err, &refused) || refused.Violation == nil || refused.Violation.Field != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
}

func TestPasswordStaysAndIsNotTakenToAnotherServer(t *testing.T) {
	m := newMailer(t, nil)
	secret := "hush"
	s := mail.Setting{Host: "mail.example.org", Port: 587, Security: chat.MailStartTLS, Username: "me", Password: &secret, Sender: "stoa@example.org"}
	set := func(change func(*mail.Setting)) error {
		in := s
		in.Password = nil
		change(&in)
		return m.Set(context.Background(), admin, in)
	}
	if err := m.Set(t.Context(), admin, s); err != nil {
		t.Fatal(err)
	}
	if err := set(func(s *mail.Setting) { s.Sender = "chat@example.org" }); err != nil {
		t.Errorf("another sender: %v", err)
	}
	if now, _, err := m.Server(t.Context(), admin); err != nil || len(now.SealedPassword) == 0 || now.Sender != "chat@example.org" {
		t.Errorf("%+v, %v", now, err)
	}
	if err := set(func(s *mail.Setting) { s.Host = "evil.example.org" }); err == nil {
		t.Error("the password was taken to another host")
	}
	if err := m.Set(t.Context(), &chat.Principal{Class: chat.ClassUser, User: &chat.User{ID: 2}}, s); err == nil {
		t.Error("anybody may set it")
	}
}

func TestOnlyLinksOfOursEndMail(t *testing.T) {
	sealer, _ := auth.NewSealer(make([]byte, 32))
	l := mail.Links{Base: "https://chat.example.org", Sealer: sealer}
	_, token, _ := strings.Cut(l.End(42), "token=")
	if id, ok := l.Who(token); !ok || id != 42 {
		t.Errorf("%d, %t", id, ok)
	}
	for _, other := range []string{"", "nonsense", token[:len(token)-2] + "AA", token + "A"} {
		if id, ok := l.Who(other); ok {
			t.Errorf("%q is a link of %d", other, id)
		}
	}
}
