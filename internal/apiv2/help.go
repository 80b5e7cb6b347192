package apiv2

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stoachat/stoa/internal/chat"
)

// The vendor's messages say what was refused, in words that clients look for. What to do about it stands beside them.

// scopeHelp says which scopes a caller has, and how it comes by others.
func scopeHelp(p *chat.Principal) string {
	has := "The token has no scopes."
	if len(p.Scopes) > 0 {
		has = "The token has " + strings.Join(p.Scopes, ", ") + "."
	}
	switch {
	case p.InstallationID != 0 && p.Class != chat.ClassUser:
		return has + " Ask for the scope when you get the token, and name it in hipchatApiConsumer.scopes of the descriptor; where that is new, the add-on has to be updated."
	case p.Kind == chat.TokenRoom:
		return has + " It is a room's, which posts notifications and does nothing else: use a person's token, made at /account/api."
	case p.Class == chat.ClassUser && p.OAuthID == "":
		return has + " Make one with the scope at /account/api."
	}
	return has
}

// tokenHelp says why there is no token, or no good one, in a request.
func tokenHelp(r *http.Request, came bool) string {
	if came {
		return "The token is unknown here: it is mistyped, another server's, revoked, or has ended. An add-on asks the token endpoint for another one."
	}
	for _, name := range []string{"access_token", "token", "api_token", "authToken"} {
		if r.URL.Query().Has(name) {
			return "The query has " + name + ", which is not read: the token goes into auth_token, or into the header Authorization as Bearer TOKEN."
		}
	}
	return ""
}

// versions are the prefixes of the APIs, one of which a base URL may have twice.
var versions = []string{"v1", "v2", "api"}

// noMethodHelp says which method may have been meant by a path that has none.
func noMethodHelp(mux *http.ServeMux, r *http.Request) string {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/v2/"), "/")
	if len(segments) > 1 && slices.Contains(versions, segments[0]) {
		return "The base URL has a version too many: it ends in /v2, and the method's path follows."
	}
	if isV1(segments) {
		return "That is a method of API v1: /v1/" + strings.Join(segments, "/") + ", with a token of v1."
	}
	for i, s := range segments {
		if one := strings.TrimSuffix(s, "s"); i != 1 { // what stands there is a room's or a person's name
			segments[i] = one
		}
	}
	near := "/v2/" + strings.Join(segments, "/")
	if near == r.URL.Path {
		return ""
	}
	if _, pattern := mux.Handler(&http.Request{Method: r.Method, URL: &url.URL{Path: near}}); pattern == "" || pattern == "/" {
		return ""
	}
	return "Is it " + near + "?"
}

// isV1 tells whether a path is that of a method of v1. spec: rest-v1, 5, 6.
func isV1(segments []string) bool {
	return len(segments) == 2 && slices.Contains([]string{"rooms", "users"}, segments[0]) &&
		slices.Contains([]string{"create", "delete", "history", "list", "message", "show", "topic", "undelete", "update"}, segments[1])
}
