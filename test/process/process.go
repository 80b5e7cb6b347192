// Package process runs the stoa binary as an administrator does: a process of its own, with flags, environment and
// signals, reached over HTTP and through its own command line. Tests that need a server which can be killed, or one
// that nothing in the test shares memory with, start it here.
package process

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/freeport"
)

// The first administrator of every server that Start makes.
const (
	AdminEmail    = "admin@example.test"
	AdminPassword = "correct horse battery staple"
)

// Scopes are all that the administrator may ask for at the token endpoint, space-delimited.
// spec: auth, scopes
const Scopes = "admin_group admin_room manage_rooms send_message send_notification view_group view_messages view_room"

const (
	readyWithin = 60 * time.Second
	stopWithin  = 20 * time.Second
)

// Config says how a server is started. The zero value is a server on SQLite in a fresh data directory, reached over
// plain HTTP, without rate limits.
type Config struct {
	Binary     string        // from Build; empty: built now
	Dir        string        // data directory; empty: a fresh one
	Database   string        // postgres://…; empty: SQLite in Dir
	Listen     string        // 127.0.0.1:PORT; empty: a port that is free
	BaseURL    string        // empty: the address it listens on
	RateLimits bool          // leave the rate and flood limits on
	TLS        *Certificates // listen for HTTPS as well
	Args       []string      // more flags of stoa serve
}

// Server is a running stoa serve.
type Server struct {
	URL    string // http://127.0.0.1:PORT
	TLSURL string // https://127.0.0.1:PORT, empty without Config.TLS
	Dir    string
	Admin  string // the administrator's token: HipChat's API v2 and Stoa's own

	config  Config
	cmd     *exec.Cmd
	exited  chan struct{}
	exitErr error // read after exited is closed
	logPath string
	mu      sync.Mutex
	own     []string // ids of the test's own requests; under mu
}

// Build gives the path of the binary under test: $STOA_BIN when set, else one built from this checkout (with the race
// detector when the test has it).
func Build(t testing.TB) string {
	t.Helper()
	if bin := os.Getenv("STOA_BIN"); bin != "" {
		return bin
	}
	bin := filepath.Join(t.TempDir(), "stoa")
	args := []string{"build", "-o", bin}
	if race {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "github.com/stoachat/stoa/cmd/stoa")...).CombinedOutput()
	if err != nil {
		t.Fatalf("build stoa: %v\n%s", err, out)
	}
	return bin
}

// Start starts a server, waits until it is ready and signs its administrator in. The server is stopped when the test
// ends; a test fails when its server does not stop cleanly.
func Start(t testing.TB, c Config) *Server {
	t.Helper()
	if c.Binary == "" {
		c.Binary = Build(t)
	}
	if c.Dir == "" {
		c.Dir = t.TempDir()
	}
	s := &Server{Dir: c.Dir, config: c, logPath: filepath.Join(t.TempDir(), "stoa.log")}
	t.Cleanup(func() { s.finish(t) })
	// A port that was free a moment ago may be taken by now, so a server that ends at once gets another try.
	var err error
	for range 3 {
		s.URL, s.TLSURL = "http://"+c.Listen, ""
		if c.Listen == "" {
			s.URL = "http://" + FreeAddress(t)
		}
		if c.TLS != nil {
			s.TLSURL = "https://" + FreeAddress(t)
		}
		if err = s.launch(); !errors.Is(err, errExited) {
			break
		}
	}
	if err != nil {
		t.Fatalf("start stoa: %v\n%s", err, s.Log())
	}
	s.Admin = s.SignIn(t, AdminEmail, AdminPassword)
	return s
}

// Kill ends the server at once, as a power cut does, and returns when it is gone.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatalf("kill stoa: %v", err)
	}
	<-s.exited
	s.cmd = nil
}

// Freeze stops the server where it is: its connections stay open, and nothing answers.
func (s *Server) Freeze(t testing.TB) { s.signal(t, syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) { s.signal(t, syscall.SIGCONT) }

// Pid is the process's id.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

func (s *Server) signal(t testing.TB, sig syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatalf("%v to stoa: %v", sig, err)
	}
}

// Restart starts a killed or stopped server again on the same data and address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.launch(); err != nil {
		t.Fatalf("restart stoa: %v\n%s", err, s.Log())
	}
}

// Stop asks the server to end (SIGTERM) and gives an error when it does not, or not cleanly.
func (s *Server) Stop() error {
	if s.cmd == nil {
		return nil
	}
	defer func() { s.cmd = nil }()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop: %w", err)
	}
	_ = s.cmd.Process.Signal(syscall.SIGCONT) // one that a failed test left frozen hears of it
	timer := time.NewTimer(stopWithin)
	defer timer.Stop()
	select {
	case <-s.exited:
		if s.exitErr != nil {
			return fmt.Errorf("stoa ended badly: %w", s.exitErr)
		}
		return nil
	case <-timer.C:
		err := s.cmd.Process.Kill()
		<-s.exited
		return errors.Join(fmt.Errorf("stoa did not end within %v of SIGTERM", stopWithin), err)
	}
}

// Log gives the end of what the server wrote to its log, up to 16 KiB.
func (s *Server) Log() string {
	b, err := os.ReadFile(s.logPath)
	if err != nil {
		return err.Error()
	}
	const keep = 16 << 10
	return string(b[max(0, len(b)-keep):])
}

// CLI runs a stoa command against the server as its administrator and gives its standard output. A command that
// fails gives its exit error and what it wrote to standard error.
func (s *Server) CLI(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.config.Binary, args...)
	cmd.Env = append(environment(), "STOA_URL="+s.URL, "STOA_TOKEN="+s.Admin)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("stoa %s: %w: %s", strings.Join(args, " "), err, stderr.String())
	}
	return out, nil
}

// SignIn gets a person's token for API v2 with every scope that they may have.
// spec: auth, POST /v2/oauth/token, grant_type=password
func (s *Server) SignIn(t testing.TB, email, password string) string {
	t.Helper()
	form := url.Values{"grant_type": {"password"}, "username": {email}, "password": {password}, "scope": {Scopes}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/v2/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatalf("sign in: %v", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := s.Do(req)
	if err != nil {
		t.Fatalf("sign in: %v", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		t.Fatalf("sign in: %v", err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &token); res.StatusCode != http.StatusOK || err != nil || token.AccessToken == "" {
		t.Fatalf("sign in: status %d, %v\n%s\n%s", res.StatusCode, err, body, s.Log())
	}
	return token.AccessToken
}

var errExited = errors.New("the process ended before it was ready")

func (s *Server) launch() error {
	logFile, err := os.OpenFile(s.logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	defer logFile.Close()
	cmd := exec.Command(s.config.Binary, s.flags()...)
	cmd.Env = append(environment(), "STOA_ADMIN_EMAIL="+AdminEmail, "STOA_ADMIN_PASSWORD="+AdminPassword)
	cmd.Stdout, cmd.Stderr = logFile, logFile
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.cmd, s.exited = cmd, exited
	go func() {
		s.exitErr = cmd.Wait()
		close(exited)
	}()
	return s.awaitReady()
}

func (s *Server) flags() []string {
	c := s.config
	base := c.BaseURL
	if base == "" {
		base = s.URL
	}
	flags := []string{"serve", "--listen", strings.TrimPrefix(s.URL, "http://"), "--data", c.Dir, "--base-url", base}
	if c.TLS != nil {
		flags = append(flags, "--tls-listen", strings.TrimPrefix(s.TLSURL, "https://"),
			"--tls-cert", c.TLS.Cert, "--tls-key", c.TLS.Key)
	}
	if c.Database != "" {
		flags = append(flags, "--database", c.Database)
	}
	if !c.RateLimits {
		flags = append(flags, "--rate-limits", "off")
	}
	return append(flags, c.Args...)
}

// awaitReady asks /readyz until it answers 200, the process ends or time is up: from outside a process there is no
// event to wait for.
func (s *Server) awaitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.exited:
			return fmt.Errorf("%w: %v", errExited, s.exitErr)
		case <-ctx.Done():
			return fmt.Errorf("not ready within %v", readyWithin)
		case <-tick.C:
			if s.ready(ctx) {
				return nil
			}
		}
	}
}

func (s *Server) ready(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/readyz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

func (s *Server) finish(t testing.TB) {
	if err := s.Stop(); err != nil {
		t.Errorf("%v", err)
	}
	if t.Failed() {
		t.Logf("the server's log:\n%s", s.Log())
	}
}

// environment is this process's own without what configures a stoa of the person who runs the tests.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "STOA_") })
}

// FreeAddress is a loopback address that is free, by and large, and can be listened at again after a restart.
func FreeAddress(t testing.TB) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}
