package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// patience bounds one answer, and the arrival of what is under way when a measurement ends.
const patience = 20 * time.Second

// target is a server as raw connections see it.
type target struct {
	address string // host:port
	host    string // for the Host header
	path    string // the base URL's, without a slash at the end
	tls     bool
}

func parseTarget(base string) (target, error) {
	u, err := url.Parse(base)
	if err != nil {
		return target{}, fmt.Errorf("server address: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return target{}, fmt.Errorf("server address %q: it must begin with http:// or https://", base)
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return target{
		address: net.JoinHostPort(u.Hostname(), port),
		host:    u.Host,
		path:    strings.TrimSuffix(u.EscapedPath(), "/"),
		tls:     u.Scheme == "https",
	}, nil
}

// dial opens a connection that leaves no TIME_WAIT behind: ten thousand of them would use up the ports.
func (t target) dial(ctx context.Context) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", t.address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	if t.tls {
		name, _, _ := net.SplitHostPort(t.address)
		return tls.Client(conn, &tls.Config{ServerName: name}), nil
	}
	return conn, nil
}

// request is a whole POST, ready to be written again and again.
func (t target) request(path, token, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", t.path, path, t.host, len(body))
	if token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer %s\r\n", token)
	}
	fmt.Fprintf(&b, "\r\n%s", body)
	return b.Bytes()
}

// caller sends the same request over one connection.
type caller struct {
	conn    net.Conn
	answers *bufio.Reader
	request []byte
}

func newCaller(ctx context.Context, t target, request []byte) (*caller, error) {
	conn, err := t.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &caller{conn: conn, answers: bufio.NewReader(conn), request: request}, nil
}

// call sends the request and reads its answer, which must be 204.
func (c *caller) call() error {
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	status, err := c.answers.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 204")) {
		return c.refused(string(status))
	}
	for { // a 204 has no body
		line, err := c.answers.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			return nil
		}
	}
}

func (c *caller) refused(status string) error {
	answer, err := http.ReadResponse(bufio.NewReader(io.MultiReader(strings.NewReader(status), c.answers)), nil)
	if err != nil {
		return fmt.Errorf("the server answered %q", strings.TrimSpace(status))
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 300))
	hint := ""
	if answer.StatusCode == http.StatusTooManyRequests {
		hint = " (run the server without rate limits)"
	}
	return fmt.Errorf("the server answered %s%s: %s", strconv.Itoa(answer.StatusCode), hint, bytes.TrimSpace(body))
}
