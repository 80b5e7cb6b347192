package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// input makes text the standard input until the test ends.
func input(t *testing.T, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "input")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	terminal := os.Stdin
	os.Stdin = f
	t.Cleanup(func() {
		os.Stdin = terminal
		f.Close()
	})
}

func TestSendPostsFromTheShell(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops Room")
	token := s.RoomToken("Ops Room", "CI")
	const card = `{"style":"link","id":"1","title":"Build 512"}`
	cardFile := filepath.Join(t.TempDir(), "card.json")
	if err := os.WriteFile(cardFile, []byte(card), 0o600); err != nil {
		t.Fatal(err)
	}
	client := s.Client(s.Token)
	yes, no := true, false
	for _, tt := range []struct {
		name  string
		token string
		stdin string
		args  []string
		want  hipchat.Message
	}{
		{"words", token, "", []string{"Build", "512", "passed"},
			hipchat.Message{Type: "notification", Message: "Build 512 passed", MessageFormat: "text", Color: "yellow", Notify: &no, From: hipchat.From{Name: "CI"}}},
		{"standard input", token, "line 1\nline 2\n", []string{"--color", "red", "--notify", "--from", "nightly"},
			hipchat.Message{Type: "notification", Message: "line 1\nline 2", MessageFormat: "text", Color: "red", Notify: &yes, From: hipchat.From{Name: "CI · nightly"}}},
		{"HTML with a card", token, "", []string{"--format", "html", "--color", "green", "--card", cardFile, "<b>512</b>"},
			hipchat.Message{Type: "notification", Message: "<b>512</b>", MessageFormat: "html", Color: "green", Notify: &no, Card: card, From: hipchat.From{Name: "CI"}}},
		{"as oneself", s.Token, "", []string{"--as", "message", "done"},
			hipchat.Message{Type: "message", Message: "done", From: hipchat.From{Name: "Administrator"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			input(t, tt.stdin)
			t.Setenv("STOA_URL", s.URL)
			t.Setenv("STOA_TOKEN", tt.token)
			if code := run(append([]string{"send", "--room", "Ops Room"}, tt.args...)); code != 0 {
				t.Fatalf("exit %d", code)
			}
			list, err := client.ViewRecentRoomHistory(t.Context(), "Ops Room", hipchat.RecentQuery{MaxResults: 1})
			if err != nil || len(list.Items) != 1 {
				t.Fatalf("%d messages, %v", len(list.Items), err)
			}
			got := list.Items[0]
			got = hipchat.Message{
				Type: got.Type, Message: got.Message, MessageFormat: got.MessageFormat, Color: got.Color, Notify: got.Notify, Card: got.Card,
				From: hipchat.From{Name: got.From.Name},
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSendSaysByItsExitCodeWhatWentWrong(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	notACard := filepath.Join(t.TempDir(), "card.json")
	if err := os.WriteFile(notACard, []byte(`{"style":"link"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		stdin string
		token string
		args  []string
		want  int
	}{
		{"no room", "x", s.Token, nil, exitUsage},
		{"no such colour", "x", s.Token, []string{"--room", "Ops", "--color", "pink"}, exitUsage},
		{"a coloured message", "x", s.Token, []string{"--room", "Ops", "--as", "message", "--color", "red"}, exitUsage},
		{"no such card", "x", s.Token, []string{"--room", "Ops", "--card", "/nowhere.json"}, exitUsage},
		{"a card without a title", "x", s.Token, []string{"--room", "Ops", "--card", notACard}, exitUsage},
		{"no token", "x", "", []string{"--room", "Ops"}, exitFailure},
		{"an unknown token", "x", "y", []string{"--room", "Ops"}, exitFailure},
		{"no such room", "x", s.Token, []string{"--room", "Nowhere"}, exitFailure},
		{"nothing to say", "", s.Token, []string{"--room", "Ops"}, exitFailure},
		{"too much to say", strings.Repeat("x", 10001), s.Token, []string{"--room", "Ops"}, exitFailure},
		{"just enough", strings.Repeat("ä", 10000), s.Token, []string{"--room", "Ops"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			input(t, tt.stdin)
			t.Setenv("STOA_URL", s.URL)
			t.Setenv("STOA_TOKEN", tt.token)
			if got := run(append([]string{"send"}, tt.args...)); got != tt.want {
				t.Errorf("exit %d, want %d", got, tt.want)
			}
		})
	}
}

func TestSendSaysWhatToDoAboutATokenThatIsRefused(t *testing.T) {
	s := stoatest.Start(t)
	s.Room("Ops")
	for _, as := range []string{"notification", "message"} {
		c := sendCmd{target: target{URL: s.URL, Secret: "revoked"}, Room: "Ops", As: as, Color: "green", Format: "text", Timeout: time.Minute, Message: []string{"x"}}
		err := c.Run(t.Context())
		if !errors.Is(err, hipchat.ErrUnauthorized) || !strings.Contains(err.Error(), "was revoked, or has ended") || !strings.Contains(err.Error(), howToMakeToken) {
			t.Errorf("%s: %v", as, err)
		}
	}
}
