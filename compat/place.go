package compat

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// place is a chat server as the add-on sees it: a capabilities document, a token endpoint, an API and web pages, on four
// ports and below paths that nobody would guess. Behind all of them is the world's Stoa.
type place struct {
	w       *world
	name    string
	wire    *wire
	subject *subject

	mu       sync.Mutex
	shape    shape
	document *door
	api      *door
	tokens   *door
	web      *door
	moved    []*door           // where something was, and nothing is any more
	issued   map[string]string // whose a token is
	dead     map[string]bool   // tokens that have ended before their time
}

// shape is how a place presents itself, and what is wrong with it.
type shape struct {
	level   hipchat.Level
	noSlash bool // at the end of the API's address
	bare    bool // nothing in the document that old servers had not
	short   bool // the installation says no more than the guide's three members
	extra   bool // members that nobody knows
	marked  bool // people are called and say what has markup in it

	self   string // what the document calls itself instead
	secret string // what the installation says instead of the secret

	documentFault, tokenFault, apiFault func(*http.Request) *fault // nil: none

	deaf bool // nothing gets from the server to the add-on
}

// fault is what happens to a request instead of being answered.
type fault struct {
	drop   bool          // the connection ends
	delay  time.Duration // and then it is answered
	status int
	header http.Header
}

// dropped ends every connection, as a firewall does.
func dropped(*http.Request) *fault { return &fault{drop: true} }

func refused(status int, header http.Header) func(*http.Request) *fault {
	return func(*http.Request) *fault { return &fault{status: status, header: header} }
}

func odd(word string) string { return "/" + word + "-" + strings.ToLower(rand.Text()[:6]) }

func (w *world) place(s *subject, sh shape) (p *place, err error) {
	p = &place{w: w, name: "p" + strings.ToLower(rand.Text()[:8]), wire: newWire(), subject: s, shape: sh,
		issued: map[string]string{}, dead: map[string]bool{}}
	for _, open := range []struct {
		door   **door
		prefix string
		handle func(*door, http.ResponseWriter, *http.Request)
	}{
		{&p.document, odd("about") + "/capabilities", p.showDocument},
		{&p.tokens, odd("keys") + "/grant", p.grant},
		{&p.api, odd("chat") + "/rest", p.call},
		{&p.web, odd("site"), p.show},
	} {
		if *open.door, err = openAt(w.ip, open.prefix, open.handle); err != nil {
			return p, err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.places[p.name] = p
	return p, nil
}

// openAt is openDoor for a handler that wants to know its door.
func openAt(ip, prefix string, handle func(*door, http.ResponseWriter, *http.Request)) (*door, error) {
	var d *door
	ready := make(chan struct{})
	opened, err := openDoor(ip, prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { <-ready; handle(d, w, r) }))
	d = opened
	close(ready)
	return opened, err
}

func (p *place) close() {
	for _, d := range append([]*door{p.document, p.tokens, p.api, p.web}, p.moved...) {
		if d != nil {
			d.close()
		}
	}
}

// become changes the place's shape.
func (p *place) become(f func(*shape)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(&p.shape)
}

func (p *place) now() shape {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shape
}

// move gives the API and the token endpoint new addresses. At the old ones nothing is known any more.
func (p *place) move() error {
	api, err := openAt(p.w.ip, odd("new-chat")+"/rest", p.call)
	if err != nil {
		return err
	}
	tokens, err := openAt(p.w.ip, odd("new-keys")+"/grant", p.grant)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.moved = append(p.moved, p.api, p.tokens)
	p.api, p.tokens = api, tokens
	return err
}

func (p *place) gone(d *door) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.moved, d)
}

// knows tells whether the place gave a token that is still good.
func (p *place) knows(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.issued[token] != "" && !p.dead[token]
}

// expire ends all tokens that were given so far.
func (p *place) expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for token := range p.issued {
		p.dead[token] = true
	}
}

// tokensOf are those that were given to a client.
func (p *place) tokensOf(client string) (tokens []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for token, c := range p.issued {
		if c == client {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// arrive begins an exchange with the add-on as the one who asks. False says that it is answered already.
func (p *place) arrive(d *door, s side, w http.ResponseWriter, r *http.Request, f func(*http.Request) *fault) (*exchange, bool) {
	p.wire.begin()
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
	x := &exchange{side: s, method: r.Method, url: "http://" + r.Host + r.RequestURI, header: r.Header, body: body, door: d}
	p.identify(x, r)
	rest, below := d.below(r)
	switch {
	case !below || rest != "" && (s == sideDocument || s == sideToken) || s == sideAPI && grants(r.Method, rest):
		x.stray = true
		p.answer(w, x, http.StatusNotFound, nil, errorBody(http.StatusNotFound, "Nothing is at this address"))
		return x, false
	case p.gone(d):
		p.answer(w, x, http.StatusNotFound, nil, errorBody(http.StatusNotFound, "It has moved"))
		return x, false
	case f == nil:
		return x, true
	}
	switch ft := f(r); {
	case ft == nil:
	case ft.drop:
		p.wire.end(*x)
		panic(http.ErrAbortHandler)
	case ft.status != 0:
		p.answer(w, x, ft.status, ft.header, errorBody(ft.status, http.StatusText(ft.status)))
		return x, false
	default:
		select {
		case <-time.After(ft.delay):
		case <-r.Context().Done():
		}
	}
	return x, true
}

// grants tells whether a call of the API is meant for the token endpoint, which has an address of its own.
func grants(method, rest string) bool {
	return method == http.MethodPost && strings.Trim(rest, "/") == "oauth/token"
}

// identify notes who asks: the client of a token request, or the one whose token a call shows.
func (p *place) identify(x *exchange, r *http.Request) {
	switch x.side {
	case sideToken:
		x.client, _, _ = r.BasicAuth()
	case sideAPI:
		x.token = bearer(r)
		x.client = p.w.ownerOf(x.token)
	}
}

// answer ends an exchange.
func (p *place) answer(w http.ResponseWriter, x *exchange, status int, header http.Header, body []byte) {
	x.status, x.answer, x.answerHeader = status, body, header
	for name, values := range header {
		if name != "Content-Length" && name != "Etag" {
			w.Header()[name] = values
		}
	}
	if w.Header().Get("Content-Type") == "" && len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
	p.wire.end(*x)
}

func errorBody(status int, message string) []byte {
	b, err := json.Marshal(hipchat.ErrorBody{Error: &hipchat.Error{Code: status, Type: http.StatusText(status), Message: message}})
	if err != nil {
		panic(err) // it has nothing that JSON has not
	}
	return b
}
