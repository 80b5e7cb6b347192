// Package server is the front door: listeners, TLS, what every request goes through, and the one page that lists
// where each part of the product lives.
package server

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
)

// Parts are the handlers behind the front door.
type Parts struct {
	V1, V2, API http.Handler
	Hook        http.Handler                // what takes what other tools send, under /hook/
	Slack       http.Handler                // what senders to Slack use of its API, under /slack/
	SCIM        http.Handler                // identity providers, under /scim/v2/
	Authorize   http.Handler                // /users/authorize
	Providers   http.Handler                // the ways to providers of OpenID Connect and SAML and back, under /sign-in/with/
	Files       http.Handler                // what people share, under /files/
	Pictures    http.Handler                // avatars, photos, the group's emoticons
	Emoticons   http.Handler                // everybody's
	Docs        http.Handler                // /docs, and the pages under it
	Assets      http.Handler                // the page's files, under /assets/
	Standing    map[string]http.Handler     // the page's files at addresses that never change
	Scripts     map[string]http.Handler     // what pages of add-ons load
	Guest       http.HandlerFunc            // the page at the address of a guest link
	Page        http.HandlerFunc            // the single-page application, for every address of it
	More        map[string]http.HandlerFunc // what a server to try integrations on adds, by pattern
	HTTPS       string                      // the public address, to which pages lead that are opened in the clear; empty: nowhere
	Ready       func() Readiness            // asked by /readyz
	Told        []func(*Exchange)           // told of each request when it has been answered
	Proxies     []netip.Prefix              // of ours, in front of the server
	Log         *slog.Logger
}

// New lays out the product's URL space.
func New(p Parts) http.Handler {
	mux := http.NewServeMux()
	both := func(prefix string, h http.Handler) {
		// Tidy paths do not end in a slash, so the prefix itself needs a pattern of its own.
		mux.Handle(prefix, h)
		mux.Handle(prefix+"/", h)
	}
	both("/v1", p.V1)
	mux.Handle("/v2", p.V2)
	mux.Handle("/hook/{token}", p.Hook)
	both("/slack", p.Slack)
	both("/scim/v2", p.SCIM)
	mux.Handle("/hook/{token}/{message}", p.Hook)
	mux.Handle("/users/authorize", p.Authorize)
	both("/sign-in/with", p.Providers)
	both("/api", p.API)
	both("/assets", p.Assets)
	mux.Handle("GET /files/{group}/{user}/{key}/{name}", p.Files)
	mux.Handle("GET /img/pictures/{size}/{key}", p.Pictures)
	mux.Handle("GET /img/emoticons/1/{key}", p.Pictures)
	mux.Handle("GET /img/emoticons/{file}", p.Emoticons)
	mux.HandleFunc("GET /img/silhouette_125.png", silhouette)
	both("/docs", p.Docs)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { p.Ready().answer(w) })
	mux.HandleFunc("GET /guest/{token}", led(p.HTTPS, p.Guest))
	for path, h := range p.Standing {
		mux.Handle("GET "+path, h)
	}
	for path, h := range p.Scripts {
		mux.Handle("GET "+path, h)
	}
	for _, page := range pages {
		mux.HandleFunc("GET "+page, led(p.HTTPS, p.Page))
	}
	for pattern, h := range p.More {
		mux.HandleFunc(pattern, h)
	}
	for path, page := range vendorPages {
		mux.HandleFunc("GET "+path, leadTo(page))
	}
	mux.HandleFunc("GET /embedded/search", searchPage)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/chat", http.StatusFound)
	})
	mux.HandleFunc("/", nowhere)
	return behind(identify(observed(logged(recovered(tidied(front(p.V2, mux)), p.Log), p.Log), p.Told)), p.Proxies)
}

// front hands API v2, the busiest part, its requests without a second look-up. Its answers say themselves that they
// are not to be sniffed, when they have a body: net/http's map of headers gets slower with the ninth, and the answer to
// a notification has eight.
func front(v2, rest http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v2/") {
			v2.ServeHTTP(w, r)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		rest.ServeHTTP(w, r)
	})
}

// pages are the addresses of the single-page application, at the vendor's paths where it had them.
// spec: product, 3.4, 10.
var pages = []string{
	"/account",
	"/account/api",
	"/account/xmpp",
	"/addons",
	"/addons/byo/{id}",
	"/addons/install",
	"/addons/{key}",
	"/admin",
	"/admin/{section}",
	"/admin/{section}/{rest...}",
	"/chat",
	"/chat/lobby",
	"/chat/room/{id}",
	"/chat/room/{id}/addon/{addon}/module/{key}",
	"/chat/search",
	"/chat/saved",
	"/chat/scheduled",
	"/chat/user/{id}",
	"/emoticons",
	"/invite",
	"/invite/{token}",
	"/rooms/addons/{id}",
	"/rooms/deliveries/{id}",
	"/rooms/deliveries/{id}/{delivery}",
	"/rooms/tokens/{id}",
	"/rooms/tokens/{id}/template/{token}",
	"/setup",
	"/sign-in",
}
