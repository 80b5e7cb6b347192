package api_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestPeopleAreToldHowChatClientsConnect(t *testing.T) {
	t.Parallel()
	type room struct{ Name, Address string }
	type settings struct {
		Spoken                            bool
		Account, Nick, Server, Encryption string
		Port                              int
		Rooms                             []room
	}
	s := stoatest.Start(t)
	var got settings
	asAdmin(t, s, "GET", "/api/me/xmpp", nil, &got)
	if d := cmp.Diff(settings{}, got); d != "" {
		t.Errorf("where it is not spoken (-want +got)\n%s", d)
	}

	s = stoatest.Start(t, func(c *app.Config) { c.XMPPListen, c.XMPPTLS, c.XMPPDomain = "127.0.0.1:0", "off", "btf.hipchat.com" })
	s.Room("Boiler Room") // who makes a room is in it
	left := s.Room("Elsewhere")
	asAdmin(t, s, "POST", "/api/rooms/"+strconv.FormatInt(left.ID, 10)+"/leave", nil, nil)
	asAdmin(t, s, "GET", "/api/me/xmpp", nil, &got)
	port, err := strconv.Atoi(s.XMPP[strings.LastIndex(s.XMPP, ":")+1:])
	if err != nil {
		t.Fatal(err)
	}
	want := settings{true, "1_1@chat.btf.hipchat.com", "Administrator", "localhost", "off", port, []room{{"Boiler Room", "1_boiler_room@conf.btf.hipchat.com"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	me, err := s.Client(s.Token).ViewUser(context.Background(), "1")
	if err != nil || me.XMPPJID != want.Account {
		t.Errorf("API v2 has another address: %s, %v", me.XMPPJID, err)
	}
}
