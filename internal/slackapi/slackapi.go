// Package slackapi is the dialect of senders that use Slack's Web API: the methods that post, change and delete messages, share
// files and list channels, under /slack/api/. A channel is a room; a token is a room's or a person's of API v2.
//
// Answers are Slack's: HTTP 200 whose body says whether it is ok, and 429 where the caller is too quick.
// spec: https://docs.slack.dev/apis/web-api, https://docs.slack.dev/reference/methods
package slackapi

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/files"
)

// Store keeps by which moments messages are named; the database does.
type Store interface {
	AddStamp(ctx context.Context, v chat.Stamp) (chat.Stamp, error) // under the first free moment
	Stamp(ctx context.Context, conversationID int64, at time.Time) (chat.Stamp, error)
	Group(ctx context.Context) (chat.Group, error)
}

// Route is that of a method that is not known.
const Route = "/slack/api/{method}"

// Config is what the dialect is built from.
type Config struct {
	Store  Store
	Chat   *chat.Service
	Tokens *auth.Tokens
	Files  *files.Library
	Base   string        // the public URL, without a slash at its end
	Rate   *auth.Windows // calls per token, shared with API v2
	Flood  *auth.Windows // messages per room and token, shared with API v2
	Now    func() time.Time
	Log    *slog.Logger
}

// API serves /slack/.
type API struct {
	c       Config
	methods map[string]method
}

// New makes the dialect.
func New(c Config) *API {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &API{c, methods()}
}

// method is one of Slack's.
type method struct {
	scopes []string // of which the token must have one; a token of a room needs none to look at that
	handle func(*API, *call) (any, error)
}

// methods are those that are known, but for api.test, which asks for no token.
func methods() map[string]method {
	sending := []string{hipchat.ScopeSendNotification}
	viewing := []string{hipchat.ScopeViewGroup, hipchat.ScopeViewRoom}
	sharing := []string{hipchat.ScopeSendNotification, hipchat.ScopeSendMessage}
	return map[string]method{
		"auth.test":                    {nil, (*API).authTest},
		"chat.delete":                  {sending, (*API).deleteMessage},
		"chat.postMessage":             {sending, (*API).postMessage},
		"chat.update":                  {sending, (*API).updateMessage},
		"conversations.info":           {viewing, (*API).conversationsInfo},
		"conversations.list":           {viewing, (*API).conversationsList},
		"files.getUploadURLExternal":   {sharing, (*API).getUploadURLExternal},
		"files.completeUploadExternal": {sharing, (*API).completeUploadExternal},
	}
}

// Handler answers everything under /slack/; before stands in front of the methods.
func (a *API) Handler(before func(http.Handler) http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/slack/api/{method}", before(http.HandlerFunc(a.call)))
	mux.HandleFunc("/slack/upload/{token}", a.upload)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, refusal("unknown_method", "Slack's methods stand under /slack/api/"))
	})
	return mux
}

// call answers a method.
func (a *API) call(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	m, known := a.methods[name]
	route := Route
	if known {
		route = "/slack/api/" + name
	}
	auth.Tell(w, route, nil, "")
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET, POST")
		a.answer(w, http.StatusMethodNotAllowed, refusal("invalid_arguments", "The method "+r.Method+" is not allowed here: GET and POST are").body())
		return
	}
	args, err := readArguments(r)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	if name == "api.test" {
		apiTest(a, w, args)
		return
	}
	if !known {
		a.refuse(w, r, refusal("unknown_method", "There is no method "+hipchat.Abridge(name)+" here"))
		return
	}
	c := &call{arguments: args, r: r, w: w, route: route}
	if c.p, err = a.recognise(r, args); err == nil {
		err = auth.CheckDoor(c.p, r.RemoteAddr)
	}
	if err == nil {
		err = a.allow(w, c.p, m.scopes)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	auth.Tell(w, route, c.p, c.text("channel"))
	body, err := m.handle(a, c)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	a.answer(w, http.StatusOK, body)
}

// call is one that is being answered.
type call struct {
	arguments
	p     *chat.Principal
	r     *http.Request
	w     http.ResponseWriter
	route string
}

// allow tells whether the caller may call the method now.
func (a *API) allow(w http.ResponseWriter, p *chat.Principal, scopes []string) error {
	if left, ok := a.c.Rate.Take(strconv.FormatInt(p.TokenID, 10)); !ok {
		return a.limited(w, left)
	}
	if len(scopes) == 0 {
		return nil
	}
	for _, s := range scopes {
		if p.Has(s) || p.RoomID != 0 && s == hipchat.ScopeViewRoom {
			return nil
		}
	}
	return missingScope(p, scopes[0])
}

// allowMessage counts a message in the room.
func (a *API) allowMessage(c *call, room chat.Room) error {
	left, ok := a.c.Flood.Take(strconv.FormatInt(c.p.TokenID, 10) + "/" + strconv.FormatInt(room.ID, 10))
	if !ok {
		return a.limited(c.w, left)
	}
	return nil
}
