package server

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// led leads whoever opens a page in the clear to the same page by https, where the server has that itself: a session's
// cookie would not come back by http. Calls are left alone, since old clients do not follow. So are those that a proxy has
// passed on, which knows how they came, and this machine's own name, to which browsers send the cookie.
func led(https string, page http.HandlerFunc) http.HandlerFunc {
	if https == "" {
		return page
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if r.TLS != nil || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("X-Forwarded-Proto") != "" || ownName(r.Host) {
			page(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, strings.TrimRight(https, "/")+r.URL.RequestURI(), http.StatusFound)
	}
}

// ownName tells whether a host is this machine for whoever says it.
func ownName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && a.Unmap().IsLoopback()
}
