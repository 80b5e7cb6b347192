// Package calls keeps a log of the calls that integrations make. A call costs its sender a copy of the first bytes of
// what is said and a place in a ring: everything else, such as taking the secrets out, is done when the ring is
// written down. When calls come faster than that, the oldest are dropped, and counted.
package calls

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// maxBody is how much of a body is kept, in bytes.
const maxBody = 2 << 10

// call is a call while it is made, and until it is written down.
type call struct {
	http.ResponseWriter
	at     time.Time
	took   time.Duration
	method string
	path   string
	query  string
	from   string
	asked  http.Header
	body   tee
	status int
	said   http.Header // with the answer: who writes it down must not touch the ResponseWriter any more
	answer []byte

	route string
	p     *chat.Principal
	room  string
}

// tee reads a request's body and keeps its beginning.
type tee struct {
	io.ReadCloser
	kept []byte
}

func (t *tee) Read(b []byte) (int, error) {
	n, err := t.ReadCloser.Read(b)
	t.kept = keep(t.kept, b[:n])
	return n, err
}

func keep(kept, more []byte) []byte {
	if room := maxBody - len(kept); room > 0 {
		kept = append(kept, more[:min(len(more), room)]...)
	}
	return kept
}

// Called implements auth.Told.
func (c *call) Called(route string, p *chat.Principal, room string) {
	c.route, c.p, c.room = route, p, room
	if t, ok := c.ResponseWriter.(interface {
		Called(route string, p *chat.Principal, room string)
	}); ok { // who counts requests wants to know as well
		t.Called(route, p, room)
	}
}

func (c *call) WriteHeader(status int) {
	if c.status == 0 || c.status/100 == 1 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *call) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	c.answer = keep(c.answer, b)
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *call) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// private tells whether the call is about what two people say to each other, of which nothing is kept.
func (c *call) private() bool { return strings.HasPrefix(c.route, "/v2/user/{user}/") }

// Watch notes the calls of a dialect.
func (l *Log) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions { // a browser asks whether it may call
			next.ServeHTTP(w, r)
			return
		}
		c := &call{
			ResponseWriter: w, at: l.now(), method: r.Method, path: r.URL.Path, query: r.URL.RawQuery, from: r.RemoteAddr, asked: r.Header,
		}
		if r.Body != nil && r.Body != http.NoBody {
			c.body.ReadCloser = r.Body
			r.Body = &c.body
		}
		next.ServeHTTP(c, r)
		c.took, c.said = l.now().Sub(c.at), w.Header()
		l.add(c)
	})
}
