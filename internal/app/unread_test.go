package app_test

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/chat"
	"github.com/stoachat/stoa/internal/stoatest"
	"github.com/stoachat/stoa/internal/store/storetest"
)

// What waits for an add-on to read its client survives a restart; what nobody read in time does not. spec: connect, 3.5
func TestAnInstallationWaitsForItsAddonAcrossARestartButNotForever(t *testing.T) {
	dir, clock := t.TempDir(), stoatest.NewClock()
	database := "sqlite://" + filepath.Join(dir, "stoa.db")
	start := func() *stoatest.Server {
		return stoatest.Start(t, stoatest.WithClock(clock), stoatest.WithDatabase(database), func(c *app.Config) { c.Data = dir })
	}
	waiting := func(key string) func(*hipchat.Descriptor, string) {
		return func(d *hipchat.Descriptor, base string) {
			d.Key, d.Capabilities.Installable = key, &hipchat.Installable{InstalledURL: base}
		}
	}
	s := start()
	read := s.Addon("", waiting("read"), nil)
	s.Addon("", waiting("unread"), nil)
	open, err := url.Parse(read.Installation.Open)
	if err != nil {
		t.Fatal(err)
	}
	path, err := url.Parse(open.Query().Get("installable_url"))
	if err != nil {
		t.Fatal(err)
	}
	s.Stop()

	clock.Advance(20 * time.Minute)
	s = start()
	if a := s.Call("", "GET", path.Path, nil); a.Status != 200 {
		t.Errorf("read after a restart: %d %s", a.Status, a.Body)
	}
	s.Stop()

	clock.Advance(20 * time.Minute)
	start().Stop()
	left, err := storetest.Open(t, database).Installations(t.Context(), chat.InstallationFilter{})
	if err != nil || len(left) != 1 || left[0].Key != "read" || !left[0].Active {
		var keys []string
		for _, in := range left {
			keys = append(keys, in.Key)
		}
		t.Errorf("left: %s, %v", strings.Join(keys, ", "), err)
	}
}
