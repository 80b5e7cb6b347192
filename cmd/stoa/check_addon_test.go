package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// startAddon serves an add-on that is made with the framework, and answers its address.
func startAddon(t *testing.T) string {
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	tides, err := addon.New(addon.Options{
		Key: "test.tides", Name: "Tides", Description: "Knows the tides", BaseURL: server.URL,
		Scopes: []string{hipchat.ScopeSendNotification}, Log: slog.New(slog.DiscardHandler),
	},
		addon.OnRoomMessage(`^/tide(\s|$)`, func(ctx context.Context, in *addon.Installation, said addon.RoomMessage) (*addon.Answer, error) {
			client, err := in.Client()
			if err != nil {
				return nil, err
			}
			return nil, client.SendRoomNotification(ctx, hipchat.IDOf(said.Room.ID), *addon.Text("low"))
		}),
	)
	if err != nil {
		t.Fatal(err)
	}
	handler = tides
	return server.URL
}

// careless serves an add-on that agrees to everything.
func careless(t *testing.T) string {
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		_, _ = io.WriteString(w, `{"key": "test.careless", "name": "Careless", "description": "Agrees", "links": {"self": "`+server.URL+`/"},
			"capabilities": {"installable": {"callbackUrl": "`+server.URL+`/installed"}}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestAddonsAreCheckedAsIsDocumented(t *testing.T) {
	t.Parallel()
	right, wrong := startAddon(t), careless(t)
	testscript.Run(t, testscript.Params{Dir: "testdata/addon", RequireExplicitExec: true, Setup: func(env *testscript.Env) error {
		env.Setenv("ADDON", right)
		env.Setenv("CARELESS", wrong)
		return nil
	}})
}
