package stoatest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The only account of a Mailbox that asks for one.
const (
	MailUser     = "stoa"
	MailPassword = "pl4nted-m4il"
)

// Mailbox is a mail server that takes everything.
type Mailbox struct {
	Host string
	Port int
	CA   *x509.CertPool // who vouches for it

	t     testing.TB
	mails chan Mail
}

// Mail is one that was taken. Text is the body as it was meant.
type Mail struct {
	To, Text string
	Header   mail.Header
}

// MailOptions is how a Mailbox is different from one without encryption that anybody may use.
type MailOptions struct {
	StartTLS, TLS bool
	Auth          bool   // asks for MailUser and MailPassword
	Refuse        error  // is answered to every mail
	RefuseTo      string // an address that no mail is taken for
}

// NewMailbox starts a mail server.
func NewMailbox(t testing.TB, o MailOptions) *Mailbox {
	t.Helper()
	certified := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(certified.Close)
	m := &Mailbox{t: t, mails: make(chan Mail, 100), CA: x509.NewCertPool()}
	m.CA.AddCert(certified.Certificate())
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{box: m, options: o}, nil }))
	config := &tls.Config{Certificates: certified.TLS.Certificates}
	if o.StartTLS {
		s.TLSConfig = config
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := net.SplitHostPort(l.Addr().String())
	m.Host = host
	m.Port, _ = strconv.Atoi(port)
	if o.TLS {
		l = tls.NewListener(l, config)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Serve(l) // ends when it is closed
	}()
	t.Cleanup(func() { _ = s.Close(); <-ended })
	return m
}

// Next waits for a mail.
func (m *Mailbox) Next() Mail {
	m.t.Helper()
	select {
	case got := <-m.mails:
		return got
	case <-time.After(20 * time.Second):
		m.t.Fatal("no mail came")
		panic("unreachable")
	}
}

// Empty tells whether no mail waits to be looked at.
func (m *Mailbox) Empty() bool { return len(m.mails) == 0 }

// mailSession is one connection.
type mailSession struct {
	box     *Mailbox
	options MailOptions
	signed  bool
	to      string
}

func (s *mailSession) AuthMechanisms() []string {
	if s.options.Auth {
		return []string{sasl.Plain}
	}
	return nil
}

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != MailUser || password != MailPassword {
			return errors.New("no such account")
		}
		s.signed = true
		return nil
	}), nil
}

func (s *mailSession) Mail(string, *smtp.MailOptions) error {
	if s.options.Auth && !s.signed {
		return smtp.ErrAuthRequired
	}
	return s.options.Refuse
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if to == s.options.RefuseTo {
		return &smtp.SMTPError{Code: 550, Message: "no such mailbox"}
	}
	s.to = to
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(decoded(msg))
	if err != nil {
		return err
	}
	s.box.mails <- Mail{To: s.to, Text: strings.ReplaceAll(string(text), "\r\n", "\n"), Header: msg.Header}
	return nil
}

func (s *mailSession) Reset()        {}
func (s *mailSession) Logout() error { return nil }

// decoded reads a body that may be encoded to get through old mail servers.
func decoded(m *mail.Message) io.Reader {
	if strings.EqualFold(m.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		return quotedprintable.NewReader(m.Body)
	}
	return m.Body
}
