package kill_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/test/process"
)

// TestAChangeOfTheSecretKeySurvivesAKilledServer kills the server later and later after it was asked to change the key
// that secrets are sealed with, until it has answered. Add-ons' clients work after every start.
func TestAChangeOfTheSecretKeySurvivesAKilledServer(t *testing.T) {
	s := process.Start(t, process.Config{})
	var holders []*holder
	for range 5 {
		h := newHolder(t, s, `"callbackUrl":"%[1]s/cb"`)
		h.install(h.preview())
		holders = append(holders, h)
	}
	key := filepath.Join(s.Dir, "secret.key")
	first := read(t, key)
	for round, after := 0, time.Duration(0); ; round, after = round+1, after*2+time.Millisecond {
		answered := make(chan bool, 1)
		go func() {
			status, _ := holders[0].ask(http.MethodPost, s.URL+"/api/secrets/rotate", "", "")
			answered <- status == http.StatusOK
		}()
		done := false
		select {
		case done = <-answered:
		case <-time.After(after): // the moment of the power cut
		}
		s.Kill(t)
		s.Restart(t)
		for _, h := range holders {
			h.t = t
			h.works(h.client(), "send_notification")
		}
		if t.Failed() {
			t.Fatalf("killed after %v", after)
		}
		if done {
			t.Logf("answered in round %d", round+1)
			break
		}
	}
	if read(t, key) == first {
		t.Error("the key is the first one")
	}
	if left, err := filepath.Glob(key + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	wrong := hipchat.InstallPayload{OAuthID: holders[0].client().OAuthID, OAuthSecret: fmt.Sprintf("%040d", 0)}
	holders[0].worksNot(wrong)
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
