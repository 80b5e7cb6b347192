package main

import (
	"net/url"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// The scripts post as the documentation shows it: from hooks of git, and from jobs.
func TestSendIsUsedAsIsDocumented(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Ops")
	token := s.RoomToken("Ops", "CI")
	find := func(ts *testscript.TestScript, what string, is func(m hipchat.Message) bool) {
		list, err := s.Client(s.Token).ViewRecentRoomHistory(t.Context(), "Ops", hipchat.RecentQuery{})
		ts.Check(err)
		for _, m := range list.Items {
			if is(m) {
				return
			}
		}
		ts.Fatalf("%s is not among %+v", what, list.Items)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata/send", RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("STOA_URL", s.URL)
			env.Setenv("STOA_TOKEN", token)
			env.Setenv("HOME", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"said": func(ts *testscript.TestScript, _ bool, args []string) {
				find(ts, args[0], func(m hipchat.Message) bool { return m.Message == args[0] && m.Color == args[1] })
			},
			"shared": func(ts *testscript.TestScript, _ bool, args []string) {
				want, err := os.ReadFile(ts.MkAbs(args[0]))
				ts.Check(err)
				find(ts, args[0], func(m hipchat.Message) bool {
					if m.File == nil || m.File.Name != args[0] || m.Message != args[1] {
						return false
					}
					u, err := url.Parse(m.File.URL)
					return err == nil && s.Send("GET", u.Path, nil, nil).Body == string(want)
				})
			},
		},
	})
}
