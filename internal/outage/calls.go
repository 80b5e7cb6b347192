package outage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const (
	slowness = 10 * time.Second // of an API that is slow: as long as the vendor's clients waited
	// document is where everything can be looked up, wherever the rest has moved to.
	document = "/v2/capabilities"
)

// Calls makes calls of a dialect fail as the switches say.
func (s *Switches) Calls(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := s.State()
		v1 := strings.HasPrefix(r.URL.Path, "/v1")
		switch now.API {
		case Unavailable:
			w.Header().Set("Retry-After", strconv.Itoa(int(s.retryAfter().Seconds())))
			refuse(w, http.StatusServiceUnavailable, "The API is unavailable: this outage is simulated")
			return
		case Limited:
			limit(w.Header(), s.retryAfter())
			status := http.StatusTooManyRequests
			if v1 {
				status = http.StatusForbidden // spec: rest-v1, 3.4
			}
			refuse(w, status, "Rate Limit exceeded: this limit is simulated")
			return
		case Slow:
			if !wait(r) {
				return
			}
		}
		by, _ := r.Context().Value(came{}).(string)
		if by != now.Prefix() && !strings.HasPrefix(r.URL.Path, document) {
			refuse(w, http.StatusGone, fmt.Sprintf("The API has moved away from here. Read %s%s again", s.base, document))
			return
		}
		if now.Moves == 0 {
			next.ServeHTTP(w, r)
			return
		}
		s.moved(w, r, next, now.Prefix())
	})
}

// wait lets time pass, unless the caller hangs up.
func wait(r *http.Request) bool {
	timer := time.NewTimer(slowness)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// limit tells of a limit as a used-up one is told of. spec: auth, 10.
func limit(h http.Header, wait time.Duration) {
	h.Set("X-RateLimit-Limit", "500")
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(wait).Unix(), 10))
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(hipchat.ErrorBody{Error: &hipchat.Error{Code: status, Type: http.StatusText(status), Message: why}})
}

// moved answers with the addresses as they are now. The document stays where it is, and says so of itself.
func (s *Switches) moved(w http.ResponseWriter, r *http.Request, next http.Handler, prefix string) {
	r.Header.Del("Accept-Encoding") // what is packed cannot be rewritten
	held := &held{ResponseWriter: w, status: http.StatusOK}
	next.ServeHTTP(held, r)
	body := held.body.Bytes()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		body = s.rewrite(body, prefix)
		w.Header().Del("Content-Length")
	}
	if l := w.Header().Get("Location"); l != "" {
		w.Header().Set("Location", string(s.rewrite([]byte(l), prefix)))
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(body) // a caller that hung up is no error of ours
}

func (s *Switches) rewrite(text []byte, prefix string) []byte {
	for _, path := range []string{"/v2", "/users/authorize"} {
		text = bytes.ReplaceAll(text, []byte(s.base+path), []byte(s.base+prefix+path))
	}
	return bytes.ReplaceAll(text, []byte(s.base+prefix+document), []byte(s.base+document))
}

// held is an answer that is not sent yet.
type held struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *held) WriteHeader(status int) { h.status = status }

func (h *held) Write(b []byte) (int, error) { return h.body.Write(b) }

// Called implements auth.Told, for the log of calls behind it.
func (h *held) Called(route string, p *chat.Principal, room string) {
	auth.Tell(h.ResponseWriter, route, p, room)
}
