package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// as makes the command line speak to the server as its administrator.
func as(t *testing.T, s *stoatest.Server) {
	t.Helper()
	t.Setenv("STOA_URL", s.URL)
	t.Setenv("STOA_TOKEN", s.Token)
}

func TestTheGroupsEmoticonsComeAndGoFromTheShell(t *testing.T) {
	s := stoatest.Start(t)
	as(t, s)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 32, 24))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "parrot.png")
	if err := os.WriteFile(path, picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run([]string{"emoticon", "add", "partyparrot", path}); got != 0 {
		t.Fatalf("add: exit %d", got)
	}
	client := s.Client(s.Token)
	e, err := client.GetEmoticon(t.Context(), "partyparrot")
	if err != nil || e.Width != 32 || e.Height != 24 || e.Type != hipchat.EmoticonGroup {
		t.Errorf("got %+v, %v", e, err)
	}
	for _, tt := range []struct {
		name string
		args []string
		want int
	}{
		{"a name that is taken", []string{"emoticon", "add", "partyparrot", path}, exitFailure},
		{"a name that stands for a global one", []string{"emoticon", "add", "shipit", path}, 0},
		{"the list", []string{"emoticon", "list"}, 0},
		{"removal", []string{"emoticon", "remove", "(partyparrot)"}, 0},
		{"removal of what is gone", []string{"emoticon", "remove", "partyparrot"}, exitFailure},
	} {
		if got := run(tt.args); got != tt.want {
			t.Errorf("%s: exit %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestPeopleAreInvitedAndDeactivatedFromTheShell(t *testing.T) {
	s := stoatest.Start(t)
	as(t, s)
	for _, args := range [][]string{
		{"user", "invite", "--name", "Ada Brook", "--email", "ada@example.test"},
		{"user", "list"},
	} {
		if got := run(args); got != 0 {
			t.Fatalf("%v: exit %d", args, got)
		}
	}
	client := s.Client(s.Token)
	ada, err := client.ViewUser(t.Context(), "ada@example.test")
	if err != nil || ada.Name != "Ada Brook" || ada.IsDeleted {
		t.Fatalf("got %+v, %v", ada, err)
	}
	if got := run([]string{"user", "delete", "ada@example.test"}); got != 0 {
		t.Fatalf("delete: exit %d", got)
	}
	if ada, err = client.ViewUser(t.Context(), "ada@example.test"); err != nil || !ada.IsDeleted {
		t.Errorf("got %+v, %v", ada, err)
	}
}
