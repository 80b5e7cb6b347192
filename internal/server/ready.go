package server

import (
	"fmt"
	"net/http"
)

// Readiness is whether a server can do its work.
type Readiness struct {
	Against  []string // why it cannot: a balancer sends it nobody
	Impaired []string // what it does without, which other servers would lack as well
}

// answer writes a line for each reason.
func (r Readiness) answer(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	word := "ready"
	if len(r.Against) > 0 {
		word = "not ready"
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = fmt.Fprintln(w, word)
	for _, why := range append(r.Against, r.Impaired...) {
		_, _ = fmt.Fprintln(w, why)
	}
}
