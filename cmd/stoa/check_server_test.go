package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stoachat/stoa/internal/stoatest"
)

func TestServersAreCheckedAsIsDocumented(t *testing.T) {
	t.Parallel()
	s := stoatest.Start(t)
	s.Room("Quay")
	room := s.RoomToken("Quay", "check")
	v1 := s.V1Token("notification")
	testscript.Run(t, testscript.Params{Dir: "testdata/server", RequireExplicitExec: true, Setup: func(env *testscript.Env) error {
		env.Setenv("SERVER", s.URL)
		env.Setenv("STOA_TOKEN", s.Token)
		env.Setenv("ROOM_TOKEN", room)
		env.Setenv("V1_TOKEN", v1)
		return nil
	}})
}
