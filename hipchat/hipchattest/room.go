package hipchattest

import (
	"strings"
	"time"

	"github.com/stoachat/stoa/hipchat"
)

const (
	patience = 10 * time.Second // as long as a server waits for a receiver
	interval = 10 * time.Millisecond
)

// Messages are the newest 75 messages of the room, the oldest first.
func (s *Server) Messages() []hipchat.Message {
	s.t.Helper()
	list, err := s.viewer().ViewRecentRoomHistory(s.t.Context(), hipchat.IDOf(s.RoomID), hipchat.RecentQuery{MaxResults: 75})
	s.must(err)
	return list.Items
}

// viewer calls the server where its API is now.
func (s *Server) viewer() *hipchat.Client {
	s.t.Helper()
	doc, err := hipchat.Discover(s.t.Context(), s.CapabilitiesURL)
	s.must(err)
	c, err := doc.Client(hipchat.WithToken(s.Token), hipchat.WithRetries(0, 0))
	s.must(err)
	return c
}

// Await waits until the newest messages of the room have one with that text in it, for ten seconds at most, and answers the
// newest that has.
func (s *Server) Await(text string) hipchat.Message {
	s.t.Helper()
	var found hipchat.Message
	s.await(func() bool {
		s.t.Helper()
		for _, m := range s.Messages() {
			if strings.Contains(m.Message, text) {
				found = m
			}
		}
		return found.ID != ""
	}, func() { s.t.Fatalf("hipchattest: nobody said %q; the room has %s", text, s.transcript()) })
	return found
}

func (s *Server) transcript() string {
	s.t.Helper()
	var said []string
	for _, m := range s.Messages() {
		said = append(said, m.From.Name+": "+m.Message)
	}
	if len(said) == 0 {
		return "no messages"
	}
	return "\n\t" + strings.Join(said, "\n\t")
}

// await asks again and again until it is so, or calls late.
func (s *Server) await(so func() bool, late func()) {
	s.t.Helper()
	again := time.NewTicker(interval)
	defer again.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-limit.C:
			late()
			return
		}
	}
}
