// Package api is Stoa's own API under /api/, for the page (cookie) and the command line (bearer token) alike: it
// decodes a request, calls the service behind it and encodes the answer.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/calls"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/connect"
	"github.com/stoachat/stoa/internal/directory"
	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/files"
	"github.com/stoachat/stoa/internal/hook"
	"github.com/stoachat/stoa/internal/later"
	"github.com/stoachat/stoa/internal/mail"
	"github.com/stoachat/stoa/internal/push"
	"github.com/stoachat/stoa/internal/search"
	"github.com/stoachat/stoa/internal/signin"
	"github.com/stoachat/stoa/internal/statistics"
	"github.com/stoachat/stoa/internal/system"
	"github.com/stoachat/stoa/internal/webhook"
)

// Feed is the live feed; realtime.Hub is one.
type Feed interface {
	Serve(w http.ResponseWriter, r *http.Request, p *chat.Principal, sameOrigin bool)
}

// Previews looks at the links of what people say, after it has been said; preview.Looker does.
type Previews interface {
	Look(p *chat.Principal, said chat.Event)
}

// Store is what this API reads and writes past the services: what belongs to nobody else.
type Store interface {
	Group(ctx context.Context) (chat.Group, error)
	CountHistory(ctx context.Context, before time.Time, which chat.Logs) (int64, error)
	TouchUser(ctx context.Context, userID int64, at time.Time) error
	Token(ctx context.Context, id int64) (chat.Token, error)
	Tokens(ctx context.Context, f chat.TokenFilter) ([]chat.Token, error)
}

// Config is what the API is built from.
type Config struct {
	Store      Store
	Chat       *chat.Service
	Tokens     *auth.Tokens
	V1Uses     *auth.V1Uses
	Passwords  *auth.Passwords
	Invited    *auth.Invitations
	Steps      *auth.SecondSteps
	Entrances  *auth.Entrances
	Sources    *signin.Service
	Addons     *connect.Host
	Directory  *directory.Directory
	Feed       Feed
	Files      *files.Library
	Previews   Previews
	Later      *later.Desk
	Webhooks   *webhook.Desk
	Pushes     *push.Pusher
	Calls      *calls.Log
	Doctor     *doctor.Doctor
	Keys       *auth.KeyChange
	Search     *search.Service
	Statistics *statistics.Counter
	System     *system.Inspector
	Mail       *mail.Mailer
	MailLinks  mail.Links
	MailDomain string // of rooms' addresses; empty: no mail is taken
	XMPP       XMPP
	Registrar  *webhook.Registrar
	HookChecks *auth.HookChecks
	Templates  *hook.Templates
	Setup      *Setup
	Extra      map[string]Extra // by pattern
	Base       string           // the public URL, without a trailing slash
	Version    string
	Now        func() time.Time
	Log        *slog.Logger
}

// API serves /api/.
type API struct {
	c          Config
	guestTries *auth.Windows // of each guest link
	joinTries  *auth.Windows // of each invite URL
	looks      chan struct{} // one for each look of the doctor at a time
}

// New makes the API.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &API{
		c:          c,
		guestTries: auth.NewWindows(maxGuestTries, guestTriesIn, c.Now),
		joinTries:  auth.NewWindows(maxJoinTries, joinTriesIn, c.Now),
		looks:      make(chan struct{}, maxLooks),
	}
}

// elsewhere leads who looks for one of HipChat's APIs here.
func elsewhere(path string) string {
	for _, version := range []string{"v1", "v2"} {
		if strings.HasPrefix(path+"/", "/api/"+version+"/") {
			return ". API " + version + " is below /" + version + ", without /api in front"
		}
	}
	return ""
}

// Handler answers everything under /api/.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, rt := range routes() {
		mux.HandleFunc(rt.pattern, func(w http.ResponseWriter, r *http.Request) { a.run(w, r, rt) })
	}
	for pattern, e := range a.c.Extra {
		rt := route{pattern: pattern, handle: extra(e)}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { a.run(w, r, rt) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, chat.Errorf(chat.NotFound, "There is no %s %s%s", r.Method, r.URL.Path, elsewhere(r.URL.Path)))
	})
	// The page's cookie must not be used by other sites' pages; bearer tokens are not sent by browsers on their own.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, chat.Errorf(chat.Forbidden, "This call came from another site's page"))
	}))
	return guard.Handler(mux)
}

func (a *API) run(w http.ResponseWriter, r *http.Request, rt route) {
	w.Header().Set("Cache-Control", "no-store")
	p, err := a.caller(r)
	if err != nil && !rt.open {
		a.fail(w, r, err)
		return
	}
	if err == nil && p.User.Guest && !rt.guest && !rt.open {
		a.fail(w, r, chat.Errorf(chat.Forbidden, "This is not for guests"))
		return
	}
	if err == nil {
		r = r.WithContext(auth.WithPrincipal(r.Context(), p))
	}
	if err := rt.handle(a, w, r); err != nil {
		a.fail(w, r, err)
	}
}
