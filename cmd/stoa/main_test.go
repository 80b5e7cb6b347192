package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stoa.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFlagBeatsTheEnvironmentWhichBeatsTheFile(t *testing.T) {
	config := file(t, "listen = \"127.0.0.1:1\"\nrate-v2 = 7\n")
	t.Setenv("STOA_CONFIG", config)
	for _, tt := range []struct {
		name, env, want string
		args            []string
	}{
		{"the default", "", "127.0.0.1:1", nil},
		{"the environment", "127.0.0.1:2", "127.0.0.1:2", nil},
		{"the flag", "127.0.0.1:2", "127.0.0.1:3", []string{"--listen", "127.0.0.1:3"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.env != "" {
				t.Setenv("STOA_LISTEN", tt.env)
			}
			var c cli
			parser, err := newParser(t.Context(), &c)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(append([]string{"serve"}, tt.args...)); err != nil {
				t.Fatal(err)
			}
			if c.Serve.Listen != tt.want || c.Serve.RateV2 != 7 {
				t.Errorf("got %s and %d", c.Serve.Listen, c.Serve.RateV2)
			}
		})
	}
}

func TestAMisspeltSettingIsAnError(t *testing.T) {
	var c cli
	parser, err := newParser(t.Context(), &c)
	if err != nil {
		t.Fatal(err)
	}
	_, err = parser.Parse([]string{"serve", "--config", file(t, "lsiten = \"x\"\n")})
	if err == nil || !strings.Contains(err.Error(), "lsiten") {
		t.Errorf("got %v", err)
	}
}

func TestExitCodesSayWhatWentWrong(t *testing.T) {
	t.Setenv("STOA_TOKEN", "")
	for _, tt := range []struct {
		args []string
		want int
	}{
		{[]string{"version"}, 0},
		{[]string{"nonsense"}, exitUsage},
		{[]string{"token", "create"}, exitUsage},
		{[]string{"serve", "--rate-limits", "maybe"}, exitUsage},
		{[]string{"room", "list"}, exitFailure},                                                // no token
		{[]string{"room", "list", "--url", "http://127.0.0.1:1", "--token", "x"}, exitFailure}, // no server
		{[]string{"token", "create", "--name", "x", "--token", "x"}, exitFailure},              // neither --room nor --v1
	} {
		if got := run(tt.args); got != tt.want {
			t.Errorf("%v: exit %d, want %d", tt.args, got, tt.want)
		}
	}
}

func TestTheVersionIsShownToWhoeverAsksAsOtherProgramsAreAsked(t *testing.T) {
	parser, err := newParser(t.Context(), &cli{})
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	ended := -1
	parser.Stdout, parser.Exit = &shown, func(code int) { ended = code }
	_, _ = parser.Parse([]string{"--version"}) // which goes on only because nothing ended
	if shown.String() != version()+"\n" || ended != 0 {
		t.Errorf("shown: %q, ended with %d", shown.String(), ended)
	}
}
