// Package stoatest starts a whole server inside a test, on a free loopback port, and drives it as a client would.
package stoatest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// The administrator of every server that Start starts.
const (
	AdminEmail    = "admin@example.test"
	AdminPassword = "correct horse battery"
)

// Server is a running server.
type Server struct {
	URL    string // its public URL, without a slash at the end
	Token  string // a person's token of API v2: the administrator's, with every scope
	Remote *remote.Client
	Mail   string // where it takes mail for rooms; empty: nowhere

	XMPP, XMPPDirect string // where it speaks XMPP, with STARTTLS or without TLS, and in TLS; empty: nowhere

	t    testing.TB
	stop func() // stops it and waits
}

// Option changes the configuration of the server to start.
type Option func(*app.Config)

// WithDatabase uses the database at that URL.
func WithDatabase(url string) Option { return func(c *app.Config) { c.Database = url } }

// WithLimits keeps the rate limits on, which tests have off.
func WithLimits() Option { return func(c *app.Config) { c.Unlimited = false } }

// Start starts a server that is stopped when the test ends. Without options it has no rate limits, keeps files in memory
// and everything else in SQLite, in a copy of an empty database: to make one in memory takes longer than most tests.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	cfg := app.Config{
		Unlimited: true, AdminEmail: AdminEmail, AdminPassword: AdminPassword, PasswordCost: auth.Cheap,
		Log: slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, o := range options {
		o(&cfg)
	}
	if cfg.Database == "" && cfg.Data == "" {
		cfg.Database = storetest.SQLite(t)
	}
	cfg.Log = witnessed(t, cfg.Log)
	ctx, cancel := context.WithCancel(context.Background())
	a, err := app.New(ctx, cfg)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	s := &Server{URL: a.Base(), Mail: a.MailAddress(), t: t}
	s.XMPP, s.XMPPDirect = a.XMPPAddress()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("server: %v", err)
		}
	})
	t.Cleanup(s.stop)
	s.Token = s.SignIn(AdminEmail, AdminPassword)
	if s.Remote, err = remote.New(s.URL, s.Token); err != nil {
		t.Fatal(err)
	}
	return s
}

// testLog writes the server's warnings into the test's log.
type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	l.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

// Stop stops the server before the test ends.
func (s *Server) Stop() { s.stop() }

// SignIn answers a person's token of API v2; no scopes means all.
func (s *Server) SignIn(email, password string, scopes ...string) string {
	s.t.Helper()
	out, err := s.Client("").GenerateToken(context.Background(), hipchat.Credentials{}, hipchat.TokenRequest{
		GrantType: hipchat.GrantPassword, Username: email, Password: password, Scope: strings.Join(scopes, " "),
	})
	if err != nil {
		s.t.Fatalf("sign in as %s: %v", email, err)
	}
	return out.AccessToken
}

// Client is a client of API v2 with that token, which repeats nothing.
func (s *Server) Client(token string) *hipchat.Client {
	s.t.Helper()
	c, err := hipchat.NewClient(s.URL, hipchat.WithToken(token), hipchat.WithRetries(0, 0))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Room makes a room that belongs to the administrator.
func (s *Server) Room(name string) remote.Room {
	s.t.Helper()
	r, err := s.Remote.CreateRoom(context.Background(), name, "", "public")
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// PrivateRoom makes a private room that belongs to the administrator.
func (s *Server) PrivateRoom(name string) remote.Room {
	s.t.Helper()
	r, err := s.Remote.CreateRoom(context.Background(), name, "", "private")
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// UserPassword is the password of everybody whom User makes.
const UserPassword = "long enough password"

// User makes an account and answers it with a token of that person.
func (s *Server) User(name, email string) (remote.User, string) {
	s.t.Helper()
	u, _, err := s.Remote.CreateUser(context.Background(), remote.NewUser{Name: name, Email: email, Password: UserPassword})
	if err != nil {
		s.t.Fatal(err)
	}
	return u, s.SignIn(email, UserPassword)
}

// RoomToken makes a room notification token.
func (s *Server) RoomToken(room, name string) string {
	s.t.Helper()
	i, err := s.Remote.CreateRoomToken(context.Background(), room, name)
	if err != nil {
		s.t.Fatal(err)
	}
	return i.Token
}

// V1Token makes a token of API v1; kind is admin or notification.
func (s *Server) V1Token(kind string) string {
	s.t.Helper()
	i, err := s.Remote.CreateV1Token(context.Background(), kind, "test "+kind)
	if err != nil {
		s.t.Fatal(err)
	}
	return i.Token
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// JSON decodes the body into v.
func (a Answer) JSON(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Body), v); err != nil {
		t.Fatalf("%v in %d %q", err, a.Status, a.Body)
	}
}

// Error is the error in the body, for the statuses from 400 on.
func (a Answer) Error(t testing.TB) hipchat.Error {
	t.Helper()
	var e hipchat.ErrorBody
	a.JSON(t, &e)
	if e.Error == nil {
		t.Fatalf("no error in %d %q", a.Status, a.Body)
	}
	return *e.Error
}

// Call makes a request with the token as bearer. A string body goes out as it is, with the type of JSON when it
// looks like JSON; any other body but nil is encoded as JSON. No redirect is followed.
func (s *Server) Call(token, method, path string, body any) Answer {
	s.t.Helper()
	header := http.Header{}
	var b []byte
	switch v := body.(type) {
	case nil:
	case string:
		b = []byte(v)
		if strings.HasPrefix(v, "{") {
			header.Set("Content-Type", "application/json")
		}
	default:
		var err error
		if b, err = json.Marshal(v); err != nil {
			s.t.Fatal(err)
		}
		header.Set("Content-Type", "application/json")
	}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	return s.Send(method, path, header, b)
}

// Send makes a request exactly as given. No redirect is followed.
func (s *Server) Send(method, path string, header http.Header, body []byte) Answer {
	s.t.Helper()
	req, err := http.NewRequest(method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header = header
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return Answer{res.StatusCode, res.Header, string(got)}
}
