// Package mailin is the dialect of whatever can only send mail: every token of a room is an address, and what arrives there is
// said in the room. It answers no mail, forwards none, and takes none for anybody else.
package mailin

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/certificate"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

// The bounds of what is taken from outside.
const (
	MaxMessage  = 10 << 20        // bytes of a whole mail
	maxTo       = 10              // recipients of one mail
	maxConns    = 16              // connections at the same time; others wait to be accepted
	patience    = 5 * time.Second // with one that is silent, while another waits
	maxLine     = 2000            // bytes of a command
	ioTimeout   = time.Minute
	mailTimeout = 2 * time.Minute // to say one mail in all its rooms
)

// Config is what the dialect is built from.
type Config struct {
	Chat   *chat.Service
	Tokens *auth.Tokens
	Files  *files.Library
	Rate   *auth.Windows      // calls per token, shared with API v2
	Flood  *auth.Windows      // messages per room and token, shared with API v2
	Domain string             // of the addresses
	TLS    certificate.Source // nil: no encryption is offered
	Log    *slog.Logger
}

// Server takes mail.
type Server struct {
	c    Config
	smtp *smtp.Server
}

// New makes a Server.
func New(c Config) *Server {
	s := &Server{c: c}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, from: c.Conn().RemoteAddr().String()}, nil
	}))
	s.smtp.Domain, s.smtp.MaxMessageBytes, s.smtp.MaxRecipients, s.smtp.MaxLineLength = c.Domain, MaxMessage, maxTo, maxLine
	s.smtp.ReadTimeout, s.smtp.WriteTimeout, s.smtp.EnableSMTPUTF8 = ioTimeout, ioTimeout, true
	s.smtp.ErrorLog = slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug)
	if c.TLS != nil {
		s.smtp.TLSConfig = &tls.Config{GetCertificate: c.TLS, MinVersion: tls.VersionTLS12}
	}
	return s
}

// Serve takes mail until ctx ends, and then lets what is under way finish for a while.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- s.smtp.Serve(limit(l, maxConns, patience)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := s.smtp.Shutdown(last); err != nil {
		err = errors.Join(err, s.smtp.Close())
		return err
	}
	if err := <-ended; !errors.Is(err, smtp.ErrServerClosed) {
		return err
	}
	return nil
}

const shutdownTimeout = 10 * time.Second

// session is one mail after the other from one connection.
type session struct {
	server *Server
	from   string // the address of the connection
	to     []recipient
}

// recipient is a room, and who speaks there.
type recipient struct {
	p    *chat.Principal
	room chat.Room
}

// Mail takes any sender but none: bounces are nobody's message.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if from == "" {
		return refusal(550, smtp.EnhancedCode{5, 7, 1}, "Bounces are not taken here")
	}
	return nil
}

// Rcpt takes addresses of rooms.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	ctx, cancel := context.WithTimeout(context.Background(), ioTimeout)
	defer cancel()
	r, err := s.server.find(ctx, to)
	if err == nil {
		err = mayCome(r.p, s.from)
	}
	if err != nil {
		return s.server.answer(ctx, err)
	}
	s.to = append(s.to, r)
	return nil
}

// Data says the mail in each of the rooms. It has been committed there when this answers nil.
func (s *session) Data(in io.Reader) error {
	raw, err := io.ReadAll(in)
	if err != nil {
		return err // of the protocol, which knows how to say it
	}
	ctx, cancel := context.WithTimeout(context.Background(), mailTimeout)
	defer cancel()
	m, err := read(raw)
	if err != nil {
		return s.server.answer(ctx, err)
	}
	for _, r := range s.to {
		if err := s.server.say(ctx, r, m); err != nil {
			return s.server.answer(ctx, err)
		}
	}
	return nil
}

// Reset forgets the mail.
func (s *session) Reset() { s.to = nil }

// Logout ends the connection.
func (s *session) Logout() error { return nil }

func refusal(code int, more smtp.EnhancedCode, message string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: more, Message: message}
}

// answer tells the sender why a mail is not taken: for good, or where that is not the sender's fault for now.
func (s *Server) answer(ctx context.Context, err error) error {
	var said *smtp.SMTPError
	var known *chat.Error
	switch {
	case errors.As(err, &said):
		return said
	case errors.As(err, &known) && known.Code == chat.TooMany:
		return refusal(450, smtp.EnhancedCode{4, 7, 0}, known.Message)
	case errors.As(err, &known):
		return refusal(554, smtp.EnhancedCode{5, 6, 0}, known.Message)
	}
	s.c.Log.ErrorContext(ctx, "a mail could not be taken", "error", err)
	return refusal(451, smtp.EnhancedCode{4, 3, 0}, "Something went wrong on the server: try again later")
}
