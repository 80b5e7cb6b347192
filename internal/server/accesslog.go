package server

import (
	"io"
	"log/slog"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/mask"
)

const (
	maxPath  = 500 // bytes of each part of a line
	maxAgent = 200
)

// AccessLog writes a line of JSON for each request, without secrets, but not for probes that were answered well: they come every few
// seconds, and say nothing. The peer's address is where the connection came from;
// what proxies say about others stands beside it, and nobody has checked it.
func AccessLog(w io.Writer) func(*Exchange) {
	log := slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.LevelKey || a.Key == slog.MessageKey {
			return slog.Attr{}
		}
		return a
	}}))
	return func(e *Exchange) {
		if e.Status < http.StatusBadRequest && probes[e.Route()] {
			return
		}
		r := e.Request
		attrs := []slog.Attr{
			slog.String("id", chat.OriginOf(r.Context()).RequestID), slog.String("method", mask.Cut(r.Method, maxAgent)),
			slog.String("path", maskedPath(e)), slog.Int("status", e.Status), slog.Int64("bytes", e.Bytes),
			slog.Float64("ms", float64(e.Took.Microseconds())/1000), slog.String("caller", callerOf(e)), slog.String("peer", r.RemoteAddr),
		}
		if r.URL.RawQuery != "" {
			attrs = append(attrs, slog.String("query", mask.Cut(mask.New().Query(mask.Cut(r.URL.RawQuery, 4*maxPath)), maxPath)))
		}
		for _, said := range []struct{ key, header string }{{"forwarded", "X-Forwarded-For"}, {"agent", "User-Agent"}} {
			if v := r.Header.Get(said.header); v != "" {
				attrs = append(attrs, slog.String(said.key, mask.Cut(mask.New().Text(mask.Cut(v, 2*maxAgent)), maxAgent)))
			}
		}
		log.LogAttrs(r.Context(), slog.LevelInfo, "", attrs...)
	}
}

// probes are the routes by which balancers and orchestrators ask whether the server is well.
var probes = map[string]bool{"/healthz": true, "/readyz": true}

// callerOf says what kind of token was used, or by what the request was signed where the surface does not tell.
func callerOf(e *Exchange) string {
	if e.Caller != "" {
		return e.Caller
	}
	if _, err := e.Request.Cookie(auth.CookieName); err == nil {
		return "session"
	}
	if e.Request.Header.Get("Authorization") != "" {
		return "token"
	}
	return "none"
}

// secretParts are the names of the parts of routes' paths that open something.
var secretParts = map[string]bool{"{token}": true, "{key}": true, "{secret}": true}

// maskedPath takes out of a path what stands where the route has a secret. Where no route says what a part is, whatever looks
// like one goes.
func maskedPath(e *Exchange) string {
	route := strings.Split(e.Route(), "/")
	parts := strings.Split(mask.Cut(e.Request.URL.EscapedPath(), maxPath), "/")
	for i, part := range parts {
		known := i < len(route) && route[i] != "" && !strings.HasSuffix(route[i], "...}")
		switch {
		case known && secretParts[route[i]], !known && looksSecret(part):
			parts[i] = mask.Gone
		}
	}
	return strings.Join(parts, "/")
}

// secretLength is the length from which a part of a path may be a secret: the shortest tokens have more.
const secretLength = 16

func looksSecret(part string) bool {
	return len(part) >= secretLength && strings.ContainsAny(part, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.ContainsAny(part, ".")
}
