package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// maxHook bounds what a build server sends, in bytes.
const maxHook = 16 << 10

// serveHook takes what a build server tells. 202 says that it is written down, and that the room will be told.
func (s *status) serveHook(w http.ResponseWriter, r *http.Request) {
	var b build
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxHook)).Decode(&b)
	if err == nil {
		err = b.check()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	err = s.tell(r.Context(), r.PathValue("token"), b)
	switch {
	case err == nil:
		w.WriteHeader(http.StatusAccepted)
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, addon.ErrNotInstalled):
		http.Error(w, "no room has this address; see the add-on's configuration page", http.StatusNotFound)
	case errors.Is(err, errNoRoom):
		http.Error(w, err.Error(), http.StatusConflict)
	default:
		slog.ErrorContext(r.Context(), "a build was not told", "error", err)
		http.Error(w, "try again later", http.StatusServiceUnavailable)
	}
}

var errNoRoom = errors.New("no room was chosen yet; see the add-on's configuration page")

func (s *status) tell(ctx context.Context, token string, b build) error {
	id, err := s.store.installationOf(ctx, token)
	if err != nil {
		return err
	}
	in, err := s.addon.Installation(ctx, id)
	if err != nil {
		return err
	}
	set, err := s.store.settingOf(ctx, id)
	if err != nil {
		return err
	}
	room := roomOf(in, set)
	if room == "" {
		return errNoRoom
	}
	if err := s.store.put(ctx, id, &b); err != nil {
		return err
	}
	if b.State == failed || !set.FailuresOnly {
		n, err := b.notification(s.icon())
		if err == nil {
			err = in.Post(ctx, room, n)
		}
		if err != nil {
			return err
		}
	}
	return s.refreshSoon(ctx, in, room)
}

// roomOf is the room that is told of builds; empty: none was chosen.
func roomOf(in *addon.Installation, set setting) hipchat.ID {
	if in.RoomID() != 0 {
		return hipchat.IDOf(in.RoomID())
	}
	return hipchat.ID(set.Room)
}

func (s *status) refreshSoon(ctx context.Context, in *addon.Installation, room hipchat.ID) error {
	return s.addon.Go(ctx, func(ctx context.Context) { s.refresh(ctx, in, room) })
}

// refresh changes the glance for everybody who looks at the room. Nothing is lost when that fails: it shows the same to
// whoever comes next.
func (s *status) refresh(ctx context.Context, in *addon.Installation, room hipchat.ID) {
	content, err := s.summary(ctx, in)
	if err == nil {
		err = in.UpdateGlance(ctx, room, glanceKey, content)
	}
	if err != nil && !errors.Is(err, addon.ErrUnsupported) {
		slog.WarnContext(ctx, "the glance was not refreshed", "oauth_id", in.ID(), "error", err)
	}
}

func (s *status) icon() string { return s.addon.URL("/static/icon.svg") }
