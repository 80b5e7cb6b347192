package xmpp_test

import (
	"fmt"
	"testing"

	"github.com/stoachat/stoa/internal/stoatest"
)

// What a client says is done beside what it is told, and both look at the rooms that it is in: with -race this fails when they
// do so unordered.
func TestARoomIsLeftWhileTheClientIsToldWhatHappensThere(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	admin := enter(t, s, "1_1", stoatest.AdminPassword, "x")
	for i := range 60 {
		admin.join("1_boiler_room", "Administrator")
		admin.say(fmt.Sprintf(`<message to="%s" type="groupchat"><subject>steam %d</subject></message><message to="%[1]s" type="groupchat"><subject>steam %[2]d.5</subject></message><presence to="%[1]s" type="unavailable"/>`, boiler, i))
		admin.wait("that it left", from(boiler+"/Administrator", "unavailable"))
	}
}
