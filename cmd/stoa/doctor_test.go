package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/doctor"
	"github.com/stoachat/stoa/internal/stoatest"
)

// printed runs the command line and answers its exit code and what it printed.
func printed(t *testing.T, args ...string) (int, string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = w
	text := make(chan string, 1)
	go func() {
		b, _ := io.ReadAll(r)
		text <- string(b)
	}()
	code := run(args)
	os.Stdout = stdout
	_ = w.Close()
	return code, <-text
}

func TestTheDoctorLooksFromHereAndFromTheServer(t *testing.T) {
	s := stoatest.Start(t)
	addon := s.Addon("", nil, nil)
	addon.Token()
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "well") }))
	t.Cleanup(page.Close)
	t.Setenv("STOA_URL", s.URL)
	t.Setenv("STOA_TOKEN", s.Token)
	for _, tt := range []struct {
		name         string
		args         []string
		exit         int
		here, server []doctor.Code
	}{
		{"the server", nil, 0, []doctor.Code{doctor.OK}, []doctor.Code{doctor.OK}},
		{"an address", []string{page.URL}, 0, []doctor.Code{doctor.OK}, []doctor.Code{doctor.OK, doctor.OK}},
		{"an address with a port that cannot be", []string{page.URL + "0"}, exitUsage, nil, nil},
		{"an add-on", []string{"--addon", "test.addon"}, 0, []doctor.Code{doctor.OK}, []doctor.Code{doctor.OK, doctor.OK, doctor.OK, doctor.OK}},
		{"a metadata address", []string{"http://169.254.169.254/"}, exitFailure, []doctor.Code{doctor.OK}, []doctor.Code{doctor.OK, doctor.BlockedAlways}},
		{"what is no server", []string{"--url", page.URL}, exitFailure, []doctor.Code{doctor.NotAServer}, []doctor.Code{}},
		{"an add-on that is not there", []string{"--addon", "none"}, exitFailure, nil, nil},
		{"both", []string{page.URL, "--addon", "test.addon"}, exitUsage, nil, nil},
		{"a room without an add-on", []string{"--room", "Ops"}, exitUsage, nil, nil},
		{"no URL", []string{"nonsense"}, exitUsage, nil, nil},
	} {
		exit, text := printed(t, append([]string{"doctor", "--json"}, tt.args...)...)
		var out diagnosis
		if tt.here != nil {
			if err := json.Unmarshal([]byte(text), &out); err != nil {
				t.Errorf("%s: %v in %q", tt.name, err, text)
			}
			if diff := cmp.Diff([][]doctor.Code{tt.here, tt.server}, [][]doctor.Code{codesOf(out.Here), codesOf(out.Server)}); diff != "" {
				t.Errorf("%s: %s\n%s", tt.name, diff, text)
			}
		}
		if exit != tt.exit {
			t.Errorf("%s: exit %d, want %d: %s", tt.name, exit, tt.exit, text)
		}
	}
}

func codesOf(found []doctor.Finding) []doctor.Code {
	list := []doctor.Code{}
	for _, f := range found {
		list = append(list, f.Code)
	}
	return list
}
