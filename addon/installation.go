package addon

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

// Installation is an installation in use: what it can do, and how to call its server. It is safe for concurrent use and
// may be kept; when its server moves, it goes along.
type Installation struct {
	addon  *Addon
	record atomic.Pointer[Record]

	mu      sync.Mutex
	clients map[string]*hipchat.Client // by their scopes

	looking sync.Mutex // held while the document is read again
	looked  time.Time  // when that was in vain the last time
}

// Record is what is kept of the installation.
func (in *Installation) Record() Record { return *in.record.Load() }

// ID names the installation: its OAuth id.
func (in *Installation) ID() string { return in.record.Load().OAuthID }

// RoomID is the room that the add-on is installed in, 0 for the whole group. Where something happens is said by the event's Room and
// by Caller.RoomID: what belongs to a room is kept by those.
func (in *Installation) RoomID() int64 { return in.record.Load().RoomID }

// Supports tells whether the server has a feature, as far as its capabilities document shows; what that does not show
// is taken to be there, and the call says if it is not. spec: connect, 1; product, 13.4.
func (in *Installation) Supports(f hipchat.Feature) bool {
	doc := in.record.Load().Document
	switch f {
	case hipchat.FeatureConnect, hipchat.FeatureConnectVersion, hipchat.FeatureCards, hipchat.FeatureKeyedWebhooks,
		hipchat.FeatureWebhookOptions, hipchat.FeatureUnsignedPages:
		return doc.ConnectServerAPIVersion >= 1
	case hipchat.FeatureNewScopes:
		_, there := doc.Capabilities.HipchatAPIProvider.AvailableScopes[hipchat.ScopeViewRoom]
		return there
	}
	return true
}

// May tells whether the installation was granted a scope.
func (in *Installation) May(scope string) bool {
	return slices.Contains(in.record.Load().Scopes, scope)
}

// Client calls the server as the add-on, with tokens of the given scopes or, without any, of all that were granted. Tokens
// are kept for each set of scopes and renewed before they end; of many calls at once one renews, and the others wait.
// A call to what has moved is made where the capabilities document says now.
func (in *Installation) Client(scopes ...string) (*hipchat.Client, error) {
	rec := in.Record()
	if len(scopes) == 0 {
		scopes = rec.Scopes
	}
	scopes = slices.Compact(slices.Sorted(slices.Values(scopes)))
	key := strings.Join(scopes, " ")
	in.mu.Lock()
	defer in.mu.Unlock()
	if c, ok := in.clients[key]; ok {
		return c, nil
	}
	c, err := in.client(rec, hipchat.WithClientCredentials(rec.OAuthID, rec.OAuthSecret, scopes...))
	if err != nil {
		return nil, err
	}
	in.clients[key] = c
	return c, nil
}

func (in *Installation) client(rec Record, options ...hipchat.Option) (*hipchat.Client, error) {
	hc := *in.addon.opt.HTTPClient
	hc.Transport = newFollower(in, rec.Document, hc.Transport)
	options = append([]hipchat.Option{hipchat.WithHTTPClient(&hc), hipchat.WithUserAgent(in.addon.opt.Key)}, options...)
	return rec.Document.Client(options...)
}

// AuthorizeURL is the page where a person lets the add-on act for them; state comes back with the answer. spec: auth, 8.
func (in *Installation) AuthorizeURL(redirectURL, state string, scopes ...string) string {
	rec := in.Record()
	q := url.Values{
		"response_type": {"code"}, "client_id": {rec.OAuthID}, "redirect_uri": {redirectURL},
		"scope": {strings.Join(scopes, " ")}, "state": {state},
	}
	separator := "?"
	if strings.Contains(rec.Document.Capabilities.OAuth2Provider.AuthorizationURL, "?") {
		separator = "&"
	}
	return rec.Document.Capabilities.OAuth2Provider.AuthorizationURL + separator + q.Encode()
}

// Person exchanges the code that a person came back with from AuthorizeURL for a client that acts as them.
func (in *Installation) Person(ctx context.Context, redirectURL, code string) (*hipchat.Client, hipchat.TokenResponse, error) {
	rec := in.Record()
	c, err := in.client(rec)
	if err != nil {
		return nil, hipchat.TokenResponse{}, err
	}
	token, err := c.GenerateToken(ctx, rec.credentials(), hipchat.TokenRequest{
		GrantType: hipchat.GrantAuthorizationCode, Code: code, RedirectURI: redirectURL,
	})
	if err != nil {
		return nil, token, err
	}
	c, err = in.client(rec, hipchat.WithToken(token.AccessToken))
	return c, token, err
}

// adopt takes over what another version of the record says. Clients with old scopes or secrets are made anew.
func (in *Installation) adopt(rec Record) {
	old := in.record.Swap(&rec)
	if old.OAuthSecret == rec.OAuthSecret && slices.Equal(old.Scopes, rec.Scopes) {
		return // clients follow the document by themselves
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	clear(in.clients)
}
