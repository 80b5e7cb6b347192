// Package apiv2 is the dialect of HipChat's REST API v2: it decodes a request, calls the service behind it and
// encodes the answer, and does nothing else.
//
// The route table says for every documented method its pattern, scopes and caller classes; they are checked before
// a handler runs. spec: rest-v2; auth.
package apiv2

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/oauth"
	"github.com/stoachat/stoa/internal/preview"
	"github.com/stoachat/stoa/internal/view"
	"github.com/stoachat/stoa/internal/webhook"
)

// Groups answers the group; the store does.
type Groups interface {
	Group(ctx context.Context) (chat.Group, error)
}

// Config is what the dialect is built from.
type Config struct {
	Chat      *chat.Service
	Groups    Groups
	Tokens    *auth.Tokens
	Passwords *auth.Passwords
	Invited   *auth.Invitations
	OAuth     *oauth.Service
	Webhooks  *webhook.Registrar
	Files     *files.Library
	Addons    *connect.Host
	Previews  *preview.Fetcher // nil: links are not looked at
	View      *view.View
	Level     hipchat.Level // methods that it lacks are not there
	Rate      *auth.Windows // calls per token
	Flood     *auth.Windows // messages per room or person, and token
	Now       func() time.Time
	Log       *slog.Logger
}

// API serves /v2.
type API struct {
	chat      *chat.Service
	groups    Groups
	tokens    *auth.Tokens
	passwords *auth.Passwords
	invited   *auth.Invitations
	oauth     *oauth.Service
	webhooks  *webhook.Registrar
	files     *files.Library
	addons    *connect.Host
	previews  *preview.Fetcher
	view      *view.View
	level     hipchat.Level
	rate      *auth.Windows
	flood     *auth.Windows
	now       func() time.Time
	log       *slog.Logger
	openAPI   func() (json.RawMessage, error)
	packers   sync.Pool // of *gzip.Writer
}

// New makes the dialect.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &API{
		chat: c.Chat, groups: c.Groups, tokens: c.Tokens, passwords: c.Passwords, invited: c.Invited, oauth: c.OAuth,
		webhooks: c.Webhooks, addons: c.Addons, files: c.Files, previews: c.Previews, view: c.View, level: c.Level, rate: c.Rate, flood: c.Flood, now: c.Now, log: c.Log,
		openAPI: sync.OnceValues(func() (json.RawMessage, error) { return OpenAPI(c.View.URL("")) }),
	}
}

// Handler answers everything under /v2. The request's path is tidy: no doubled slash and none at the end.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	byPattern := make(map[string]methods)
	for _, rt := range Routes() {
		if !a.level.Has(rt.Since) {
			continue
		}
		if byPattern[rt.Pattern] == nil {
			byPattern[rt.Pattern] = make(methods)
		}
		byPattern[rt.Pattern][rt.Method] = rt
	}
	for pattern, m := range byPattern {
		mux.Handle(pattern, a.dispatch(m))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		openToPages(w, r)
		a.setRate(w, a.rate.Full())
		a.fail(w, r, noMethod(r).With(noMethodHelp(mux, r)))
	})
	return spelled(mux)
}

func noMethod(r *http.Request) *chat.Error {
	return chat.Errorf(chat.NotFound, "No such method: %s was not found", r.URL.Path)
}
