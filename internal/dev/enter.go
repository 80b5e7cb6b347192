package dev

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"sync"

	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/chat"
)

const enterPath = "/dev/enter"

// entry is a link that signs a browser in, once.
type entry struct {
	mu     sync.Mutex
	token  string
	userID int64
}

// open makes the link's token.
func (e *entry) open(userID int64) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.token, e.userID = auth.RandomText(40), userID
	return e.token
}

// use answers whom a token signs in, and forgets it.
func (e *entry) use(token string) (userID int64, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.token == "" || subtle.ConstantTimeCompare([]byte(e.token), []byte(token)) != 1 {
		return 0, false
	}
	e.token = ""
	return e.userID, true
}

// pages are the addresses that this server has beyond others.
func (s *Server) pages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{"GET " + enterPath: s.enter, "GET /dev": nil}
}

// enter signs the browser in and leads it to the inspector. Whoever comes with a used link is led there as well: their
// browser may be signed in, and else the page asks for the password.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if userID, ok := s.entry.use(r.URL.Query().Get("token")); ok {
		value, expires, err := s.inside.Tokens.Session(r.Context(), chat.Session{UserID: userID, Agent: r.UserAgent(), Method: chat.ByPassword})
		if err != nil {
			http.Error(w, "The browser could not be signed in", http.StatusInternalServerError)
			return
		}
		http.SetCookie(w, auth.NewCookie(s.app.Base(), auth.CookieName, "/", value, expires))
	}
	http.Redirect(w, r, fmt.Sprintf("/chat/room/%d", s.ready.RoomID), http.StatusSeeOther)
}
