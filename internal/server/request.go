package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/stoachat/stoa/internal/chat"
)

// identify gives every request an id that joins an answer to the log: X-Request-Id.
func identify(next http.Handler) http.Handler {
	start := make([]byte, 4)
	_, _ = rand.Read(start) // never fails, see crypto/rand
	prefix := hex.EncodeToString(start) + "-"
	var count atomic.Uint64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := prefix + strconv.FormatUint(count.Add(1), 36)
		w.Header()["X-Request-Id"] = []string{id}
		origin := &chat.Origin{RequestID: id, Address: r.RemoteAddr, Forwarded: r.Header.Get("X-Forwarded-For")}
		next.ServeHTTP(w, r.WithContext(chat.WithOrigin(r.Context(), origin)))
	})
}

// LogHandler adds the request's id to every line that is logged on its behalf.
type LogHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h LogHandler) Handle(ctx context.Context, rec slog.Record) error {
	if id := chat.OriginOf(ctx).RequestID; id != "" {
		rec.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, rec)
}

// WithAttrs implements slog.Handler.
func (h LogHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return LogHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h LogHandler) WithGroup(name string) slog.Handler { return LogHandler{h.Handler.WithGroup(name)} }

// logged writes a line per request at debug level. It shows the route's pattern and not the path, which can hold a
// token, and nothing of the query.
func logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !log.Enabled(r.Context(), slog.LevelDebug) {
			next.ServeHTTP(w, r)
			return
		}
		start := time.Now()
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(sw, r)
		log.DebugContext(r.Context(), "request", "method", r.Method, "pattern", r.Pattern, "status", sw.status, "took", time.Since(start))
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection, for the live feed.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recovered turns a panic into a 500 and a line in the log.
func recovered(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			log.ErrorContext(r.Context(), "panic", "method", r.Method, "value", v, "stack", string(debug.Stack()))
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(`{"error":{"code":500,"type":"Internal Server Error","message":"Something went wrong on the server. It has been logged."}}`))
		}()
		next.ServeHTTP(w, r)
	})
}
