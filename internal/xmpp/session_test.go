package xmpp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

func TestPeopleTalkToEachOther(t *testing.T) {
	t.Parallel()
	s, boToken, cyToken := started(t)
	bo := enter(t, s, "1_2", password, "x")
	cy := enter(t, s, "1_3", password, "y")
	bo.say(`<message to="1_3` + people + `/made-up" type="chat" id="1"><body>hello</body><inactive xmlns="http://jabber/protocol/chatstates"/></message>`)
	if n := cy.wait("what Bo said", said("hello")); !strings.HasPrefix(n.attr("from"), "1_2"+people+"/") || n.attr("type") != "chat" || n.has("delay") {
		t.Errorf("%+v", n)
	}
	cy.say(`<message to="1_2` + people + `" type="chat"><body>hello yourself</body></message>`)
	bo.wait("the answer", said("hello yourself"))

	bo.end()
	s.Call(cyToken, "POST", "/v2/user/2/message", map[string]any{"message": "while you were away"})
	bo = enter(t, s, "1_2", password, "x")
	if n := bo.wait("what was said meanwhile", said("while you were away")); !n.has("delay") {
		t.Errorf("it looks new: %+v", n)
	}
	eventually(t, "what the client got counts as read", func() bool {
		var got struct{ Items []struct{ Unread int } }
		s.Call(boToken, "GET", "/api/conversations", nil).JSON(t, &got)
		return len(got.Items) == 1 && got.Items[0].Unread == 0
	})
	bo.end()
	bo = enter(t, s, "1_2", password, "x")
	s.Call(cyToken, "POST", "/v2/user/2/message", map[string]any{"message": "and now"})
	bo.wait("what is said now", said("and now"))
	for _, n := range bo.seen {
		if n.XMLName.Local == "message" {
			t.Errorf("it is told again: %+v", n)
		}
	}
	bo.say(`<message to="1_77` + people + `" type="chat" id="m"><body>x</body></message>`)
	if n := bo.wait("a refusal", func(n *node) bool { return n.attr("id") == "m" }); !n.has("error", "item-not-found") {
		t.Errorf("%+v", n)
	}
}

func TestSomebodyInARoomIsSpokenToAlone(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, s, "1_3", password, "x").join("1_boiler_room", "Cy")
	bo.wait("Cy", from(boiler+"/Cy", ""))
	bo.say(`<message to="` + boiler + `/Cy" type="chat"><body>between us</body></message>`)
	if n := cy.wait("what Bo said", said("between us")); n.attr("type") != "chat" || !strings.HasPrefix(n.attr("from"), "1_2"+people) {
		t.Errorf("%+v", n)
	}
	if got := history(t, s, "Boiler Room"); len(got) != 0 {
		t.Errorf("the room shows %q", got)
	}
}

func TestSignsOfLifeAreTakenInSilence(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	c := enter(t, s, "1_2", password, "x")
	c.say(" \n<r/><r xmlns='urn:xmpp:sm:3'/><message/><presence type='available'><show/><status/></presence><presence to='1_3" + people + "' type='subscribe'/><unknown/>")
	if n := c.ask("get", "chat."+domain, `<ping xmlns="urn:xmpp:ping"/>`); n.attr("type") != "result" || n.attr("from") != "chat."+domain {
		t.Errorf("%+v", n)
	}
	for _, n := range c.seen {
		if n.XMLName.Local != "presence" {
			t.Errorf("they are answered: %+v", n)
		}
	}
}

// names are the names of children, in their order.
func (n *node) names() (all []string) {
	for _, c := range n.Nodes {
		all = append(all, c.XMLName.Local)
	}
	return all
}

func TestBotsFindWhatTheyLookForInLists(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	s.PrivateRoom("Secret")
	c := enter(t, s, "1_2", password, "x")

	var people3 []string
	for _, item := range c.ask("get", "", `<query xmlns="jabber:iq:roster"/>`).at("query").Nodes {
		people3 = append(people3, item.attr("jid")+" "+item.attr("name")+" "+item.attr("mention_name")+" "+item.attr("subscription")+" "+item.attr("email"))
	}
	if d := cmp.Diff([]string{
		"1_1" + people + " Administrator admin both admin@example.test",
		"1_2" + people + " Bo Lindqvist BoLindqvist both bo@example.test",
		"1_3" + people + " Cy Cy both cy@example.test",
	}, people3); d != "" {
		t.Errorf("roster (-want +got)\n%s", d)
	}

	items := c.ask("get", "conf."+domain, `<query xmlns="http://jabber.org/protocol/disco#items"/>`).at("query")
	if len(items.Nodes) != 1 || items.Nodes[0].attr("jid") != boiler || items.Nodes[0].attr("name") != "Boiler Room" {
		t.Fatalf("rooms: %+v", items.Nodes)
	}
	for _, name := range []string{"id", "topic", "privacy", "owner", "guest_url", "num_participants", "last_active"} {
		if !slices.Contains(items.Nodes[0].Nodes[0].names(), name) {
			t.Errorf("the room has no %s", name)
		}
	}
	if got := c.ask("get", "chat."+domain, `<query xmlns="http://jabber.org/protocol/disco#items"/>`).at("query").Nodes; len(got) != 1 || got[0].attr("jid") != "conf."+domain {
		t.Errorf("domains: %+v", got)
	}
	if got := c.ask("get", "conf.127.0.0.1", `<query xmlns="http://jabber.org/protocol/disco#items"/>`).at("query").Nodes; len(got) != 1 || got[0].attr("jid") != "1_boiler_room@conf.127.0.0.1" {
		t.Errorf("a client that makes its own domain is told another: %+v", got)
	}
	info := c.ask("get", boiler, `<query xmlns="http://jabber.org/protocol/disco#info"/>`).at("query")
	if info.at("identity").attr("name") != "Boiler Room" || info.at("x", "privacy").Text != "public" {
		t.Errorf("the room is %+v", info)
	}
	if n := c.ask("get", "1_secret"+rooms, `<query xmlns="http://jabber.org/protocol/disco#info"/>`); !n.has("error", "item-not-found") {
		t.Errorf("a private room is shown: %+v", n)
	}

	card := c.ask("get", "", `<vCard xmlns="vcard-temp"/>`).at("vCard")
	if card.at("FN").Text != "Bo Lindqvist" || card.at("NICKNAME").Text != "BoLindqvist" || card.Text != "" {
		t.Errorf("own card: %+v", card)
	}
	if other := c.ask("get", "1_3"+people, `<vCard xmlns="vcard-temp"/>`).at("vCard"); other.at("FN").Text != "Cy" {
		t.Errorf("another's card: %+v", other)
	}
	if n := c.ask("get", "1_77"+people, `<vCard xmlns="vcard-temp"/>`); !n.has("error", "item-not-found") {
		t.Errorf("nobody's card: %+v", n)
	}
	if got := c.ask("get", "1_2"+people, `<query xmlns="http://hipchat.com/protocol/profile"/>`).at("query"); got.at("name").Text != "Bo Lindqvist" || got.at("mention_name").Text != "BoLindqvist" {
		t.Errorf("profile: %+v", got)
	}
	if got := c.ask("get", "", `<query xmlns="http://hipchat.com/protocol/startup"/>`).at("query"); got.at("user_id").Text != "2" || got.at("is_admin").Text != "0" || !got.has("preferences", "autoJoin") {
		t.Errorf("startup: %+v", got)
	}
}

func TestEveryQuestionHasAnAnswer(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	c := enter(t, s, "1_2", password, "x")
	for _, q := range []struct{ kind, to, query, want string }{
		{"get", "", `<query xmlns="jabber:iq:private"><x xmlns="a"/></query>`, "service-unavailable"},
		{"set", "", `<enable xmlns="urn:xmpp:carbons:2"/>`, "service-unavailable"},
		{"get", boiler, `<query xmlns="http://jabber.org/protocol/muc#admin"><item affiliation="owner"/></query>`, "service-unavailable"},
		{"set", "", `<query xmlns="jabber:iq:roster"><item jid="x@y"/></query>`, "forbidden"},
		{"get", "", ``, "bad-request"},
		{"strange", "", `<a xmlns="b"/>`, "bad-request"},
		{"get", "@", `<query xmlns="jabber:iq:roster"/>`, "jid-malformed"},
		{"set", boiler, `<query xmlns="http://jabber.org/protocol/muc#admin"><item nick="Nobody" role="none"/></query>`, "item-not-found"},
		{"set", boiler, `<query xmlns="http://jabber.org/protocol/muc#admin"><item nick="Cy" role="moderator"/></query>`, "forbidden"},
	} {
		n := c.ask(q.kind, q.to, q.query)
		if n.attr("type") != "error" || n.at("error").Nodes[0].XMLName.Local != q.want {
			t.Errorf("%s %s: %+v, want %s", q.kind, q.query, n, q.want)
		}
	}
}

func TestWhoWantsToHearOfNobodyHearsOfNobody(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	enter(t, s, "1_3", password, "x")
	c := dial(t, s.XMPP)
	c.begin()
	c.say(`<auth xmlns="http://hipchat.com">` + packed("", "bo@example.test", password, "x") + `</auth>`)
	c.next()
	c.say(`<presence roster_presences="false"/>`)
	enter(t, s, "1_1", stoatest.AdminPassword, "x")
	c.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
	for _, n := range c.seen {
		if n.XMLName.Local == "presence" && !strings.HasPrefix(n.attr("from"), "1_2"+people) {
			t.Errorf("%+v", n)
		}
	}
	everybody := enter(t, s, "1_2", password, "y")
	everybody.wait("Cy", from("1_3"+people+"/stoa", ""))
}

func TestATokenDoesWhatItIsMadeFor(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	token := s.SignIn("bo@example.test", password, hipchat.ScopeViewGroup, hipchat.ScopeViewRoom, hipchat.ScopeViewMessages, hipchat.ScopeSendMessage)
	c := enter(t, s, "1_2", token, "bot").join("1_boiler_room", "Bo Lindqvist")
	c.say(`<message to="` + boiler + `" type="groupchat" id="t"><subject>mine</subject></message>`)
	n := c.wait("a refusal", func(n *node) bool { return n.attr("id") == "t" })
	if !n.has("error", "forbidden") || !strings.Contains(n.at("error", "text").Text, hipchat.ScopeAdminRoom) {
		t.Errorf("%+v", n)
	}
	for scope, query := range map[string]string{
		hipchat.ScopeAdminRoom + " to rename":   `<query xmlns="http://hipchat.com"><rename>x</rename></query>`,
		hipchat.ScopeAdminRoom + " to kick":     `<query xmlns="http://jabber.org/protocol/muc#admin"><item jid="1_3` + people + `" role="none"/></query>`,
		hipchat.ScopeManageRooms + " to delete": `<query xmlns="http://jabber.org/protocol/muc#owner"><destroy/></query>`,
	} {
		if n := c.ask("set", boiler, query); !n.has("error", "forbidden") || !strings.Contains(n.at("error", "text").Text, strings.Fields(scope)[0]) {
			t.Errorf("without %s: %+v", scope, n)
		}
	}
	c.say(`<presence to="1_mine` + rooms + `/Bo Lindqvist" id="make"><x xmlns="http://jabber.org/protocol/muc"/><x xmlns="http://hipchat.com/protocol/muc#room"><name>Mine</name></x></presence>`)
	if n := c.wait("a refusal", func(n *node) bool { return n.attr("id") == "make" }); !strings.Contains(n.at("error", "text").Text, hipchat.ScopeManageRooms) {
		t.Errorf("%+v", n)
	}
	c.say(`<message to="` + boiler + `" type="groupchat"><body>mine</body></message>`)
	c.wait("its echo", said("mine"))
}

// conflicts reads to the end of a stream whose address another one has now.
func (c *client) conflicts() {
	c.t.Helper()
	c.wait("a conflict", func(n *node) bool { return n.XMLName.Local == "error" && n.has("conflict") })
	if n, ok := c.read(); ok {
		c.t.Errorf("the stream goes on: %+v", n)
	}
}

// A bot comes back after its connection broke: with the resource that its dead stream still has. spec: xmpp, 2.4.
func TestOfTwoStreamsWithOneAddressTheNewerStays(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	other := enter(t, s, "1_2", password, "y")
	cy := enter(t, s, "1_3", password, "bot").join("1_boiler_room", "Cy")
	bo := enter(t, s, "1_2", password, "bot").join("1_boiler_room", "Bo Lindqvist")
	cy.wait("Bo", from(boiler+"/Bo Lindqvist", ""))
	for range 2 { // the second takes the place of the one that took a place
		again := enter(t, s, "1_2", password, "bot").join("1_boiler_room", "Bo Lindqvist")
		bo.conflicts()
		bo = again
	}
	bo.say(`<message to="` + boiler + `" type="groupchat"><body>back</body></message>`)
	bo.wait("its echo", said("back"))
	cy.wait("what Bo says", said("back"))
	for _, n := range cy.seen {
		if n.attr("type") == "unavailable" {
			t.Errorf("Bo seems to have been away: %+v", n)
		}
	}
	other.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
}
