package xmpp

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/auth"
)

// stream is a connection and the XML on it, before and after signing in.
type stream struct {
	server *Server
	in     *reader
	to     string      // the domain that the client asked for, or the one of people
	secure bool        // encrypted
	bot    atomic.Bool // the client has said that it is one

	mu     sync.Mutex // held by who writes
	conn   net.Conn
	opened bool // the head of the server's stream is written
	ended  bool
}

func newStream(s *Server, conn net.Conn, secure bool) *stream {
	return &stream{server: s, conn: conn, in: newReader(conn), to: s.people(), secure: secure}
}

// write sends text whole, or ends the connection. It answers whether the stream took it.
func (st *stream) write(text string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.writeLocked(text)
	return !st.ended
}

func (st *stream) writeLocked(text string) {
	if st.ended {
		return
	}
	_ = st.conn.SetWriteDeadline(time.Now().Add(writeWait))
	if _, err := io.WriteString(st.conn, text); err != nil { // who does not read is gone; what was said stands in the log
		st.ended = true
		_ = st.conn.Close()
	}
}

func (st *stream) send(e *element) bool { return st.write(e.String()) }

// head begins the server's stream.
func (st *stream) head() {
	var b strings.Builder
	b.WriteString(`<?xml version='1.0'?><stream:stream xmlns="` + nsClient + `" xmlns:stream="` + nsStream + `" version="1.0" id="` + auth.RandomText(16) + `"`)
	writeAttr(&b, "from", st.to)
	b.WriteByte('>')
	st.mu.Lock()
	defer st.mu.Unlock()
	st.opened = true
	st.writeLocked(b.String())
}

// begin reads the client's head, answers it, and offers features.
func (st *stream) begin(features ...*element) error {
	head, err := st.in.open()
	if err != nil {
		return err
	}
	if to, ok := parseJID(head.attr("to")); ok {
		st.to = to.domain
	}
	st.head()
	st.write(inStream("features", features))
	return nil
}

// inStream writes an element of the stream's own namespace, for which the head has made a prefix: old clients know no other form.
func inStream(name string, children []*element) string {
	var b strings.Builder
	b.WriteString("<stream:" + name + ">")
	for _, c := range children {
		c.write(&b, nsClient)
	}
	b.WriteString("</stream:" + name + ">")
	return b.String()
}

// fail ends the stream with an error's condition, or without one in good order. spec: RFC 6120, 4.9.
func (st *stream) fail(condition string) {
	st.mu.Lock()
	opened := st.opened
	st.mu.Unlock()
	if !opened {
		st.head()
	}
	text := "</stream:stream>"
	if condition != "" {
		text = inStream("error", []*element{el(condition, nsStreamError)}) + text
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.writeLocked(text)
	st.ended = true
	_ = st.conn.Close()
}

// refuse is fail before anything was read.
func (st *stream) refuse(condition string) {
	_, _ = st.in.open() // a client that has not spoken yet may not listen; what it says is bounded, and by signInWait
	st.fail(condition)
}

// end ends the stream as an error of reading wants it.
func (st *stream) end(err error) {
	var late net.Error
	switch {
	case errors.Is(err, io.EOF):
		st.fail("")
	case errors.Is(err, errNotXML), errors.Is(err, errRestricted), errors.Is(err, errTooBig), errors.Is(err, errNoStream):
		st.fail(err.Error())
	case errors.Is(err, errRefused):
		st.fail("policy-violation")
	case errors.As(err, &late) && late.Timeout():
		st.fail("connection-timeout")
	default:
		st.fail("")
	}
}

// startTLS encrypts the connection. What the client has sent before it was told to go on would be taken for something that it
// said under TLS. spec: RFC 6120, 5.4.3.3.
func (st *stream) startTLS(ctx context.Context) error {
	if st.in.buffered() {
		return errRefused
	}
	st.send(el("proceed", nsTLS))
	st.mu.Lock()
	plain := st.conn
	st.mu.Unlock()
	conn := tls.Server(plain, st.server.tls)
	if err := conn.HandshakeContext(ctx); err != nil {
		return err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.conn, st.in, st.secure, st.opened = conn, newReader(conn), true, false
	return nil
}
