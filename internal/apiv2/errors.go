package apiv2

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

var errRate = chat.Errorf(chat.TooMany, "Rate Limit exceeded")

// statusOf is the HTTP status of each code. Duplicates are 400 on this wire. spec: rest-v2, 1.10; auth, 9.
var statusOf = map[chat.Code]int{
	chat.Invalid:         http.StatusBadRequest,
	chat.Conflict:        http.StatusBadRequest,
	chat.Unauthenticated: http.StatusUnauthorized,
	chat.Forbidden:       http.StatusForbidden,
	chat.NotFound:        http.StatusNotFound,
	chat.TooMany:         http.StatusTooManyRequests,
	chat.TooLarge:        http.StatusRequestEntityTooLarge,
	chat.Unreachable:     http.StatusBadGateway,
}

// fail turns an error into the dialect's body. What is not the caller's fault is logged and stays inside.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *chat.Error
	switch {
	case errors.As(err, &known):
		a.answerError(w, known.Wire(statusOf[known.Code]))
	case errors.Is(err, auth.ErrNoToken):
		message := "Authenticated requests only. See " + a.view.URL("/docs/apiv2/auth") + " for more information."
		if r.Header.Get("Authorization") != "" {
			message += " The header Authorization has no token: it is read as Bearer TOKEN."
		}
		a.answerError(w, &hipchat.Error{Code: http.StatusUnauthorized, Message: message, Help: tokenHelp(r, false)})
	case errors.Is(err, auth.ErrV1Token):
		a.answerError(w, &hipchat.Error{Code: http.StatusUnauthorized, Message: "Invalid OAuth session. This is a token of API v1: use it under /v1, or make a v2 token. See " + a.view.URL("/docs/apiv2/auth")})
	case errors.Is(err, auth.ErrInvalidToken):
		a.answerError(w, &hipchat.Error{Code: http.StatusUnauthorized, Message: "Invalid OAuth session", Help: tokenHelp(r, true)}) // a client looks for exactly this. spec: rest-v2, 5
	case errors.Is(err, r.Context().Err()) && r.Context().Err() != nil:
		// The caller hung up: there is nobody to answer.
	case errors.Is(err, chat.ErrAway):
		a.log.WarnContext(r.Context(), "call put off", "method", r.Method, "pattern", r.Pattern, "error", err)
		w.Header().Set("Retry-After", chat.AwayAfter)
		a.answerError(w, &hipchat.Error{Code: http.StatusServiceUnavailable, Message: chat.AwayText})
	default:
		a.log.ErrorContext(r.Context(), "call failed", "method", r.Method, "pattern", r.Pattern, "error", err)
		a.answerError(w, &hipchat.Error{Code: http.StatusInternalServerError, Message: "Something went wrong on the server. It has been logged."})
	}
}

func (a *API) answerError(w http.ResponseWriter, e *hipchat.Error) {
	e.Type = http.StatusText(e.Code)
	a.answer(w, e.Code, hipchat.ErrorBody{Error: e})
}

// Refuse answers what was refused in front of this dialect.
func (a *API) Refuse(w http.ResponseWriter, r *http.Request, status int, message string) {
	openToPages(w, r)
	a.setRate(w, a.rate.Full())
	a.answerError(w, &hipchat.Error{Code: status, Message: message})
}

func (a *API) answer(w http.ResponseWriter, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		a.log.Error("encode answer", "error", err)
		status, b = http.StatusInternalServerError, []byte(`{"error":{"code":500,"type":"Internal Server Error","message":"The answer could not be encoded"}}`)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a caller that hung up is no error of ours
}
