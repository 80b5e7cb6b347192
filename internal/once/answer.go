package once

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

// maxAnswer is how much of an answer is kept, in bytes; no write has a longer one.
const maxAnswer = 1 << 20

// answer holds an answer back until it has been kept. One that is too long goes its way at once.
type answer struct {
	to     http.ResponseWriter
	status int
	body   []byte
	flown  bool
}

func (a *answer) Header() http.Header { return a.to.Header() }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if !a.flown && len(a.body)+len(b) > maxAnswer {
		a.send()
		a.flown, a.body = true, nil
	}
	if a.flown {
		return a.to.Write(b)
	}
	a.body = append(a.body, b...)
	return len(b), nil
}

// Called implements auth.Told for who stands behind.
func (a *answer) Called(route string, p *chat.Principal, room string) {
	auth.Tell(a.to, route, p, room)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.to }

// good tells whether something was done.
func (a *answer) good() bool { return a.status < 400 }

func (a *answer) send() {
	if a.flown {
		return
	}
	a.WriteHeader(http.StatusOK)
	a.to.WriteHeader(a.status)
	_, _ = a.to.Write(a.body) // a caller that hung up is no error of ours
}

// kept is an answer as it is kept.
type kept struct {
	Status   int         `json:"status"`
	Header   http.Header `json:"header"`
	Body     []byte      `json:"body"`
	TooLarge bool        `json:"too_large,omitempty"`
}

// text is the answer with the headers that say something about it: those of rates and cookies belong to one call.
func (a *answer) text() string {
	k := kept{Status: a.status, Header: make(http.Header), Body: a.body, TooLarge: a.flown}
	if k.Status == 0 {
		k.Status = http.StatusOK
	}
	for name, values := range a.Header() {
		if keeps(name) {
			k.Header[name] = values
		}
	}
	b, _ := json.Marshal(k) // nothing in it can fail
	return string(b)
}

func keeps(name string) bool {
	switch name {
	case "Allow", "Cache-Control", "Content-Language", "Content-Type", "Etag", "Link", "Location", "Vary":
		return true
	}
	return strings.HasPrefix(name, "Access-Control-") || strings.HasPrefix(name, "Stoa-")
}

func read(text string) (k kept, err error) {
	err = json.Unmarshal([]byte(text), &k)
	return k, err
}

func (k kept) write(w http.ResponseWriter) {
	for name, values := range k.Header {
		w.Header()[name] = values
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(k.Status)
	_, _ = w.Write(k.Body) // a caller that hung up is no error of ours
}
