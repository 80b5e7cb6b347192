// Package addontest tests add-ons of package addon on a real server: it serves one inside the test and installs it on a
// server of package hipchattest.
//
//	chat := hipchattest.Start(t)
//	tides := addontest.Serve(t, newTides)
//	addontest.Install(t, chat, tides, chat.Room)
//	chat.Say("/tide Oslo")
//	chat.Await("High water in Oslo")
//
// What belongs to no server in particular, that it runs on any, is tested by package compat.
package addontest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat/hipchattest"
)

// Serve makes an add-on, serves it at a free port of this machine and empties its outbox, until the test ends. newAddon is
// told where that is, for addon.Options.BaseURL.
func Serve(t testing.TB, newAddon func(baseURL string) (*addon.Addon, error)) *addon.Addon {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	a, err := newAddon("http://" + server.Listener.Addr().String())
	if err != nil {
		server.Close()
		t.Fatal(err)
	}
	server.Config.Handler = a
	server.Start()
	t.Cleanup(server.Close)
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		a.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	return a
}

// Install installs the add-on into the room or, for "", for the whole group.
func Install(t testing.TB, chat *hipchattest.Server, a *addon.Addon, room string) *addon.Installation {
	t.Helper()
	id, err := chat.Install(a.DescriptorURLFor(chat.Level), room)
	if err != nil {
		t.Fatalf("addontest: %v", err)
	}
	in, err := a.Installation(t.Context(), id)
	if err != nil {
		t.Fatalf("addontest: %v", err)
	}
	return in
}

// Open opens a page of the installed add-on as a browser in the room does, or asks for a glance, and answers the status and
// the body. kind and key are as in hipchattest.Server.PageURL.
func Open(t testing.TB, chat *hipchattest.Server, in *addon.Installation, kind, key string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, chat.PageURL(in.ID(), kind, key), nil)
	if err != nil {
		t.Fatalf("addontest: %v", err)
	}
	req.Header.Set("Origin", chat.URL)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("addontest: %v", err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("addontest: %v", err)
	}
	return res.StatusCode, string(b)
}
