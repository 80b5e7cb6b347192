package server

import (
	"net/http"
	"strings"
)

// vendorPages are addresses of the vendor's that other systems and old bookmarks link to, and the pages that have what
// stood there. spec: product, 10.
var vendorPages = map[string]string{
	"/home":            "/chat",
	"/rooms":           "/chat/lobby",
	"/rooms/show/{id}": "/chat/room/{id}",
}

// leadTo leads on to a page, which keeps the number of the room.
func leadTo(page string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.ReplaceAll(page, "{id}", digits(r.PathValue("id"))), http.StatusFound)
	}
}

// digits is a number as it stands in an address; anything else is room 0, which there is not.
func digits(s string) string {
	if s == "" || len(s) > 15 || strings.Trim(s, "0123456789") != "" {
		return "0"
	}
	return s
}
