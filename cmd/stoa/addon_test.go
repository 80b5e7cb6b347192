package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/remote"
	"github.com/stoachat/stoa/internal/stoatest"
)

// printedJSON runs the command line, which must succeed, and reads what it printed.
func printedJSON[T any](t *testing.T, args ...string) (v T) {
	t.Helper()
	exit, text := printed(t, append(args, "--json")...)
	if err := json.Unmarshal([]byte(text), &v); exit != 0 || err != nil {
		t.Fatalf("%v: exit %d, %v in %q", args, exit, err, text)
	}
	return v
}

func TestTheDirectoryIsListedInTheShell(t *testing.T) {
	file := filepath.Join(t.TempDir(), "catalogue.json")
	text := `{"addons":[{"key":"a","name":"A","vendor":{"name":"V"},"description":"d","descriptor":"https://a.test/d","self_hosted":true,"outbound":["a.test:443"]},
		{"key":"b","name":"B","vendor":{"name":"V"},"description":"d","descriptor":"https://b.test/d"}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	as(t, stoatest.Start(t, func(c *app.Config) { c.Directory = file }))
	for _, tt := range []struct {
		args []string
		want []string
	}{
		{[]string{"addon", "directory"}, []string{"a"}},
		{[]string{"addon", "directory", "--all"}, []string{"a", "b"}},
	} {
		var keys []string
		for _, e := range printedJSON[[]hipchat.CatalogueEntry](t, tt.args...) {
			keys = append(keys, e.Key)
		}
		if diff := cmp.Diff(tt.want, keys); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.args, diff)
		}
	}
}

func TestAnAddonsLevelIsChangedFromTheShell(t *testing.T) {
	s := stoatest.Start(t)
	as(t, s)
	s.Room("Ops")
	addon := s.Addon("Ops", nil, nil)
	level := []string{"addon", "level", "test.addon"}
	if in := printedJSON[remote.Installation](t, append(level, "1.3", "--room", "Ops")...); in.Level != hipchat.Level13 {
		t.Errorf("%+v", in)
	}
	if all := printedJSON[[]remote.Installation](t, "addon", "list", "--room", "Ops"); len(all) != 1 || all[0].Level != hipchat.Level13 {
		t.Errorf("%+v", all)
	}
	var token hipchat.TokenResponse
	addon.Grant(url.Values{"grant_type": {"client_credentials"}}).JSON(t, &token)
	if token.ExpiresIn > 3600 {
		t.Errorf("its tokens live for %d s, as on newer servers", token.ExpiresIn)
	}
	for _, tt := range []struct {
		name string
		args []string
		want int
	}{
		{"a level that never was", append(level, "3.1", "--room", "Ops"), exitUsage},
		{"no level", append(level, "--room", "Ops"), exitUsage},
		{"where it is not installed", append(level, "2.0"), exitFailure},
		{"back again", append(level, "latest", "--room", "Ops"), 0},
	} {
		if got := run(tt.args); got != tt.want {
			t.Errorf("%s: exit %d, want %d", tt.name, got, tt.want)
		}
	}
}
