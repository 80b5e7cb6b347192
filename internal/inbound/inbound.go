// Package inbound is the address that takes what today's tools send: POST /hook/TOKEN. It finds out who speaks, says it
// as a notification, and answers what that tool expects.
package inbound

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/hook"
)

// maxBody is how much of a request is read, in bytes. GitHub's pushes are the largest that are known.
const maxBody = 4 << 20

// Config is what the dialect is built from.
type Config struct {
	Chat      *chat.Service
	Tokens    *auth.Tokens
	Checks    *auth.HookChecks
	Templates *hook.Templates
	Rate      *auth.Windows // calls per token, shared with API v2
	Flood     *auth.Windows // messages per room and token, shared with API v2

	Bursts    *Bursts       // takes what is over these
	Surplus   *auth.Windows // what it takes per token
	Strangers *auth.Windows // calls that prove nothing, per address

	Now func() time.Time
	Log *slog.Logger
}

// API serves /hook/.
type API struct{ c Config }

// New makes the dialect.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &API{c}
}

// Headers of the answer: which kind was recognised and by what, and the message that was made of it.
const (
	headerFormat   = format.HeaderFormat
	headerBecause  = "Stoa-Recognised-By"
	headerTemplate = "Stoa-Template" // used, or how the hook's template has failed
	headerMessage  = "Stoa-Message-Id"
	headerOutcome  = "Stoa-Outcome" // created, updated, unchanged or replied: what became of it
)

// Route has the token in its path: the log of calls leaves out what stands at that name.
const Route = "/hook/{token}"

// ServeHTTP answers /hook/{token} and /hook/{token}/{message}.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("message") != "" {
		a.serveMessage(w, r)
		return
	}
	auth.Tell(w, Route, nil, "")
	if r.Method != http.MethodPost && r.Method != http.MethodPut {
		w.Header().Set("Allow", "POST, PUT")
		fail(w, http.StatusMethodNotAllowed, "The method "+r.Method+" is not allowed here. Allowed: POST, PUT")
		return
	}
	if err := a.hear(w, r); err != nil {
		a.fail(w, r, err)
	}
}

// hear takes a call, once it has proved what it must: what does not counts for nothing.
func (a *API) hear(w http.ResponseWriter, r *http.Request) error {
	p, room, err := a.enter(w, r, Route)
	if err != nil {
		return err
	}
	m, err := a.understand(w, r, p)
	if err != nil {
		return err
	}
	if left, ok := a.allow(p, room); !ok {
		return a.surplus(w, r, p, room, m, left)
	}
	return a.take(w, r, p, room, m)
}

// take says a message.
func (a *API) take(w http.ResponseWriter, r *http.Request, p *chat.Principal, room chat.Room, m *format.Message) error {
	e, err := a.say(w, r, p, room, m)
	if err != nil {
		return err
	}
	w.Header().Set(headerMessage, e.ID)
	m.Reply.Write(w)
	return nil
}

// enter finds out who calls, and which room that is for.
func (a *API) enter(w http.ResponseWriter, r *http.Request, route string) (p *chat.Principal, room chat.Room, err error) {
	if p, err = a.c.Tokens.V2(r.Context(), r.PathValue("token")); err != nil {
		return p, room, a.unknown(w, r, err)
	}
	ref := named(p, r)
	auth.Tell(w, route, p, ref)
	if !p.Has(hipchat.ScopeSendNotification) {
		return p, room, chat.Errorf(chat.Forbidden, "This token lacks the scope %s", hipchat.ScopeSendNotification)
	}
	if ref == "" {
		return p, room, chat.Errorf(chat.Invalid, "This token is not bound to a room: say which one in the address, like ?room=Ops")
	}
	if room, err = a.c.Chat.Room(r.Context(), p, ref); err != nil {
		return p, room, err
	}
	return p, room, a.meet(w, r, p.TokenID)
}

func idOf(room chat.Room) string { return strconv.FormatInt(room.ID, 10) }

// understand reads what a sender says, and tells what it was taken for.
func (a *API) understand(w http.ResponseWriter, r *http.Request, p *chat.Principal) (*format.Message, error) {
	body, err := a.read(r, p)
	if err != nil {
		return nil, err
	}
	m, how, err := a.c.Templates.Read(r.Context(), p, format.Request{Header: r.Header, Query: r.URL.Query(), Body: body})
	var stray *format.StrayError
	if errors.Is(err, format.ErrEmpty) || errors.As(err, &stray) {
		return nil, chat.Errorf(chat.Invalid, "%s", sentence(err))
	}
	if err != nil {
		return nil, err
	}
	w.Header().Set(headerFormat, m.Format)
	w.Header().Set(headerBecause, ascii(m.Why))
	if how != "" {
		w.Header().Set(headerTemplate, ascii(how))
	}
	return m, nil
}

// named is the room that the address names; without one it is the token's own.
func named(p *chat.Principal, r *http.Request) string {
	ref := r.URL.Query().Get("room")
	if ref == "" && p.RoomID != 0 {
		ref = strconv.FormatInt(p.RoomID, 10)
	}
	return ref
}

// read is the request's body, unpacked, once it is known that the call may be made. Signatures are over what came.
func (a *API) read(r *http.Request, p *chat.Principal) ([]byte, error) {
	came, err := upTo(r.Body)
	if err != nil {
		return nil, err
	}
	if err := a.c.Checks.Check(r.Context(), p, r.RemoteAddr, r.Header, came); err != nil {
		return nil, a.unproved(r, p, err)
	}
	if len(came) == 0 || !strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
		return came, nil
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(came))
	if err != nil {
		return nil, chat.Errorf(chat.Invalid, "The request body is not valid gzip")
	}
	return upTo(unpacked)
}

func upTo(in io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(in, maxBody+1))
	if err != nil {
		return nil, chat.Errorf(chat.Invalid, "The request body ended early")
	}
	if len(b) > maxBody {
		return nil, chat.Errorf(chat.TooLarge, "The request body is larger than %d bytes", maxBody)
	}
	return b, nil
}

// statusOf is the HTTP status of each code.
var statusOf = map[chat.Code]int{
	chat.Invalid: http.StatusBadRequest, chat.Conflict: http.StatusConflict, chat.Unauthenticated: http.StatusUnauthorized,
	chat.Forbidden: http.StatusForbidden, chat.NotFound: http.StatusNotFound, chat.TooMany: http.StatusTooManyRequests,
	chat.TooLarge: http.StatusRequestEntityTooLarge,
}

// fail answers in the shape of HipChat's errors. What is not the caller's fault is logged and stays inside.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *chat.Error
	switch {
	case errors.As(err, &known) && statusOf[known.Code] != 0:
		refuse(w, known.Wire(statusOf[known.Code]))
	case errors.Is(err, auth.ErrV1Token):
		fail(w, http.StatusUnauthorized, "The address holds a token of API v1: make one of v2 on the room's Integrate page")
	case errors.Is(err, auth.ErrNoToken), errors.Is(err, auth.ErrInvalidToken):
		fail(w, http.StatusUnauthorized, "The address holds no token that is good: copy it anew from the room's Integrate page")
	case r.Context().Err() != nil:
		// The caller hung up: there is nobody to answer.
	case errors.Is(err, chat.ErrAway):
		a.c.Log.WarnContext(r.Context(), "hook put off", "error", err)
		w.Header().Set("Retry-After", chat.AwayAfter)
		fail(w, http.StatusServiceUnavailable, chat.AwayText)
	default:
		a.c.Log.ErrorContext(r.Context(), "hook failed", "error", err)
		fail(w, http.StatusInternalServerError, "Something went wrong on the server. It has been logged.")
	}
}

// Refuse answers what was refused in front of this dialect.
func (a *API) Refuse(w http.ResponseWriter, _ *http.Request, status int, message string) {
	fail(w, status, message)
}

func fail(w http.ResponseWriter, status int, message string) {
	refuse(w, &hipchat.Error{Code: status, Message: message})
}

func refuse(w http.ResponseWriter, e *hipchat.Error) {
	e.Type = http.StatusText(e.Code)
	b, err := json.Marshal(hipchat.ErrorBody{Error: e})
	if err != nil {
		b = []byte("{}")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.Code)
	_, _ = w.Write(b)
}

// sentence is an error as a sentence of its own.
func sentence(err error) string {
	s := err.Error()
	return strings.ToUpper(s[:1]) + s[1:]
}

// ascii keeps of a text what a header may hold.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}
