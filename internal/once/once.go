// Package once does a write once, however often it is asked for with the same Idempotency-Key: the first answer is kept for a
// day, in the database, so that any node repeats it. It stands in front of a dialect and knows nothing of what it says.
//
// An answer is kept before it is sent. A server that dies after the write and before that has it done again by whoever asks
// two minutes later, and so has one whose database dies while it commits: there is no transaction that both belong to. A
// message is not said twice then, because it has a name that is made of the request's.
package once

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	// Kept is how long an answer is repeated.
	Kept = 24 * time.Hour
	// patience is how long a write may take before its server is taken for dead.
	patience = 2 * time.Minute
	maxKey   = 255     // characters
	maxBody  = 8 << 20 // of a request with a key, in bytes
)

// Store keeps the answers.
type Store interface {
	BeginOnce(ctx context.Context, id, print string, now, expired, dead time.Time) (chat.Once, error)
	EndOnce(ctx context.Context, o chat.Once) error
	ForgetOnce(ctx context.Context, o chat.Once) error
}

// Sealer encrypts answers, in which there may be tokens; auth.Sealer does.
type Sealer interface {
	Seal(text string) []byte
	Open(sealed []byte) (string, error)
}

// Config is what a Desk is built from.
type Config struct {
	Store  Store
	Tokens *auth.Tokens
	Sealer Sealer
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger
}

// Desk looks at writes before dialects do.
type Desk struct{ c Config }

// New makes a Desk.
func New(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Desk{c}
}

// Dialect is what stands behind a Desk.
type Dialect struct {
	Handler http.Handler
	Route   string // what the log of calls says of a call that the dialect does not see
	// Refuse answers an error in the dialect's own shape.
	Refuse func(w http.ResponseWriter, r *http.Request, status int, message string)
	// Token is the one that only this dialect's requests have where it stands; nil: there is none.
	Token func(r *http.Request, body []byte) string
	// Done tells from the body of an answer whether something was done; nil: the status alone tells.
	Done func(body []byte) bool
}

// Before is the dialect, with writes done once that have a key. Other requests it costs the look at one header.
func (d *Desk) Before(dialect Dialect) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header, given := r.Header["Idempotency-Key"]
		if !given || !writes(r.Method) {
			dialect.Handler.ServeHTTP(w, r)
			return
		}
		refuse := func(status int, message string) {
			auth.Tell(w, dialect.Route, nil, "")
			dialect.Refuse(w, r, status, message)
		}
		key, ok := keyOf(header)
		if !ok {
			refuse(http.StatusBadRequest, "The header Idempotency-Key must be one text of 1 to "+strconv.Itoa(maxKey)+" printable ASCII characters")
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		if err != nil {
			refuse(http.StatusBadRequest, "The request body ended early")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if len(body) > maxBody {
			refuse(http.StatusRequestEntityTooLarge, "A request with an Idempotency-Key may have a body of "+strconv.Itoa(maxBody)+" bytes at most")
			return
		}
		found := credentialsOf(r, body, dialect.Token)
		p := d.caller(r.Context(), found)
		if p == nil { // the dialect says why
			dialect.Handler.ServeHTTP(w, r)
			return
		}
		d.serve(w, r, dialect, p, idOf(found, key), printOf(r, body))
	})
}

func writes(method string) bool {
	switch method {
	case http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return true
	}
	return false
}

func (d *Desk) serve(w http.ResponseWriter, r *http.Request, dialect Dialect, p *chat.Principal, id, print string) {
	now := d.c.Now()
	o, err := d.c.Store.BeginOnce(r.Context(), id, print, now.UTC().Truncate(time.Microsecond), now.Add(-Kept), now.Add(-patience))
	if err != nil {
		if errors.Is(err, chat.ErrAway) {
			w.Header().Set("Retry-After", chat.AwayAfter)
			dialect.Refuse(w, r, http.StatusServiceUnavailable, chat.AwayText)
			return
		}
		d.c.Log.ErrorContext(r.Context(), "what has an idempotency key was not begun", "error", err)
		dialect.Refuse(w, r, http.StatusInternalServerError, "Something went wrong on the server. It has been logged.")
		return
	}
	if o.Mine {
		d.do(w, r, dialect, o)
		return
	}
	auth.Tell(w, dialect.Route, p, "")
	switch {
	case o.Print != print:
		dialect.Refuse(w, r, http.StatusConflict, "This Idempotency-Key has been used for another request in the last 24 hours: a new request needs a new key")
	case o.SealedAnswer == nil:
		w.Header().Set("Retry-After", "1")
		dialect.Refuse(w, r, http.StatusConflict, "The first request with this Idempotency-Key is still being done: ask again in a second")
	default:
		d.repeat(w, r, dialect, o)
	}
}

// do has the write done. Only what has been done is kept: a refusal changed nothing, and may be put right.
func (d *Desk) do(w http.ResponseWriter, r *http.Request, dialect Dialect, o chat.Once) {
	ctx := context.WithoutCancel(r.Context())
	a := &answer{to: w}
	ended := false
	defer func() {
		if !ended { // it panicked
			_ = d.c.Store.ForgetOnce(ctx, o)
		}
	}()
	r.Header = r.Header.Clone()
	r.Header.Del("Accept-Encoding") // who asks next may read another one
	dialect.Handler.ServeHTTP(a, r.WithContext(chat.AskedAs(r.Context(), nameOf(o))))
	ended = true
	var err error
	if a.good() && (dialect.Done == nil || dialect.Done(a.body)) {
		o.SealedAnswer = d.c.Sealer.Seal(a.text())
		err = d.c.Store.EndOnce(ctx, o)
	} else {
		err = d.c.Store.ForgetOnce(ctx, o)
	}
	if err != nil {
		d.c.Log.ErrorContext(ctx, "the answer to what has an idempotency key was not kept", "error", err)
	}
	a.send()
}

func (d *Desk) repeat(w http.ResponseWriter, r *http.Request, dialect Dialect, o chat.Once) {
	text, err := d.c.Sealer.Open(o.SealedAnswer)
	var a kept
	if err == nil {
		a, err = read(text)
	}
	switch {
	case err != nil:
		d.c.Log.ErrorContext(r.Context(), "a kept answer cannot be read", "error", err)
		dialect.Refuse(w, r, http.StatusInternalServerError, "Something went wrong on the server. It has been logged.")
	case a.TooLarge:
		dialect.Refuse(w, r, http.StatusConflict, "This was done at "+hipchat.FormatTime(o.Started)+", and its answer was too large to be kept")
	default:
		a.write(w)
	}
}
