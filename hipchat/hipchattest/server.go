// Package hipchattest starts a chat server inside a test, for whoever tests an integration or an add-on: a whole Stoa in
// memory, at a free port of this machine, ready in less than a second. It is no imitation: what it refuses, every server
// refuses.
//
//	chat := hipchattest.Start(t)
//	err := tellThatTheBuildFailed(chat.URL, chat.Room, chat.RoomToken)
//	...
//	told := chat.Await("Build 512 failed")
//
// It can make things happen of which webhooks hear (Say, Happen), fail as servers do in the field (API, BlockOutbound, Move,
// ExpireTokens), and say what it thinks of the calls that it got (Complaints). Package addontest serves an add-on of package
// addon in a test and installs it there.
//
// Only tests should import it: the whole server comes along.
package hipchattest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/dev"
	"github.com/stoachat/stoa/internal/remote"
)

// Server is a running server with one room. Its methods end the test when the server fails at what they ask.
type Server struct {
	URL             string        // the base URL, without a slash at the end
	CapabilitiesURL string        // what add-ons begin with
	Level           hipchat.Level // the release that it is like

	Room   string // the room's name, which has a blank in it
	RoomID int64

	Token     string // of API v2: its administrator's, with every scope
	RoomToken string // of API v2: posts notifications into the room
	V1Token   string // of API v1

	t         testing.TB
	dev       *dev.Server
	remote    *remote.Client
	installed map[string]int64 // the numbers of installations by their OAuth ids
}

// Start starts a server that is like the latest release, and ends it with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	return StartAt(t, hipchat.LevelLatest)
}

// StartAt starts a server that is like that release of HipChat Server, and ends it with the test.
func StartAt(t testing.TB, level hipchat.Level) *Server {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	d, err := dev.New(ctx, dev.Config{Level: string(level), RetryAfter: time.Second, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		stop()
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the chat server: %v", err)
		}
	})
	r := d.Ready()
	s := &Server{
		URL: r.BaseURL, CapabilitiesURL: r.Capabilities, Level: level, Room: r.Room, RoomID: r.RoomID,
		Token: r.AdminToken, RoomToken: r.RoomToken, V1Token: r.V1Token, t: t, dev: d, installed: map[string]int64{},
	}
	s.remote, err = remote.New(s.URL, s.Token)
	s.must(err)
	return s
}

// Client calls the server as its administrator. It repeats nothing, so that a test sees what happened.
func (s *Server) Client() *hipchat.Client {
	s.t.Helper()
	c, err := hipchat.NewClient(s.URL, hipchat.WithToken(s.Token), hipchat.WithRetries(0, 0))
	s.must(err)
	return c
}

// Complaints says what was wrong with the calls that the server got and made, the oldest first, each with its cause and
// its cure. A test of an integration that keeps to the guidelines finds none.
func (s *Server) Complaints() []string {
	s.t.Helper()
	all, err := s.dev.Complaints(s.t.Context())
	s.must(err)
	return all
}

func (s *Server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("hipchattest: %v", err)
	}
}
