package addon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// maxForm bounds what a page may send, in bytes.
const maxForm = 1 << 20

// Caller is who looks at a page or asks for a glance, as the server's signature says. spec: connect, 4.
type Caller struct {
	Installation *Installation
	UserID       int64
	RoomID       int64  // 0 where there is none, as on the configuration page of a group
	TimeZone     string // empty: unknown
	Theme        string // light or dark
	Signature    string // to be sent along by the page's own forms, as signed_request, and requests. See Page
}

type callerKey struct{}

// CallerOf answers who called, in the handlers of pages; elsewhere nil.
func CallerOf(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

// mount serves a page at a path and below it, to those whom a server vouches for; an open one to others as well.
func (a *Addon) mount(path string, page http.Handler, open bool) error {
	if page == nil {
		return fmt.Errorf("the page at %s has no handler", path)
	}
	if a.mounted[path] {
		return fmt.Errorf("there are two pages at %s", path)
	}
	a.mounted[path] = true
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.servePage(w, r, page, open) })
	a.mux.Handle(path, h)
	a.mux.Handle(path+"/", h)
	return nil
}

func (a *Addon) servePage(w http.ResponseWriter, r *http.Request, page http.Handler, open bool) {
	done := a.observed("page")
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	c, err := a.caller(r)
	if open && errors.Is(err, errUnsigned) {
		c, err = nil, nil
	}
	done(err)
	if err != nil {
		a.fail(w, r, "a page", err)
		return
	}
	h := w.Header()
	// The address is worth something for a while: it is neither told to others nor kept.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", c.framed())
	page.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, c)))
}

// errUnsigned marks a request that nobody vouches for.
var errUnsigned = errors.New("addon: no signed_request")

// caller believes who calls. A signature in the address of a page is of lately; what a page sends itself may be as old as
// the signature lasts, so that a form can be filled in at leisure.
func (a *Addon) caller(r *http.Request) (*Caller, error) {
	token, inAddress := tokenOf(r)
	if token == "" {
		return nil, refuse(http.StatusUnauthorized, "The request is not signed: it has no signed_request").because(errUnsigned)
	}
	oldest := maxTokenAge
	if !inAddress {
		oldest = 0
	}
	in, c, err := a.verified(r.Context(), token, oldest)
	if err != nil {
		return nil, err
	}
	return &Caller{Installation: in, UserID: c.actor(), RoomID: c.room(), TimeZone: c.Context.Zone, Theme: theme(r), Signature: token}, nil
}

// theme is how the page around looks. spec: connect, 4.3.
func theme(r *http.Request) string {
	if r.URL.Query().Get("theme") == "dark" {
		return "dark"
	}
	return "light"
}

// framed is the policy that lets the server's own pages, and nobody else's, hold the page in a frame.
func (c *Caller) framed() string {
	if c == nil {
		return "frame-ancestors 'none'"
	}
	doc := c.Installation.Record().Document
	return "frame-ancestors " + strings.Join(origins(doc), " ")
}

// The files of the host's script for framed pages. spec: connect, 8.4; connect-js, 2.
const (
	hostScript = "/atlassian-connect/all.js"
	hostStyle  = "/atlassian-connect/all.css"
)

// host is the address of one of the server's files.
func (c *Caller) host(path string) string {
	links := c.Installation.Record().Document.Links
	base := strings.TrimRight(links.Homepage, "/")
	if !hipchat.IsWebURL(base) {
		base = origin(links.Self)
	}
	return base + path
}

// Script is the address of the installing server's all.js.
func (c *Caller) Script() string { return c.host(hostScript) }

// Style is the address of the installing server's all.css.
func (c *Caller) Style() string { return c.host(hostStyle) }
