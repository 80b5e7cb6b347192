package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// command answers /build with the last build of each project, and /build PROJECT with that of one. The glance beside it then
// shows the same, also where an earlier refresh was lost.
func (s *status) command(ctx context.Context, in *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
	builds, err := s.store.latest(ctx, in.ID(), said.Match[1])
	if err != nil {
		return nil, err
	}
	if len(builds) == 0 {
		return addon.Text("No build is known"), s.refreshSoon(ctx, in, hipchat.IDOf(said.Room.ID))
	}
	answer := addon.Text("")
	var lines []string
	answer.Color = "green"
	for _, b := range builds {
		lines = append(lines, strings.TrimSpace(b.String()+" "+b.URL))
		if b.State == failed {
			answer.Color = "red"
		}
	}
	answer.Message = strings.Join(lines, "\n")
	return answer, s.refreshSoon(ctx, in, hipchat.IDOf(said.Room.ID))
}

// glance is the line in the sidebar.
func (s *status) glance(ctx context.Context, c *addon.Caller) (hipchat.GlanceContent, error) {
	return s.summary(ctx, c.Installation)
}

func (s *status) summary(ctx context.Context, in *addon.Installation) (hipchat.GlanceContent, error) {
	builds, err := s.store.latest(ctx, in.ID(), "")
	if err != nil || len(builds) == 0 {
		return addon.Label("No builds yet"), err
	}
	var broken int
	for _, b := range builds {
		if b.State == failed {
			broken++
		}
	}
	if broken == 0 {
		return addon.Lozenge(fmt.Sprintf("<b>%d</b> builds", len(builds)), "success", "PASSING"), nil
	}
	return addon.Lozenge(fmt.Sprintf("<b>%d</b> of %d builds", broken, len(builds)), "error", "FAILED"), nil
}

// panel shows the last build of each project.
func (s *status) panel(r *http.Request, c *addon.Caller) (any, error) {
	return s.store.latest(r.Context(), c.Installation.ID(), "")
}

// dialog shows the build of the card that it was opened from; nil: there is none.
func (s *status) dialog(r *http.Request, c *addon.Caller) (any, error) {
	b, err := s.store.find(r.Context(), c.Installation.ID(), r.URL.Query().Get("build"))
	if errors.Is(err, sql.ErrNoRows) {
		return (*build)(nil), nil
	}
	return &b, err
}

// configuration is what the page for administrators shows.
type configuration struct {
	setting
	Hook   string // the address that a build server calls
	InRoom bool   // the add-on is installed in a room, so there is none to choose
	Saved  bool
}

// configure shows how an installation is set up, and takes the page's form.
func (s *status) configure(r *http.Request, c *addon.Caller) (any, error) {
	in := c.Installation
	set, err := s.store.settingOf(r.Context(), in.ID())
	if err != nil {
		return nil, err
	}
	saved := r.Method == http.MethodPost
	if saved {
		set.Room, set.FailuresOnly = strings.TrimSpace(r.PostFormValue("room")), r.PostFormValue("failures_only") != ""
		if r.PostFormValue("renew") != "" {
			set.Token = rand.Text()
		}
		err = s.store.set(r.Context(), in.ID(), set)
	}
	return configuration{set, s.addon.URL("/hook/" + set.Token), in.RoomID() != 0, saved}, err
}
