package main

import (
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

//go:embed page static
var files embed.FS

var pages = template.Must(template.ParseFS(files, "page/*.html"))

// The keys of the modules.
const (
	glanceKey = "builds"
	panelKey  = "builds.panel"
	dialogKey = "build.details"
)

const home = "https://github.com/stoachat/stoa/tree/main/examples/buildstatus"

// status is the add-on: what it was told of builds, and the rooms that it tells.
type status struct {
	addon *addon.Addon
	store *store
}

// newStatus puts the add-on together. key seals the installations' secrets; empty: they stand in the database as they are.
func newStatus(ctx context.Context, base string, db *store, key []byte) (*status, error) {
	s := &status{store: db}
	var keys [][]byte
	if len(key) > 0 {
		keys = append(keys, key)
	}
	installations, err := addon.OpenSQL(ctx, db.DB, keys...)
	if err != nil {
		return nil, err
	}
	s.addon, err = addon.New(addon.Options{
		Key: "chat.stoa.example.buildstatus", Name: "Build status", Description: "Tells a room how builds end", BaseURL: base,
		Homepage: home, Vendor: hipchat.Vendor{Name: "Stoa", URL: "https://github.com/stoachat/stoa"}, FromName: "Builds",
		Scopes: []string{hipchat.ScopeSendNotification}, Store: installations, Uninstalled: s.uninstalled, Undelivered: s.undelivered,
	}, s.modules()...)
	if err != nil {
		return nil, err
	}
	s.addon.Handle("POST /hook/{token}", http.HandlerFunc(s.serveHook))
	s.addon.Handle("GET /static/", http.FileServerFS(files))
	return s, nil
}

func (s *status) modules() []addon.Module {
	icon := hipchat.Icon{URL: "/static/icon.svg"}
	return []addon.Module{
		addon.OnRoomMessage(`^/build(?:\s+(\S+))?\s*$`, s.command),
		addon.Glance{Key: glanceKey, Name: "Builds", Icon: icon, Target: panelKey, Content: s.glance},
		addon.Panel{Key: panelKey, Name: "Builds", Icon: icon, Page: addon.Page(pages.Lookup("panel.html"), s.panel)},
		addon.Action{Key: "build.show", Name: "Build details", Menu: addon.MessageMenu, Target: dialogKey, Conditions: onBuilds()},
		addon.Dialog{
			Key: dialogKey, Title: "Build", Query: "build={message.metadata.build}", Options: addon.DialogOptions{Size: "small"},
			Page: addon.Page(pages.Lookup("dialog.html"), s.dialog),
		},
		addon.Configuration{Page: addon.Page(pages.Lookup("configuration.html"), s.configure)},
	}
}

// onBuilds shows an action on the add-on's own cards only.
func onBuilds() []hipchat.Condition {
	return []hipchat.Condition{{
		Condition: "card_matches", Params: json.RawMessage(`{"metadata":[{"attr":"kind","eq":"build"}]}`),
	}}
}

func (s *status) uninstalled(ctx context.Context, r addon.Record) {
	if err := s.store.forget(ctx, r.OAuthID); err != nil {
		slog.ErrorContext(ctx, "what an installation had was not deleted", "oauth_id", r.OAuthID, "error", err)
	}
}

func (s *status) undelivered(ctx context.Context, p addon.Post, err error) {
	slog.WarnContext(ctx, "a room was not told of a build", "room", p.Room, "error", err)
}
