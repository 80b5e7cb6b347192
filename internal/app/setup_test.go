package app_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/store/storetest"
)

func TestTheSetUpLinkOfOneNodeOpensOnAnotherAndOnce(t *testing.T) {
	t.Parallel()
	nats, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	nats.Start()
	t.Cleanup(nats.Shutdown)
	if !nats.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server of the bus does not start")
	}
	database, data := storetest.PostgreSQL(t), t.TempDir()
	start := func() *app.App {
		ctx, stop := context.WithCancel(context.Background())
		a, err := app.New(ctx, app.Config{Database: database, Data: data, Bus: nats.ClientURL(), PasswordCost: auth.Cheap, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- a.Run(ctx) }()
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
		return a
	}
	one, two := start(), start()
	link, err := url.Parse(one.SetupURL())
	if err != nil {
		t.Fatal(err)
	}
	setUp := func(a *app.App, email string) int {
		t.Helper()
		body := `{"token":"` + link.Query().Get("token") + `","group":"Ours","name":"Ada","email":"` + email + `","password":"correct horse battery"}`
		res, err := http.Post(a.Base()+"/api/setup", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	needed := func(a *app.App) (needs bool) {
		t.Helper()
		res, err := http.Get(a.Base() + "/api/boot")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		var boot struct {
			NeedsSetup bool `json:"needs_setup"`
		}
		if err := json.Unmarshal(text, &boot); err != nil {
			t.Fatal(err)
		}
		return boot.NeedsSetup
	}
	if !needed(one) || !needed(two) {
		t.Error("nobody is needed at first")
	}
	if status := setUp(two, "ada@example.test"); status != 201 {
		t.Errorf("the link of the first node on the second: %d", status)
	}
	if needed(one) || needed(two) {
		t.Error("somebody is still needed")
	}
	if status := setUp(one, "eve@example.test"); status != 403 {
		t.Errorf("a second administrator: %d", status)
	}
}
