package xmpp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/cache"
	"github.com/stoachat/stoa/internal/certificate"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/realtime"
	"github.com/stoachat/stoa/internal/view"
)

// The bounds of what is taken from outside.
const (
	maxStreams   = 4000             // connections at the same time; further ones are told to come later
	maxStrangers = 200              // of them those that have not signed in
	signInWait   = time.Minute      // from the connection to the end of signing in
	writeWait    = 30 * time.Second // for one stanza: a roster of thousands of people is one
	askWait      = 20 * time.Second // for what one stanza asks of the server
)

// Encryption says what a listener without TLS does about it. spec: client-quirks, X2.
type Encryption string

// Required is the default where there is a certificate: nobody signs in before STARTTLS. Off offers none, for bots whose
// libraries cannot do it any more, on a network that is trusted.
const (
	Required Encryption = "required"
	Optional Encryption = "optional"
	Off      Encryption = "off"
)

// ParseEncryption reads a setting; empty is what the server can do.
func ParseEncryption(s string, certificate bool) (Encryption, error) {
	switch e := Encryption(s); {
	case e == "" && certificate:
		return Required, nil
	case e == "":
		return "", errors.New("XMPP needs a certificate, like https: or it is told to go without, by --xmpp-tls off, where the network is trusted")
	case e != Required && e != Optional && e != Off:
		return "", errors.New("--xmpp-tls must be required, optional or off")
	case e != Off && !certificate:
		return "", fmt.Errorf("--xmpp-tls %s needs a certificate, like https", e)
	default:
		return e, nil
	}
}

// Feed is the live feed; realtime.Hub is.
type Feed interface {
	Speak(conn net.Conn, p *chat.Principal)
	Online(userID int64) bool
}

var _ Feed = (*realtime.Hub)(nil)

// Config is what the dialect is built from.
type Config struct {
	Chat       *chat.Service
	Tokens     *auth.Tokens
	Passwords  *auth.Passwords
	Feed       Feed
	Bus        Bus
	View       *view.View
	Group      func(ctx context.Context) (chat.Group, error)
	Encryption Encryption
	TLS        certificate.Source // nil with Off alone
	Version    string             // of the server
	Log        *slog.Logger
}

// Server takes streams.
type Server struct {
	c   Config
	tls *tls.Config

	persons *cache.Asker[int64, chat.User] // all clients in a room ask at once who has come in

	signedIn atomic.Int64
	streams  atomic.Int64
	sessions sync.WaitGroup

	mu    sync.Mutex
	bound map[jid]*session // the sessions of this node by their addresses
}

// New makes a Server.
func New(c Config) *Server {
	s := &Server{c: c, bound: map[jid]*session{}}
	s.persons = cache.NewAsker(s.whoAre)
	c.Bus.Hear(topicBound, s.boundElsewhere)
	if c.TLS != nil {
		s.tls = &tls.Config{GetCertificate: c.TLS, MinVersion: tls.VersionTLS12}
	}
	return s
}

// whoAre reads people for all sessions that ask for them at the same time.
func (s *Server) whoAre(ctx context.Context, ids []int64) (map[int64]chat.User, error) {
	ctx, cancel := context.WithTimeout(ctx, askWait)
	defer cancel()
	return s.c.Chat.UsersByID(ctx, ids)
}

// Sessions answers how many streams are signed in.
func (s *Server) Sessions() int { return int(s.signedIn.Load()) }

// Serve takes streams from a listener until ctx ends, and waits until those that were taken have ended: the live feed ends them
// when the server stops. direct says that TLS begins with the first byte.
func (s *Server) Serve(ctx context.Context, l net.Listener, direct bool) error {
	defer s.sessions.Wait()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		conn, err := l.Accept()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("take XMPP streams: %w", err)
		case err != nil: // out of descriptors, for instance
			s.c.Log.WarnContext(ctx, "an XMPP stream could not be taken", "error", err)
			select {
			case <-time.After(acceptAgain):
			case <-ctx.Done():
			}
			continue
		}
		s.sessions.Go(func() { s.serve(ctx, conn, direct) })
	}
}

// acceptAgain is how long the server waits when it cannot take a connection.
const acceptAgain = 100 * time.Millisecond

// serve is one connection.
func (s *Server) serve(ctx context.Context, conn net.Conn, direct bool) {
	defer func() { _ = conn.Close() }()
	n := s.streams.Add(1)
	defer s.streams.Add(-1)
	if direct {
		conn = tls.Server(conn, s.tls)
	}
	st := newStream(s, conn, direct)
	stop := context.AfterFunc(ctx, func() { st.fail("system-shutdown") })
	defer stop()
	_ = conn.SetReadDeadline(time.Now().Add(signInWait))
	if n > maxStreams || n-s.signedIn.Load() > maxStrangers {
		st.refuse("resource-constraint")
		return
	}
	ctx = chat.WithOrigin(ctx, &chat.Origin{Address: conn.RemoteAddr().String()})
	se, err := st.signIn(ctx)
	if err != nil {
		st.end(err)
		return
	}
	_ = conn.SetReadDeadline(time.Time{}) // who is gone is found by TCP's keep-alive: old bots answer no pings
	s.signedIn.Add(1)
	defer s.signedIn.Add(-1)
	s.stand(se)
	defer s.unbind(se)
	se.run(ctx)
}

func (s *Server) people() string { return "chat." + s.c.View.Domain() }

func (s *Server) rooms() string { return "conf." + s.c.View.Domain() }

// scopes are what a personal token needs for a stream. spec: xmpp, 2.2 d.
func scopes() []string {
	return []string{hipchat.ScopeViewGroup, hipchat.ScopeViewRoom, hipchat.ScopeViewMessages, hipchat.ScopeSendMessage}
}
