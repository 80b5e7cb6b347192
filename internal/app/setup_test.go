package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/auth"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// nodes answers what starts one more node of a new cluster.
func nodes(t *testing.T) (start func(app.Config) *app.App) {
	t.Helper()
	database, key, bus := storetest.PostgreSQL(t), strings.Repeat("5e", 32), stoatest.NATS(t).ClientURL()
	return func(c app.Config) *app.App {
		ctx, stop := context.WithCancel(context.Background())
		c.Database, c.Data, c.SecretKey, c.Bus, c.PasswordCost, c.Log = database, t.TempDir(), key, bus, auth.Cheap, slog.New(slog.DiscardHandler)
		a, err := app.New(ctx, c)
		if err != nil {
			stop()
			t.Error(err)
			return nil
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
}

func TestTwoNodesThatStartWithDifferentAdministratorsHaveOne(t *testing.T) {
	t.Parallel()
	start := nodes(t)
	var starting sync.WaitGroup
	apps := make([]*app.App, 2)
	for n := range apps {
		starting.Go(func() {
			apps[n] = start(app.Config{AdminEmail: fmt.Sprintf("admin%d@example.test", n), AdminPassword: "correct horse battery"})
		})
	}
	starting.Wait()
	if t.Failed() {
		return
	}
	entered := 0
	for n := range apps {
		body := fmt.Sprintf(`{"email":"admin%d@example.test","password":"correct horse battery"}`, n)
		res, err := http.Post(apps[0].Base()+"/api/session", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode/100 == 2 {
			entered++
		}
	}
	if entered != 1 {
		t.Errorf("%d of them may enter", entered)
	}
}

func TestTheSetUpLinkOfOneNodeOpensOnAnotherAndOnce(t *testing.T) {
	t.Parallel()
	start := nodes(t)
	one, two := start(app.Config{}), start(app.Config{})
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
