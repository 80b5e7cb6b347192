package realtime

import "time"

// age is the monotonic time since the hub was made.
func (h *Hub) age() time.Duration { return time.Since(h.started) }

// ping looks after all sessions from one goroutine: it pings those whose time has come and cuts off those that have
// been silent too long. Each session keeps its own rhythm, so the pings do not all go out at once.
func (h *Hub) ping() {
	tick := time.NewTicker(h.bounds.PingEvery / 16)
	defer tick.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-tick.C:
			h.pages.forget(h.age())
			for _, s := range h.all() {
				s.check(h.age())
			}
		}
	}
}

func (s *session) check(now time.Duration) {
	ends := s.principal.Expires
	switch {
	case !ends.IsZero() && s.hub.now().After(ends):
		s.out.close(closeSignedOut, "signed out")
	case now-time.Duration(s.heard.Load()) > s.hub.bounds.Silence:
		s.out.abort()
	case now-s.pinged >= s.hub.bounds.PingEvery:
		s.pinged = now
		s.out.add(s.hub.pingFrame)
	}
}
