package compat

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// What a stall is found at.
const (
	oddPrefix   = "/odd/place"
	movedPrefix = "/moved/away"
)

const (
	mostCalls = 25 // that one run may make before it counts as endless
	mostBody  = 1 << 20
	// mostAnswer bounds what is kept of an error.
	mostAnswer = 4 << 10
)

// heard is a call that arrived.
type heard struct {
	at     time.Time
	method string
	path   string // as it came, with its query
	inside bool   // below the path that was given
	v1     bool
	status int
	answer string // what the server says is wrong
}

// stall is the address at which one run of a sender arrives, at a port of its own. It writes down what it hears and
// hands it to the stand, unless something else is to happen instead.
type stall struct {
	stand   *stand
	token   string // that was given, and is good for both APIs
	prefix  string // the odd path; empty for none
	base    string // with the prefix
	instead func(w http.ResponseWriter, r *http.Request) bool

	listener net.Listener
	server   *http.Server
	full     chan struct{} // closed when there are too many calls

	mu          sync.Mutex
	came        *sync.Cond // something was accepted
	accepted    map[string]bool
	calls       []*heard
	wrongScheme bool
}

// openStall listens. With a certificate it speaks https.
func openStall(st *stand, token, prefix string, certificate *tls.Certificate, instead func(http.ResponseWriter, *http.Request) bool) (*stall, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &stall{stand: st, token: token, prefix: prefix, instead: instead, listener: l, full: make(chan struct{}), accepted: map[string]bool{}}
	s.came = sync.NewCond(&s.mu)
	s.base = "http://" + l.Addr().String() + prefix
	s.server = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}
	var in net.Listener = sniffer{l, s, certificate != nil}
	if certificate != nil {
		s.base = "https://" + l.Addr().String() + prefix
		in = tls.NewListener(in, &tls.Config{Certificates: []tls.Certificate{*certificate}})
	}
	go func() { _ = s.server.Serve(in) }() // ends with Shutdown
	return s, nil
}

// settle waits until everything that has been sent is heard, and stops listening. Connections are accepted in the order
// in which they were made, so what came before one of its own has been accepted when that is.
func (s *stall) settle(ctx context.Context) []heard {
	ctx, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	if c, err := net.Dial("tcp", s.listener.Addr().String()); err == nil {
		s.mu.Lock()
		for !s.accepted[c.LocalAddr().String()] {
			s.came.Wait()
		}
		s.mu.Unlock()
		_ = c.Close()
	}
	if s.server.Shutdown(ctx) != nil {
		_ = s.server.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]heard, len(s.calls))
	for i, c := range s.calls {
		list[i] = *c
	}
	return list
}

func (s *stall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	call := s.hear(r)
	out := &spoken{ResponseWriter: w}
	defer func() {
		s.mu.Lock()
		call.status, call.answer = out.status, out.complaint()
		s.mu.Unlock()
	}()
	switch {
	case err != nil:
		refusal(out, http.StatusRequestEntityTooLarge)
	case !call.inside:
		refusal(out, http.StatusNotFound)
	case s.instead != nil && s.instead(out, r):
	default:
		out.keep = true
		s.pass(out, r, body, call.v1)
	}
}

// hear writes a call down.
func (s *stall) hear(r *http.Request) *heard {
	path := r.URL.EscapedPath()
	rest, inside := s.below(path)
	call := &heard{at: time.Now(), method: r.Method, path: r.URL.RequestURI(), inside: inside, v1: strings.HasPrefix(strings.TrimLeft(rest, "/"), "v1/")}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.calls) < mostCalls {
		s.calls = append(s.calls, call)
		if len(s.calls) == mostCalls {
			close(s.full)
		}
	}
	return call
}

// below is what follows the prefix, or the one that a redirection leads to.
func (s *stall) below(path string) (string, bool) {
	for _, prefix := range []string{movedPrefix, s.prefix} {
		if rest, ok := strings.CutPrefix(path, prefix); ok && strings.HasPrefix(rest, "/") {
			return rest, true
		}
	}
	return path, false
}

// pass hands a call to the server, as if it stood at its root and took one token for both APIs.
func (s *stall) pass(w http.ResponseWriter, r *http.Request, body []byte, v1 bool) {
	rest, _ := s.below(r.URL.EscapedPath())
	to := r.Clone(r.Context())
	path, err := url.PathUnescape(rest)
	if err != nil {
		refusal(w, http.StatusBadRequest)
		return
	}
	to.URL.Path, to.URL.RawPath = path, rest
	if v1 {
		to.URL.RawQuery = strings.ReplaceAll(to.URL.RawQuery, s.token, s.stand.v1)
		body = bytes.ReplaceAll(body, []byte(s.token), []byte(s.stand.v1))
		for _, values := range to.Header {
			for i := range values {
				values[i] = strings.ReplaceAll(values[i], s.token, s.stand.v1)
			}
		}
	}
	to.RequestURI = to.URL.RequestURI()
	to.Body, to.ContentLength, to.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	s.stand.all.ServeHTTP(w, to)
}

// refuse answers every call with that status, in the shape of the wire's errors.
func refuse(status int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		refusal(w, status)
		return true
	}
}

func refusal(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(hipchat.ErrorBody{Error: &hipchat.Error{Code: status, Type: http.StatusText(status), Message: "The checker refuses this call"}})
}

// spoken remembers the status, and what is said about what is wrong.
type spoken struct {
	http.ResponseWriter
	status int
	keep   bool
	body   []byte
}

func (c *spoken) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *spoken) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	if c.keep && c.status >= 400 && len(c.body)+len(b) <= mostAnswer {
		c.body = append(c.body, b...)
	}
	return c.ResponseWriter.Write(b)
}

// complaint is the message of an error.
func (c *spoken) complaint() string {
	var e hipchat.ErrorBody
	if json.Unmarshal(c.body, &e) != nil || e.Error == nil {
		return ""
	}
	return e.Error.Message
}

func (c *spoken) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// sniffer looks at the first byte of each connection: what speaks TLS begins with 0x16.
type sniffer struct {
	net.Listener
	stall *stall
	tls   bool
}

func (l sniffer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.stall.mu.Lock()
	l.stall.accepted[c.RemoteAddr().String()] = true
	l.stall.mu.Unlock()
	l.stall.came.Broadcast()
	return &sniffed{Conn: c, l: l}, nil
}

type sniffed struct {
	net.Conn
	l    sniffer
	once sync.Once
}

func (c *sniffed) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		c.once.Do(func() {
			if (b[0] == 0x16) != c.l.tls {
				c.l.stall.mu.Lock()
				c.l.stall.wrongScheme = true
				c.l.stall.mu.Unlock()
			}
		})
	}
	return n, err
}

// String is a call as reports show it.
func (h heard) String() string {
	if h.status == 0 {
		return fmt.Sprintf("%s %s -> no answer", h.method, h.path)
	}
	if h.answer == "" {
		return fmt.Sprintf("%s %s -> %d", h.method, h.path, h.status)
	}
	return fmt.Sprintf("%s %s -> %d (%s)", h.method, h.path, h.status, h.answer)
}
