package apiv1

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

var (
	errRate       = chat.Errorf(chat.TooMany, "Rate limit exceeded. X-RateLimit-Reset says when calls are taken again.")
	errNeedsAdmin = errors.New("a notification token on an admin method")
)

// statusOf is the HTTP status of each code. To these clients 403 means the rate limit and nothing else.
// spec: rest-v1, 2.2, 3.4.
var statusOf = map[chat.Code]int{
	chat.Invalid:         http.StatusBadRequest,
	chat.Conflict:        http.StatusBadRequest,
	chat.Unauthenticated: http.StatusUnauthorized,
	chat.Forbidden:       http.StatusUnauthorized,
	chat.NotFound:        http.StatusNotFound,
	chat.TooMany:         http.StatusForbidden,
	chat.TooLarge:        http.StatusRequestEntityTooLarge,
	chat.Unreachable:     http.StatusBadGateway,
}

// fail turns an error into the dialect's body. What is not the caller's fault is logged and stays inside.
func (a *API) fail(x *exchange, err error) {
	e := a.wireError(err)
	switch e.Code {
	case http.StatusInternalServerError:
		a.log.ErrorContext(x.r.Context(), "call failed", "path", x.r.URL.Path, "took", a.now().Sub(x.began), "error", err)
	case http.StatusServiceUnavailable:
		a.log.WarnContext(x.r.Context(), "call put off", "path", x.r.URL.Path, "error", err)
		x.w.Header().Set("Retry-After", chat.AwayAfter)
	}
	e.Type = http.StatusText(e.Code)
	a.answer(x, e.Code, hipchat.ErrorBody{Error: e})
}

func (a *API) wireError(err error) *hipchat.Error {
	var wire *hipchat.Error
	var known *chat.Error
	switch {
	case errors.As(err, &wire):
		return wire
	case errors.As(err, &known):
		message := known.Message
		if known.Violation != nil {
			message = sentence(known.Violation)
		}
		return &hipchat.Error{Code: statusOf[known.Code], Message: message}
	case errors.Is(err, auth.ErrNoToken), errors.Is(err, auth.ErrInvalidToken):
		return a.unauthorized("")
	case errors.Is(err, auth.ErrV2Token):
		return a.unauthorized(". This is a token of API v2: it works under " + a.view.URL("/v2") + ", and this method needs a token of API v1.")
	case errors.Is(err, errNeedsAdmin):
		return a.unauthorized(". This is a notification token, and this method needs an admin token.")
	}
	if errors.Is(err, chat.ErrAway) {
		return &hipchat.Error{Code: http.StatusServiceUnavailable, Message: chat.AwayText}
	}
	return &hipchat.Error{Code: http.StatusInternalServerError, Message: "Something went wrong on the server. It has been logged."}
}

// Refuse answers what was refused in front of this dialect.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, status int, message string) {
	x, err := a.begin(w, r, a.unknown)
	if err == nil {
		err = &hipchat.Error{Code: status, Message: message}
	}
	a.fail(x, err)
}

// unauthorized begins with the sentence that people search for. spec: rest-v1, 2.1, 2.2.
func (a *API) unauthorized(more string) *hipchat.Error {
	return &hipchat.Error{
		Code:    http.StatusUnauthorized,
		Message: "Auth token invalid. Please see: " + a.view.URL("/docs/api/auth") + more,
	}
}

// answer writes the body in the format that was asked for, with its length: clients on raw sockets do not read
// chunks. spec: rest-v1, 3.1.
func (a *API) answer(x *exchange, status int, body any) {
	contentType := "application/json"
	b, err := json.Marshal(body)
	if err == nil && x.in.wantsXML() {
		contentType = "text/xml"
		b, err = toXML(b)
	}
	if err != nil {
		a.log.ErrorContext(x.r.Context(), "encode answer", "error", err)
		http.Error(x.w, "The answer could not be encoded.", http.StatusInternalServerError)
		return
	}
	h := x.w.Header()
	h.Set("Content-Type", contentType) // one client compares the whole value
	h.Set("Content-Length", strconv.Itoa(len(b)))
	x.w.WriteHeader(status)
	_, _ = x.w.Write(b) // a caller that hung up is no error of ours
}
