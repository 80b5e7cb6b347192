// Package scim is the dialect of identity providers that make, change and deactivate accounts: SCIM 2.0, under /scim/v2. Each calls with
// a token of its own, which opens nothing else.
//
// What a resource may be, filters and the paths of PATCH are read by github.com/elimity-com/scim. What an identity provider says of somebody is
// kept as it says it, and its name, address and title become the account's.
// spec: RFC 7642, RFC 7643, RFC 7644
package scim

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/elimity-com/scim"
	scimerrors "github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/signin"
)

// Route is where it stands.
const Route = "/scim/v2"

const (
	maxBody   = 1 << 20
	maxFilter = 1000
	maxPage   = 200

	// RateLimit is how many calls an identity provider may make in RateWindow: 25 in a second, which Microsoft asks for.
	RateLimit  = 25 * 60
	RateWindow = time.Minute
)

// Config is what the dialect is built from.
type Config struct {
	Chat    *chat.Service
	Sources *signin.Service
	Base    string        // the public URL, without a slash at its end
	Rate    *auth.Windows // calls per token
	Now     func() time.Time
	Log     *slog.Logger
}

// API serves /scim/v2.
type API struct {
	c       Config
	server  scim.Server
	writing sync.Mutex // a PATCH reads before it writes
}

// takeStrings has the library take texts for booleans, which Entra sends: a setting of the whole process, so that it is made once.
var takeStrings = sync.OnceFunc(func() { schema.SetAllowStringValues(true) })

// New makes the dialect.
func New(c Config) (*API, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	takeStrings()
	a := &API{c: c}
	var err error
	a.server, err = scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{
			MaxResults: maxPage, SupportFiltering: true, SupportPatch: true,
			AuthenticationSchemes: []scim.AuthenticationScheme{{
				Type: scim.AuthenticationTypeOauthBearerToken, Name: "Bearer token", Description: "A token made on the administration page, under Sign-in",
				SpecURI: optional.NewString("https://www.rfc-editor.org/info/rfc6750"), Primary: true,
			}},
		},
		ResourceTypes: []scim.ResourceType{userType(a), groupType(a)},
	}, scim.WithBaseURL(c.Base+Route), scim.WithLogger(logger{c.Log}))
	return a, err
}

// caller is the identity provider that calls.
type caller struct {
	by signin.Provisioner
	p  *chat.Principal
}

type callerKey struct{}

func callerOf(r *http.Request) caller {
	c, _ := r.Context().Value(callerKey{}).(caller)
	return c
}

// ServeHTTP answers a call.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	route := routeOf(r.URL.Path)
	auth.Tell(w, route, nil, "") // for the access log and the metrics; the log of calls would keep passwords that are sent to be set
	by, p, err := a.c.Sources.Provisioning(r.Context(), bearer(r))
	if err == nil {
		err = a.allow(w, p)
	}
	if err == nil {
		auth.Tell(w, route, p, "")
		err = prepare(r)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	ctx := context.WithValue(auth.WithPrincipal(r.Context(), p), callerKey{}, caller{by, p})
	if r.Method != http.MethodGet {
		a.writing.Lock()
		defer a.writing.Unlock()
	}
	http.StripPrefix("/scim", a.server).ServeHTTP(w, r.WithContext(ctx))
}

// routeOf is what calls of the same kind have in common.
func routeOf(path string) string {
	kind, id, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(path, Route), "/"), "/")
	switch kind {
	case "Users", "Groups", "Schemas", "ResourceTypes":
		if id != "" {
			return Route + "/" + kind + "/{id}"
		}
		return Route + "/" + kind
	case "ServiceProviderConfig":
		return Route + "/" + kind
	}
	return Route
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func (a *API) allow(w http.ResponseWriter, p *chat.Principal) error {
	left, ok := a.c.Rate.Take(strconv.FormatInt(p.TokenID, 10))
	if ok {
		return nil
	}
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(left.Reset.Sub(a.c.Now()).Seconds())))))
	return chat.Errorf(chat.TooMany, "Too many calls: the header Retry-After says when the next one may come")
}

// prepare reads the body within its bound, so that who parses it cannot read more, and makes a filter what the library evaluates.
func prepare(r *http.Request) error {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case err != nil:
		return scimerrors.ScimErrorInvalidSyntax
	case len(body) > maxBody:
		return chat.Errorf(chat.TooLarge, "The body is larger than %d bytes", maxBody)
	case !utf8.Valid(body) || bytes.Contains(body, []byte(`\u0000`)):
		return invalid(scimerrors.ScimTypeInvalidSyntax, "The body is no text without null characters in UTF-8")
	}
	if r.Method == http.MethodPatch {
		body = withManagers(body)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return prepareFilter(r)
}

// logger says what the library has to say in the server's log.
type logger struct{ log *slog.Logger }

func (l logger) Error(args ...interface{}) {
	var text string
	if len(args) > 0 {
		text, _ = args[0].(string)
		args = args[1:]
	}
	l.log.Error("SCIM: "+text, args...)
}

// refuse answers an error before the library has been asked.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, err error) {
	said := a.said(r, err)
	if said.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if errors.Is(err, chat.ErrAway) {
		w.Header().Set("Retry-After", chat.AwayAfter)
	}
	answer, err := said.MarshalJSON()
	if err != nil {
		a.c.Log.ErrorContext(r.Context(), "an answer could not be encoded", "error", err)
	}
	w.Header().Set("Content-Type", "application/scim+json")
	w.WriteHeader(said.Status)
	_, _ = w.Write(answer)
}
