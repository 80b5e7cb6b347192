package server

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/hipchat"
)

// nowhere answers at addresses that nobody has: programs in the APIs' own form, since most of them were given a base URL
// without its version.
func nowhere(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusNotFound)
	_ = json.NewEncoder(w).Encode(hipchat.ErrorBody{Error: &hipchat.Error{ // a caller that hung up is no error of ours
		Code: http.StatusNotFound, Type: http.StatusText(http.StatusNotFound),
		Message: "There is nothing at " + hipchat.Abridge(r.URL.Path) + "." + missing(r.URL.Path),
	}})
}

// missing says what a path lacks that belongs to one of the APIs.
func missing(path string) string {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "room", "user", "oauth", "capabilities", "emoticon", "group", "extension", "addon":
		return " That is a method of API v2: the base URL ends in /v2."
	case "rooms", "users":
		return " That is a method of API v1: the base URL ends in /v1."
	case "hook":
		return " What other tools send goes to /hook/TOKEN, the address that a room's Integrate page shows."
	}
	if i := strings.Index("/"+rest+"/", "/v2/"); i >= 0 {
		return " API v2 is at /v2, without anything in front."
	}
	return ""
}
