package quirks_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// wire is a plain TCP connection to the server: what is sent is sent byte for byte.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
}

func (w *world) dial(t *testing.T) *wire {
	t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(w.server.URL, "http://"), 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &wire{conn: conn, in: bufio.NewReader(conn)}
}

// exchange writes the bytes and reads one answer.
func (c *wire) exchange(t *testing.T, bytes string) reply {
	t.Helper()
	c.write(t, bytes)
	line, _, _ := strings.Cut(bytes, "\r\n")
	return c.answer(t, line)
}

func (c *wire) write(t *testing.T, bytes string) {
	t.Helper()
	if _, err := io.WriteString(c.conn, bytes); err != nil {
		t.Fatal(err)
	}
}

// answer reads one answer to the request with the given first line. A 100 is an answer too; the other follows it.
func (c *wire) answer(t *testing.T, line string) reply {
	t.Helper()
	method, _, _ := strings.Cut(line, " ")
	res, err := http.ReadResponse(c.in, &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return read(t, line, res)
}

// closed fails the test unless the server has closed the connection.
func (c *wire) closed(t *testing.T) {
	t.Helper()
	if _, err := c.in.ReadByte(); err != io.EOF {
		t.Errorf("the connection is still open: %v", err)
	}
}

// head gives a request's head with the host and, when there is a body, its length; then the body.
func head(line string, headers []string, body string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s HTTP/1.1\r\nHost: chat.example.test\r\n", line)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	if body != "" {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

// head sends the bytes and gives the answer's head as it was on the wire.
func (c *wire) head(t *testing.T, bytes string) string {
	t.Helper()
	c.write(t, bytes)
	var b strings.Builder
	for !strings.HasSuffix(b.String(), "\r\n\r\n") {
		line, err := c.in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(line)
	}
	return b.String()
}
