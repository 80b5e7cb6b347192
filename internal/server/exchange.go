package server

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// Exchange is a request that has been answered, for whoever counts or writes down.
type Exchange struct {
	http.ResponseWriter // of no use any more

	Request *http.Request
	Began   time.Time
	Took    time.Duration
	Status  int
	Bytes   int64 // of the answer's body
	Caller  string

	route string
}

// Called is told by the dialects which route was called, and who calls once that is known.
func (e *Exchange) Called(route string, p *chat.Principal, _ string) {
	e.route = route
	if p != nil {
		e.Caller = string(p.Kind)
	}
}

// Route is the pattern that the request matched, or "" for none. There are as many as there are routes.
func (e *Exchange) Route() string {
	pattern := e.Request.Pattern
	if _, path, ok := strings.Cut(pattern, " "); ok {
		pattern = path
	}
	if e.route != "" && len(e.route) > len(pattern) { // a dialect's own, behind its prefix
		pattern = e.route
	}
	return pattern
}

// Surface is which part of the product was asked.
func (e *Exchange) Surface() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(e.Request.URL.Path, "/"), "/")
	switch first {
	case "v1", "v2", "api", "hook", "slack", "files", "img", "assets", "docs":
		return first
	case "healthz", "readyz":
		return "health"
	}
	return "page"
}

// WriteHeader implements http.ResponseWriter.
func (e *Exchange) WriteHeader(status int) {
	if e.Status == 0 || e.Status/100 == 1 {
		e.Status = status
	}
	e.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (e *Exchange) Write(b []byte) (int, error) {
	n, err := e.ResponseWriter.Write(b)
	e.Bytes += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom, by which the system sends files.
func (e *Exchange) ReadFrom(r io.Reader) (int64, error) {
	n, err := io.Copy(e.ResponseWriter, r)
	e.Bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection, for the live feed.
func (e *Exchange) Unwrap() http.ResponseWriter { return e.ResponseWriter }

// observed tells of each request when it has been answered. Nobody listening costs nothing.
func observed(next http.Handler, told []func(*Exchange)) http.Handler {
	if len(told) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := &Exchange{ResponseWriter: w, Request: r, Began: time.Now()}
		defer func() {
			e.Took = time.Since(e.Began)
			if e.Status == 0 {
				e.Status = silence(r)
			}
			for _, tell := range told {
				tell(e)
			}
		}()
		next.ServeHTTP(e, r)
	})
}

// silence is what was answered by nothing: a socket took the connection over, or net/http says 200.
func silence(r *http.Request) int {
	if r.Header.Get("Upgrade") != "" {
		return http.StatusSwitchingProtocols
	}
	return http.StatusOK
}
