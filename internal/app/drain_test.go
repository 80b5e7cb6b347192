package app_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

// TestAStoppingServerSaysSoAndGoesOnForAWhile is what lets a balancer take it away before it hangs up.
func TestAStoppingServerSaysSoAndGoesOnForAWhile(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t, func(c *app.Config) { c.Drain = 2 * time.Second })
	s.Room("Ops")
	if a := s.Call("", "GET", "/readyz", nil); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	stopped := make(chan struct{})
	go func() { s.Stop(); close(stopped) }()
	eventually(t, "/readyz says that the server stops", func() bool {
		return s.Call("", "GET", "/readyz", nil).Status == http.StatusServiceUnavailable
	})
	if a := s.Call(s.Token, "POST", "/v2/room/Ops/notification", `{"message":"the last"}`); a.Status != 204 {
		t.Errorf("while it stops: %d %s", a.Status, a.Body)
	}
	<-stopped
}
