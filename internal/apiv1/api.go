// Package apiv1 is the dialect of HipChat's REST API v1: it decodes a request, calls the service behind it and
// encodes the answer, and does nothing else.
//
// Version 1 is a set of methods named group/method that take parameters from wherever a script has put them: the
// query, a form, a multipart form or a JSON object. The route table says for every method which tokens may use it
// and what its parameters must look like; both are checked before a handler runs. spec: rest-v1.
package apiv1

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/view"
)

// Config is what the dialect is built from.
type Config struct {
	Chat      *chat.Service
	Tokens    *auth.Tokens
	Passwords *auth.Passwords
	View      *view.View
	Rate      *auth.Windows    // calls per token
	Used      func(chat.V1Use) // told of every call with a good token; nil: nobody is
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger
}

// API serves /v1.
type API struct {
	chat      *chat.Service
	tokens    *auth.Tokens
	passwords *auth.Passwords
	view      *view.View
	rate      *auth.Windows
	used      func(chat.V1Use)
	now       func() time.Time
	log       *slog.Logger
	unknown   fading // of what is no method
}

// New makes the dialect.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Used == nil {
		c.Used = func(chat.V1Use) {}
	}
	a := &API{
		chat: c.Chat, tokens: c.Tokens, passwords: c.Passwords, view: c.View, rate: c.Rate, used: c.Used, now: c.Now, log: c.Log,
	}
	a.unknown = a.fadingOf("")
	return a
}

// patience is how long one call may take. It is the only end of a call: see dispatch.
const patience = 30 * time.Second

// Handler answers everything under /v1. The request's path is tidy: no doubled slash and none at the end.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range Routes() {
		mux.HandleFunc(rt.Path, a.dispatch(rt))
	}
	mux.HandleFunc("/", a.noSuchMethod)
	return mux
}
