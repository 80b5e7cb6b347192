package auth

import (
	"net/http"

	"github.com/stoachat/stoa/internal/chat"
)

// Told is a http.ResponseWriter of somebody who wants to know who calls what: the log of calls.
type Told interface {
	// Called is told the route of a request and, once the token is known to be good, who calls and which room the
	// call names.
	Called(route string, p *chat.Principal, room string)
}

// Tell tells who calls, where somebody wants to know.
func Tell(w http.ResponseWriter, route string, p *chat.Principal, room string) {
	if t, ok := w.(Told); ok {
		t.Called(route, p, room)
	}
}
