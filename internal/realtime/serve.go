package realtime

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gobwas/ws"

	"github.com/stoachat/stoa/internal/chat"
)

// upgradeWait bounds the writing of the answer to an upgrade.
const upgradeWait = 5 * time.Second

// Serve upgrades the request to the live feed of p and returns; the session lives on without the handler. The caller
// has authenticated p. sameOrigin must be true for callers known by a cookie: then a request that another site's page
// makes is refused with 403, which for WebSockets no browser does by itself.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, p *chat.Principal, sameOrigin bool) {
	if sameOrigin && !fromOwnPage(r) {
		refuse(w, http.StatusForbidden, "The live feed is only for pages of this server")
		return
	}
	if h.ctx.Err() != nil {
		refuse(w, http.StatusServiceUnavailable, "The server restarts")
		return
	}
	select {
	case h.doors <- struct{}{}:
	case <-r.Context().Done(): // whoever waited has gone
		return
	}
	defer func() { <-h.doors }()
	conn, rw, _, err := ws.HTTPUpgrader{Timeout: upgradeWait}.Upgrade(r, w)
	if err != nil {
		if conn != nil {
			_ = conn.Close()
		}
		return // the library has answered the client, whose mistake it is
	}
	s := newSession(h, conn, p)
	s.in.from = unread(conn, rw.Reader)
	go s.run()
}

// Speak is Serve for a dialect of this process that has another wire with its client: it holds the other end of conn and
// speaks the live feed's there. Speak returns when the session has ended. The caller has authenticated p.
func (h *Hub) Speak(conn net.Conn, p *chat.Principal) { newSession(h, conn, p).run() }

// fromOwnPage compares the Origin that every browser sends with the host that was asked. Callers without one are no
// browser, so nobody's cookie is misused.
func fromOwnPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// unread puts what net/http has already read in front of the connection. Mostly that is nothing, and then no buffer
// is kept.
func unread(conn net.Conn, read *bufio.Reader) io.Reader {
	n := read.Buffered()
	if n == 0 {
		return conn
	}
	early := make([]byte, n)
	_, _ = io.ReadFull(read, early) // they are in memory
	return io.MultiReader(bytes.NewReader(early), conn)
}

// refuse answers in the form of Stoa's own API.
func refuse(w http.ResponseWriter, code int, message string) {
	type body struct {
		Code    int    `json:"code"`
		Type    string `json:"type"`
		Message string `json:"message"`
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]body{"error": {code, http.StatusText(code), message}})
}
