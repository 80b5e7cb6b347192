package xmpp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/stoatest"
)

// pushed waits for a change of the roster and answers who it is about.
func (c *client) pushed() (contact string) {
	c.t.Helper()
	n := c.wait("a change of the roster", func(n *node) bool {
		return n.XMLName.Local == "iq" && n.attr("type") == "set" && n.at("query").XMLName.Space == "jabber:iq:roster"
	})
	if !strings.HasPrefix(n.attr("id"), "push-") || n.attr("from") != "1_2"+people || len(n.at("query").Nodes) != 1 {
		c.t.Errorf("%+v", n)
	}
	c.say(`<iq type="result" id="` + n.attr("id") + `"/>`)
	return contactOf(n)
}

// pushedOf is pushed for one person alone, and what has come before is over: of people who were made just before the client came it
// may be told after it has asked for the roster.
func (c *client) pushedOf(id int) (contact string) {
	c.t.Helper()
	n := c.wait(fmt.Sprint("a change of the roster about ", id), func(n *node) bool {
		return n.at("query").XMLName.Space == "jabber:iq:roster" && n.at("query", "item").attr("jid") == fmt.Sprint("1_", id, people)
	})
	c.seen = nil
	return contactOf(n)
}

func contactOf(change *node) string {
	item := change.at("query", "item")
	return strings.Join([]string{item.attr("jid"), item.attr("name"), item.attr("mention_name"), item.attr("email"), item.attr("subscription")}, " ")
}

// A client that has asked for the roster hears what changes there, and no other one does. spec: xmpp, 3.2.
func TestWhatChangesOnTheRosterIsTold(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x")
	bo.ask("get", "", `<query xmlns="jabber:iq:roster"/>`)
	unasked := enter(t, s, "1_2", password, "y")
	s.User("Dee", "dee@example.test")
	if d := cmp.Diff("1_4"+people+" Dee Dee dee@example.test both", bo.pushedOf(4)); d != "" {
		t.Errorf("made (-want +got)\n%s", d)
	}
	for _, step := range []struct {
		name, method, path string
		body               any
		want               string
	}{
		{"renamed", "PUT", "/v2/user/4", map[string]any{"name": "Dee Dee", "email": "dee@example.test", "mention_name": "Dee"}, "1_4" + people + " Dee Dee Dee dee@example.test both"},
		{"mentioned otherwise", "PUT", "/v2/user/4", map[string]any{"name": "Dee Dee", "email": "dee@example.test", "mention_name": "dd"}, "1_4" + people + " Dee Dee dd dee@example.test both"},
		{"deleted", "DELETE", "/v2/user/4", nil, "1_4" + people + "    remove"},
		{"brought back", "POST", "/v2/user", map[string]any{"name": "Dee", "email": "dee@example.test", "mention_name": "dd"}, "1_4" + people + " Dee dd dee@example.test both"},
	} {
		if a := s.Call(s.Token, step.method, step.path, step.body); a.Status/100 != 2 {
			t.Fatalf("%s: %d %s", step.name, a.Status, a.Body)
		}
		if d := cmp.Diff(step.want, bo.pushed()); d != "" {
			t.Errorf("%s (-want +got)\n%s", step.name, d)
		}
	}
	s.Call(s.Token, "PUT", "/v2/user/3", map[string]any{"name": "Cy", "email": "cy@example.test", "mention_name": "Cy", "title": "Plumber"})
	s.User("Eve", "eve@example.test")
	if got := bo.pushed(); !strings.Contains(got, "Eve") {
		t.Errorf("what the roster does not show is told: %s", got)
	}
	unasked.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
	for _, n := range unasked.seen {
		if n.XMLName.Local == "iq" {
			t.Errorf("it did not ask: %+v", n)
		}
	}
}

// People who change at once come in one frame, and each is a change of the roster.
func TestManyWhoAreRenamedAtOnceAreAllToldOf(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x")
	bo.ask("get", "", `<query xmlns="jabber:iq:roster"/>`)
	const first, last = 4, 9
	for id := first; id <= last; id++ {
		s.User(fmt.Sprint("P", id), fmt.Sprintf("p%d@example.test", id))
	}
	bo.pushedOf(last)
	var want, got []string
	for id := first; id <= last; id++ {
		s.Call(s.Token, "PUT", fmt.Sprint("/v2/user/", id), map[string]any{"name": fmt.Sprint("Q", id), "email": fmt.Sprintf("p%d@example.test", id), "mention_name": fmt.Sprint("Q", id)})
		want = append(want, fmt.Sprintf("1_%d%s Q%[1]d Q%[1]d p%[1]d@example.test both", id, people))
	}
	for range want {
		got = append(got, bo.pushed())
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestWhoIsRenamedIsSoInTheRoom(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, s, "1_3", password, "x").join("1_boiler_room", "Cy")
	bo.wait("Cy", from(boiler+"/Cy", ""))
	s.Call(s.Token, "PUT", "/v2/user/3", map[string]any{"name": "Cyrus", "email": "cy@example.test", "mention_name": "cyrus"})
	left := bo.wait("that there is no Cy", from(boiler+"/Cy", "unavailable"))
	if left.codes() != "303" || left.at("x", "item").attr("nick") != "Cyrus" {
		t.Errorf("%+v", left)
	}
	if n := bo.wait("Cyrus", from(boiler+"/Cyrus", "")); n.at("x", "item").attr("mention_name") != "cyrus" {
		t.Errorf("%+v", n)
	}
	cy.wait("the end of the stream under the old name", func(n *node) bool { return n.XMLName.Local == "error" && n.has("system-shutdown") })
	cy = enter(t, s, "1_3", password, "x").join("1_boiler_room", "Cyrus")
	cy.say(`<message to="` + boiler + `" type="groupchat"><body>it is me</body></message>`)
	if n := bo.wait("what Cyrus says", said("it is me")); n.attr("from") != boiler+"/Cyrus" {
		t.Errorf("%+v", n)
	}
}

// What the room is called, and who may see it, is asked for by clients that know the code. A bot would take it for a message.
func TestWhoIsInsideIsToldThatTheRoomHasChanged(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	bot := enter(t, s, "1_3", password, "bot").join("1_boiler_room", "Cy")
	changed := func(n *node) bool {
		return n.XMLName.Local == "message" && n.attr("from") == boiler && n.attr("type") == "groupchat" && n.codes() == "104"
	}
	for _, change := range []string{`{"name":"Pipe Room"}`, `{"privacy":"private"}`} {
		if a := s.Call(s.Token, "PATCH", "/api/rooms/1", change); a.Status != 200 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		bo.wait("that the room has changed", changed)
	}
	info := bo.ask("get", boiler, `<query xmlns="http://jabber.org/protocol/disco#info"/>`).at("query")
	if info.at("identity").attr("name") != "Pipe Room" || info.at("x", "privacy").Text != "private" {
		t.Errorf("the room is %+v", info)
	}
	admin := enter(t, s, "1_1", stoatest.AdminPassword, "x").join("1_boiler_room", "Administrator")
	admin.say(fmt.Sprintf(`<message to="%s" type="groupchat"><body>done</body></message>`, boiler))
	bo.wait("what comes after", said("done"))
	bot.wait("what comes after", said("done"))
	for _, n := range append(bo.seen, bot.seen...) {
		if changed(&n) {
			t.Errorf("told again, or to a bot: %+v", n)
		}
	}
}
