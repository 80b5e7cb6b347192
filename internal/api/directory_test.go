package api_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestTheDirectoryShowsWhatWorksOnSelfHostedServers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalogue.json")
	text := `{"addons":[{"key":"a","name":"A","vendor":{"name":"V"},"description":"d","descriptor":"https://a.test/d","self_hosted":true},
		{"key":"b","name":"B","vendor":{"name":"V"},"description":"d","descriptor":"https://b.test/d"}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := stoatest.Start(t, func(c *app.Config) { c.Directory = file })
	_, bob := s.User("Bob", "bob@example.test")
	for path, want := range map[string]int{"/api/directory": 1, "/api/directory?all=true": 2} {
		var got struct{ Items []struct{ Key string } }
		s.Call(bob, "GET", path, nil).JSON(t, &got)
		if len(got.Items) != want {
			t.Errorf("%s: %+v", path, got)
		}
	}
	if e, err := s.Remote.InDirectory(t.Context(), "b"); err != nil || e.Descriptor != "https://b.test/d" {
		t.Errorf("%+v, %v", e, err)
	}
	if a := s.Call(bob, "GET", "/api/directory/c", nil); a.Status != 404 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := s.Call("", "GET", "/api/directory", nil); a.Status != 401 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
