// Package dev is a server to write integrations against: it keeps nothing, is ready in a moment, and has a room, people
// and tokens to begin with. It is the same server as any other in everything that an integration sees.
package dev

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/outage"
)

// Config says what to start.
type Config struct {
	Listen  string   // empty: a free loopback port
	BaseURL string   // empty: the listener's address
	Level   string   // the release of HipChat Server to be like; empty: the latest
	Addons  []string // addresses of descriptors to install, and to install again when they change

	RetryAfter time.Duration // how long a simulated outage asks callers to wait; 0: 30 s

	Say func(text string) // is told what becomes of them; nil: nobody
	Log *slog.Logger
}

// Server is a server to develop against. Make it with New, then call Run.
type Server struct {
	app     *app.App
	inside  app.Inside
	ready   Ready
	entry   entry
	follows []*follow
	say     func(string)

	switches *outage.Switches
	made     made
	acting   sync.Mutex // held by who makes something happen
}

// inside is where addresses of this machine begin, which every outgoing call may reach.
const loopback = "127.0.0.0/8,::1,localhost"

// New makes a server with everything that Ready tells of.
func New(ctx context.Context, c Config) (s *Server, err error) {
	for _, address := range c.Addons {
		if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, fmt.Errorf("--addon %q must be the http or https address of a descriptor", address)
		}
	}
	s = &Server{say: c.Say, switches: outage.New()}
	s.switches.RetryAfter = c.RetryAfter
	if s.say == nil {
		s.say = func(string) {}
	}
	password := auth.RandomText(16)
	s.app, err = app.New(ctx, app.Config{
		Listen: c.Listen, BaseURL: c.BaseURL, CompatLevel: c.Level, Unlimited: true, PasswordCost: auth.Cheap, Allow: loopback,
		AdminEmail: ownerEmail, AdminPassword: password, Log: c.Log, Trial: app.Trial{
			Pages: s.pages(), API: s.api(), Made: s.made.note,
			Around: s.switches.Around, Calls: s.switches.Calls, Leave: s.switches.Leave,
		},
	})
	if err != nil {
		return nil, err
	}
	s.inside = s.app.Inside()
	s.switches.Start(s.app.Base())
	if err = s.furnish(ctx, cmp.Or(c.Level, string(hipchat.LevelLatest)), password); err != nil {
		return nil, errors.Join(fmt.Errorf("furnish the server: %w", err), s.app.Close())
	}
	for _, address := range c.Addons {
		s.follows = append(s.follows, s.newFollow(address))
	}
	return s, nil
}

// Ready tells what there is to begin with.
func (s *Server) Ready() Ready { return s.ready }

// Run serves until ctx ends. Then everything is gone.
func (s *Server) Run(ctx context.Context) error {
	var following sync.WaitGroup
	defer following.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for _, f := range s.follows {
		following.Go(func() { f.run(ctx) })
	}
	return s.app.Run(ctx)
}

// Exposed tells whether others than this machine can reach an address to listen on.
func Exposed(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "localhost" {
		return err != nil
	}
	ip := net.ParseIP(host)
	return ip == nil || !ip.IsLoopback()
}
