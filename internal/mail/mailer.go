package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/outbound"
)

// ServerStore keeps who mail is handed to; the store does.
type ServerStore interface {
	MailServer(ctx context.Context) (chat.MailServer, error)
	SetMailServer(ctx context.Context, m chat.MailServer) error
	DeleteMailServer(ctx context.Context) error
}

// Dialer connects to addresses that the administrator named; outbound.Client does.
type Dialer interface {
	Dial(ctx context.Context, policy outbound.Policy, address string) (net.Conn, error)
	TLS(host string) *tls.Config
}

// Sealer keeps the password.
type Sealer interface {
	Seal(text string) []byte
	Open(sealed []byte) (string, error)
}

// Config is what a Mailer is built from.
type Config struct {
	Store   ServerStore
	Dialer  Dialer
	Sealer  Sealer
	Audit   *chat.Auditor
	Timeout time.Duration // of handing over one mail; 0: 15 s
	Now     func() time.Time
	Log     *slog.Logger
}

// Mailer sends mail. Use New.
type Mailer struct{ Config }

// New makes a Mailer.
func New(c Config) *Mailer {
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Mailer{c}
}

// Message is a mail to one person, in plain text.
type Message struct {
	To, Name    string
	Subject     string
	Text        string
	Unsubscribe string // an address that ends such mail by a POST; empty: it is asked for
}

// ErrNoServer says that there is nobody to hand mail to.
var ErrNoServer = errors.New("no mail server is set")

// ErrRecipient says that a mail is not taken for whom it is for. That says nothing about others' mail.
var ErrRecipient = errors.New("no mail is taken for this address")

// Ready tells whether there is a server.
func (m *Mailer) Ready(ctx context.Context) (bool, error) {
	_, err := m.Store.MailServer(ctx)
	if errors.Is(err, chat.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Send hands a mail over, and returns when the server has taken it.
func (m *Mailer) Send(ctx context.Context, msg Message) error {
	server, err := m.Store.MailServer(ctx)
	if errors.Is(err, chat.ErrNotFound) {
		return ErrNoServer
	}
	if err != nil {
		return err
	}
	out, err := m.written(server, msg)
	if err != nil {
		return err
	}
	client, err := m.client(server)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	err = client.DialAndSendWithContext(ctx, out)
	var refused *gomail.SendError
	switch {
	case err == nil || out.IsDelivered(): // how the server parts from us is nobody's business
		return nil
	case errors.As(err, &refused) && refused.Reason == gomail.ErrSMTPRcptTo:
		err = fmt.Errorf("%w: %w", ErrRecipient, err)
	}
	return fmt.Errorf("hand mail to %s: %w", server.Host, err)
}

// written is the mail as it goes out.
func (m *Mailer) written(server chat.MailServer, msg Message) (*gomail.Msg, error) {
	out := gomail.NewMsg()
	if err := out.FromFormat("Stoa", server.Sender); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	to, err := netmail.ParseAddress(msg.To)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecipient, err)
	}
	to.Name = msg.Name // which may have any character
	out.AddToMailAddress(to)
	out.Subject(msg.Subject)
	out.SetDateWithValue(m.Now())
	out.SetMessageID()
	out.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's out-of-office answers it
	if msg.Unsubscribe != "" {                           // RFC 8058
		out.SetGenHeader("List-Unsubscribe", "<"+msg.Unsubscribe+">")
		out.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	out.SetBodyString(gomail.TypeTextPlain, msg.Text)
	return out, nil
}

// client speaks to the server. It never falls back to what is not encrypted.
func (m *Mailer) client(server chat.MailServer) (*gomail.Client, error) {
	config := m.Dialer.TLS(server.Host)
	options := []gomail.Option{
		gomail.WithPort(server.Port), gomail.WithTimeout(m.Timeout), gomail.WithTLSConfig(config), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithDialContextFunc(m.dial(server.Security, config)),
	}
	if server.Security != chat.MailStartTLS {
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS)) // the connection is encrypted already, or is not to be
	}
	if server.Username != "" {
		password, err := m.Sealer.Open(server.SealedPassword)
		if err != nil {
			return nil, fmt.Errorf("open password: %w", err)
		}
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(server.Username), gomail.WithPassword(password))
		if server.Security == chat.MailTLS {
			options = append(options, gomail.WithSMTPAuthCustom(&overTLS{username: server.Username, password: password, host: server.Host}))
		}
	}
	return gomail.NewClient(server.Host, options...)
}

// dial connects through the gate, and encrypts from the first byte where that is wanted.
func (m *Mailer) dial(security chat.MailSecurity, config *tls.Config) gomail.DialContextFunc {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		conn, err := m.Dialer.Dial(ctx, outbound.Trusted, address)
		if err != nil || security != chat.MailTLS {
			return conn, err
		}
		encrypted := tls.Client(conn, config)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return encrypted, nil
	}
}

// address is a server's host and port, for people.
func address(s chat.MailServer) string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }
