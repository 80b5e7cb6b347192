package dev

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	framework "github.com/stoachat/stoa/addon"
	"github.com/stoachat/stoa/hipchat"
)

// An add-on that keeps its installations in memory is installed anew when it was started again, also when that was so quick
// that its descriptor was always there; then it hears what it refused.
func TestAnAddonThatForgotItsInstallationIsInstalledAnew(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[framework.Addon]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { now.Load().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	restart := func() {
		a, err := framework.New(framework.Options{
			Key: "test.forgets", Name: "Forgets", Description: "Keeps nothing", BaseURL: server.URL,
			Scopes: []string{hipchat.ScopeSendNotification}, Log: slog.New(slog.DiscardHandler),
		}, framework.OnRoomMessage("", func(context.Context, *framework.Installation, framework.RoomMessage) (*framework.Answer, error) {
			return framework.Text("heard"), nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		now.Store(a)
	}
	restart()
	s, said := start(t, Config{Addons: []string{server.URL + "/descriptor.json"}})
	hear(t, said, "Forgets (test.forgets) is installed in Dev Room")
	restart()
	if _, err := s.Happen(t.Context(), hipchat.EventRoomMessage, "hello"); err != nil {
		t.Fatal(err)
	}
	hear(t, said, "Forgets (test.forgets) is installed in Dev Room")
	ids, err := s.Happen(t.Context(), hipchat.EventRoomMessage, "hello again")
	if err != nil || len(ids) != 1 {
		t.Fatal(ids, err)
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for s.lines(t, "kind=delivery")[0].Look != good {
		select {
		case <-again.C:
		case <-time.After(20 * time.Second):
			t.Fatalf("it does not hear: %+v", s.lines(t, "kind=delivery"))
		}
	}
}
