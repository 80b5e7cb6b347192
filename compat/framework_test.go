package compat_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// startFramework serves an add-on that is made with the framework, and answers its address.
func startFramework(t *testing.T) string {
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	tides, err := addon.New(addon.Options{
		Key: "test.tides", Name: "Tides", Description: "Knows the tides", BaseURL: server.URL,
		Scopes: []string{hipchat.ScopeSendNotification, hipchat.ScopeViewRoom}, Log: slog.New(slog.DiscardHandler),
		RereadAfter: time.Millisecond, // servers move sooner here than anywhere else
	},
		addon.OnRoomMessage(`^/tide(\s|$)`, func(ctx context.Context, in *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
			client, err := in.Client(hipchat.ScopeSendNotification)
			if err != nil {
				return nil, err
			}
			return nil, client.SendRoomNotification(ctx, hipchat.IDOf(said.Room.ID), *addon.Text("low"))
		}),
		addon.Glance{Key: "tide", Name: "Tide", Icon: hipchat.Icon{URL: "/i.png", URL2x: "/i.png"},
			Content: func(context.Context, *addon.Caller) (hipchat.GlanceContent, error) {
				return addon.Label("<b>low</b>"), nil
			}},
	)
	if err != nil {
		t.Fatal(err)
	}
	tides.Handle("/i.png", http.NotFoundHandler())
	handler = tides
	return server.URL
}
