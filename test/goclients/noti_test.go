package goclients_test

import (
	"strings"
	"testing"

	"github.com/variadico/noti"
	"github.com/variadico/noti/hipchat"

	"github.com/stoachat/stoa/test/coverage"
	"github.com/stoachat/stoa/test/process"
)

// environment is where noti looks for the room and its token.
type environment map[string]string

func (e environment) Get(name string) string { return e[name] }

// TestNotiTellsARoomThatACommandHasEnded runs noti 2.7.0, which decodes every answer and takes an empty one for success.
func TestNotiTellsARoomThatACommandHasEnded(t *testing.T) {
	s := process.Start(t, process.Config{Args: []string{"--log-level", "debug"}})
	told := noti.Params{
		Title: "make", Message: "Done!", API: s.URL + "/v2/room/%s/notification",
		Config: environment{"NOTI_HIPCHAT_DEST": "Ops Room", "NOTI_HIPCHAT_TOK": room(t, s, "Ops Room")}, // it encodes nothing
	}
	if err := hipchat.Notify(told); err != nil {
		t.Fatal(err)
	}
	if got, want := last(t, s, "Ops Room"), (notification{"make\nDone!", "yellow", "text"}); got != want {
		t.Errorf("the room shows %+v, want %+v", got, want)
	}
	told.Config = environment{"NOTI_HIPCHAT_DEST": "Ops Room", "NOTI_HIPCHAT_TOK": "wrong"}
	if err := hipchat.Notify(told); err == nil || !strings.Contains(err.Error(), "Invalid OAuth session") {
		t.Errorf("a wrong token: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	coverage.Check(t, "../coverage", coverage.Client{
		Name: "noti", Version: "2.7.0", From: "Go module", Calls: s.Called(t),
	})
}
