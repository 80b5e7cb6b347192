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
	headers := "Content-Type: application/json\r\n"
	if token != "" {
		headers += "Authorization: Bearer " + token + "\r\n"
	}
	return t.post(path, headers, body)
}

// post is a POST with headers, each with its end of line.
func (t target) post(path, headers, body string) []byte {
	return fmt.Appendf(nil, "POST %s%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n%s\r\n%s", t.path, path, t.host, len(body), headers, body)
}

// get is a whole GET, with more headers or none.
func (t target) get(path, token string, headers ...string) []byte {
	more := ""
	for _, h := range headers {
		more += h + "\r\n"
	}
	return fmt.Appendf(nil, "GET %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%s\r\n", t.path, path, t.host, token, more)
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

// call sends the request and reads its answer, which must be good.
func (c *caller) call() error {
	if _, err := c.conn.Write(c.request); err != nil {
		return err
	}
	status, err := c.answers.Peek(len(noContent))
	if err != nil {
		return err
	}
	if !bytes.Equal(status, noContent) {
		_, err := c.answer()
		return err
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

var noContent = []byte("HTTP/1.1 204")

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 4 << 20

// read sends another request and answers the body of its answer.
func (c *caller) read(request []byte) ([]byte, error) {
	if _, err := c.conn.Write(request); err != nil {
		return nil, err
	}
	return c.answer()
}

// answer reads any answer to its end, and answers its body or makes an error of it.
func (c *caller) answer() ([]byte, error) {
	answer, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return nil, fmt.Errorf("the server answered what is no HTTP: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if answer.StatusCode/100 == 2 || answer.StatusCode == http.StatusNotModified {
		return body, nil
	}
	body = body[:min(len(body), 300)]
	hint := ""
	if answer.StatusCode == http.StatusTooManyRequests {
		hint = " (run the server without rate limits)"
	}
	return nil, fmt.Errorf("the server answered %s%s: %s", strconv.Itoa(answer.StatusCode), hint, bytes.TrimSpace(body))
}

// pathOf is the path and query of an address on the server, as get wants it.
func (t target) pathOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(u.RequestURI(), t.path), nil
}
