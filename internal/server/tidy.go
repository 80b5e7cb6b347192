package server

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// tidied makes the path what the routes expect before they are matched: doubled slashes and dot segments resolved
// and no slash at the end. It never redirects, since urllib and others turn a redirected POST into a GET. Escaped
// characters stay escaped, so that a %2F in a room's name does not split it. spec: client-quirks, T3, T4, T5.
func tidied(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		escaped := r.URL.EscapedPath()
		if tidy := path.Clean("/" + strings.TrimLeft(escaped, "/")); tidy != escaped {
			decoded, err := url.PathUnescape(tidy)
			if err != nil {
				http.Error(w, "400 Bad Request: the path is not well-formed", http.StatusBadRequest)
				return
			}
			u := *r.URL
			u.Path, u.RawPath = decoded, tidy
			r2 := *r
			r2.URL = &u
			defer func() { r.Pattern = r2.Pattern }() // for the log, which holds the request as it came
			next.ServeHTTP(w, &r2)
			return
		}
		next.ServeHTTP(w, r)
	})
}
