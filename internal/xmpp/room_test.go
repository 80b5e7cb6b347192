package xmpp_test

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/stoatest"
)

// eventually waits for what nobody tells of.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for end := time.After(patience); !is(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("it never came: %s", what)
		}
	}
}

const boiler = "1_boiler_room" + rooms

// started is a server with a room and three people: the administrator, Bo and Cy.
func started(t *testing.T) (s *stoatest.Server, bo, cy string) {
	t.Helper()
	s = stoatest.Start(t, withXMPP)
	s.Room("Boiler Room")
	_, bo = s.User("Bo Lindqvist", "bo@example.test")
	_, cy = s.User("Cy", "cy@example.test")
	return s, bo, cy
}

func TestARoomIsJoinedSpokenInAndLeft(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, s, "1_3", password, "bot")
	cy.say(`<presence to="` + boiler + `/Cy" id="j1"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
	other := cy.wait("Bo", from(boiler+"/Bo Lindqvist", ""))
	if item := other.at("x", "item"); item.attr("role") != "participant" || item.attr("mention_name") != "BoLindqvist" || !strings.HasPrefix(item.attr("jid"), "1_2"+people+"/") {
		t.Errorf("Bo is shown as %+v", item.Attrs)
	}
	self := cy.wait("itself", from(boiler+"/Cy", ""))
	if self.codes() != "110" || self.attr("id") != "j1" || self.at("x", "item").attr("jid") != "1_3"+people+"/bot" {
		t.Errorf("Cy is shown to itself as %+v", self)
	}
	if n := cy.next(); !n.has("subject") || n.has("body") {
		t.Errorf("the last is not the topic: %+v", n)
	}
	bo.wait("Cy", from(boiler+"/Cy", ""))

	cy.say(`<message to="` + boiler + `/Cy" from="wrong" type="groupchat" id="m1"><body>pressure &lt; 3</body><origin-id xmlns="urn:xmpp:sid:0" id="o1"/></message>`)
	echo := cy.wait("its echo", said("pressure < 3"))
	if echo.attr("from") != boiler+"/Cy" || echo.attr("id") != "m1" || echo.at("origin-id").attr("id") != "o1" || echo.attr("type") != "groupchat" {
		t.Errorf("the echo is %+v", echo)
	}
	heard := bo.wait("what Cy said", said("pressure < 3"))
	if heard.attr("from") != boiler+"/Cy" || heard.attr("from_jid") != "1_3"+people || heard.attr("mid") == "" || heard.has("origin-id") || heard.has("delay") {
		t.Errorf("Bo hears %+v", heard)
	}
	if d := cmp.Diff([]string{"pressure < 3"}, history(t, s, "Boiler Room")); d != "" {
		t.Errorf("history (-want +got)\n%s", d)
	}
	var byREST struct {
		Message struct{ Message, Date string }
	}
	s.Call(s.Token, "GET", "/v2/room/Boiler%20Room/history/"+heard.attr("mid"), nil).JSON(t, &byREST)
	at, err := time.Parse(hipchat.TimeLayout, byREST.Message.Date)
	if err != nil || byREST.Message.Message != "pressure < 3" || heard.attr("ts") != fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000) {
		t.Errorf("REST knows %+v as %s, said at %s: %v", byREST, heard.attr("mid"), heard.attr("ts"), err)
	}

	admin := enter(t, s, "1_1", stoatest.AdminPassword, "x").join("1_boiler_room", "Administrator")
	topic := `<message to="` + boiler + `" type="groupchat" id="t1"><subject>Steam on</subject></message>`
	cy.say(topic)
	if n := cy.wait("a refusal", func(n *node) bool { return n.attr("id") == "t1" }); !n.has("error", "forbidden") {
		t.Errorf("%+v", n)
	}
	admin.say(topic)
	if n := bo.wait("the topic", func(n *node) bool { return n.at("subject").Text == "Steam on" }); n.attr("from") != boiler+"/Administrator" || n.has("body") {
		t.Errorf("%+v", n)
	}
	cy.say(`<presence to="` + boiler + `" type="unavailable"><status>hc-leave</status></presence>`)
	if n := cy.wait("that it left", from(boiler+"/Cy", "unavailable")); n.codes() != "110" || n.at("x", "item").attr("role") != "none" {
		t.Errorf("%+v", n)
	}
	bo.wait("that Cy left", from(boiler+"/Cy", "unavailable"))
	cy.say(`<message to="` + boiler + `" type="groupchat" id="m2"><body>still here?</body></message>`)
	if n := cy.wait("a refusal", func(n *node) bool { return n.attr("id") == "m2" }); n.attr("type") != "error" || !n.has("error", "forbidden") || n.at("error").attr("code") != "403" {
		t.Errorf("%+v", n)
	}
}

func TestTheSameNamesForMessagesMayBeUsedAfterEachStart(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	for _, body := range []string{"first", "second"} {
		c := enter(t, s, "1_2", password, "bot").join("1_boiler_room", "Bo Lindqvist")
		c.say(`<message to="` + boiler + `" type="groupchat" id="1"><body>` + body + `</body></message>`)
		c.wait("its echo", said(body))
		_ = c.conn.Close()
	}
	if d := cmp.Diff([]string{"first", "second"}, history(t, s, "Boiler Room")); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestWhatIntegrationsSayIsToldWithItsColour(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	c := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	token := s.RoomToken("Boiler Room", "Deploy Bot")
	s.Call(token, "POST", "/v2/room/Boiler%20Room/notification", map[string]any{"message": "deployed <b>r88</b>", "color": "green", "notify": true})
	n := c.wait("the notification", said("deployed r88"))
	x := n.at("x")
	if n.attr("from") != boiler+"/Deploy Bot" || n.attr("from_jid") != "" || x.at("type").Text != "notification" || x.at("color").Text != "green" ||
		x.at("notify").Text != "1" || x.at("message_format").Text != "html" || x.at("message").Text != "deployed <b>r88</b>" {
		t.Errorf("%+v", n)
	}
	s.Call(s.Token, "POST", "/v2/room/Boiler%20Room/message", map[string]any{"message": "by a person"})
	if n := c.wait("the message", said("by a person")); n.has("x") || n.attr("from") != boiler+"/Administrator" {
		t.Errorf("%+v", n)
	}
}

func TestHistoryIsSentAsItIsAskedFor(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	for _, text := range []string{"one", "two", "three"} {
		s.Call(s.Token, "POST", "/v2/room/Boiler%20Room/message", map[string]any{"message": text})
	}
	muc := func(inside string) string { return `<x xmlns="http://jabber.org/protocol/muc">` + inside + `</x>` }
	for _, c := range []struct {
		name, resource, x string
		want              []string
	}{
		{"nothing asked", "x", muc(""), []string{"one", "two", "three"}},
		{"nothing asked by a bot", "bot", muc(""), nil},
		{"asked by a bot", "bot", muc(`<history maxstanzas="2"/>`), []string{"two", "three"}},
		{"none", "x", muc(`<history maxstanzas="0"/>`), nil},
		{"none, beside", "x", muc("") + `<history xmlns="http://jabber.org/protocol/muc" maxstanzas="0"/>`, nil},
		{"no characters", "x", muc(`<history maxchars="0"/>`), nil},
		{"since then", "x", muc(`<history since="2099-01-01T00:00:00Z"/>`), nil},
		{"some seconds", "x", muc(`<history seconds="3600" maxstanzas="1"/>`), []string{"three"}},
		{"no extension", "x", "", []string{"one", "two", "three"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := enter(t, s, "1_2", password, c.resource)
			cl.say(`<presence to="` + boiler + `/Bo Lindqvist">` + c.x + `</presence>`)
			var got []string
			cl.wait("the topic", func(n *node) bool {
				if n.XMLName.Local == "message" && n.has("body") {
					got = append(got, n.at("body").Text)
					if d := n.at("delay"); d.attr("stamp") == "" || d.attr("from") != boiler || d.attr("from_jid") != "1_1"+people || n.attr("from") != boiler+"/Administrator" {
						t.Errorf("%+v", n)
					}
				}
				return n.has("subject")
			})
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestAnArchivedRoomIsNotJoined(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	s.Call(s.Token, "PUT", "/v2/room/Boiler%20Room", map[string]any{"name": "Boiler Room", "privacy": "public", "is_archived": true, "is_guest_accessible": false, "topic": "", "owner": map[string]any{"id": 1}})
	c := enter(t, s, "1_2", password, "x")
	c.say(`<presence to="` + boiler + `/Bo Lindqvist" id="j"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
	if n := c.wait("a refusal", func(n *node) bool { return n.attr("id") == "j" }); !n.has("error", "forbidden") {
		t.Errorf("%+v", n)
	}
}

func TestNicksAreFullNames(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	for _, c := range []struct{ resource, nick, want string }{
		{"x", "Bo Lindqvist", "Bo Lindqvist: 110"},
		{"x", "bo", "Bo Lindqvist: 110 210"},
		{"x", "", "Bo Lindqvist: 110 210"},
		{"bot", "Bo Lindqvist", "Bo Lindqvist: 110"},
		{"bot", "bolindqvist", "bolindqvist: 110"},
		{"bot", "bo", "not-acceptable"},
	} {
		cl := enter(t, s, "1_2", password, c.resource)
		cl.say(`<presence to="` + boiler + `/` + c.nick + `"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
		n := cl.wait("an answer", func(n *node) bool { return n.XMLName.Local == "presence" && strings.HasPrefix(n.attr("from"), boiler) })
		got := strings.TrimPrefix(n.attr("from"), boiler+"/") + ": " + n.codes()
		if n.attr("type") == "error" {
			got = n.at("error").Nodes[0].XMLName.Local
		}
		if got != c.want {
			t.Errorf("%s as %q: %s, want %s", c.resource, c.nick, got, c.want)
		}
		_ = cl.conn.Close()
	}
}

func TestRoomsAreFoundByTheNamesThatClientsMake(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	s.Room("Ops & Röom")
	s.Room("Old Name")
	name := "New Name"
	s.Call(s.Token, "PUT", "/v2/room/Old%20Name", map[string]any{"name": name, "privacy": "public", "is_archived": false, "is_guest_accessible": false, "topic": "", "owner": map[string]any{"id": 1}})
	for _, at := range []string{"1_boiler_room@conf.127.0.0.1", "1_BOILER_room" + rooms, "1_ops__röom" + rooms, "1_old_name" + rooms, "1_new_name" + rooms} {
		c := enter(t, s, "1_2", password, "bot")
		c.say(`<presence to="` + at + `/Bo Lindqvist"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
		c.wait(at, func(n *node) bool { return strings.EqualFold(n.attr("from"), at+"/Bo Lindqvist") && n.codes() == "110" })
		_ = c.conn.Close()
	}
	bot := enter(t, s, "1_2", password, "bot")
	bot.say(`<presence to="1_nowhere` + rooms + `/Bo Lindqvist" id="j"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
	if n := bot.wait("a refusal", func(n *node) bool { return n.attr("id") == "j" }); !n.has("error", "item-not-found") {
		t.Errorf("%+v", n)
	}
}

func TestRoomsAreMadeAndAdministered(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	c := enter(t, s, "1_2", password, "x")
	const at = "1_valves" + rooms
	c.say(`<presence to="` + at + `/Bo Lindqvist"><x xmlns="http://jabber.org/protocol/muc"/><x xmlns="http://hipchat.com/protocol/muc#room"><name>Valves</name><topic>open</topic><privacy>private</privacy></x></presence>`)
	if n := c.wait("itself", from(at+"/Bo Lindqvist", "")); n.codes() != "110 201" || n.at("x", "item").attr("affiliation") != "owner" {
		t.Errorf("%+v", n)
	}
	room := func() (r struct{ Name, Topic, Privacy string }) {
		s.Call(s.Token, "GET", "/v2/room/"+strings.ReplaceAll(at, "@", "%40"), nil).JSON(t, &r)
		return r
	}
	if r := room(); r.Name != "Valves" || r.Topic != "open" || r.Privacy != "private" {
		t.Errorf("%+v", r)
	}
	hip := func(inside string) string { return `<query xmlns="http://hipchat.com">` + inside + `</query>` }
	cy := enter(t, s, "1_3", password, "x")
	cy.say(`<presence to="` + at + `/Cy" id="j1"><x xmlns="http://jabber.org/protocol/muc"/></presence>`)
	if n := cy.wait("a refusal", func(n *node) bool { return n.attr("id") == "j1" }); n.attr("type") != "error" {
		t.Errorf("a private room is open to somebody who does not belong to it: %+v", n)
	}
	c.say(`<message to="` + at + `"><x xmlns="http://jabber.org/protocol/muc#user"><invite to="1_3` + people + `"/></x></message>`)
	if n := cy.wait("the invitation", func(n *node) bool { return n.has("x", "invite") }); n.attr("from") != at || n.at("x", "invite").attr("from") != "1_2"+people {
		t.Errorf("%+v", n)
	}
	eventually(t, "Cy becomes a member", func() bool {
		var got struct{ Items []struct{ ID int64 } }
		s.Call(s.Token, "GET", "/v2/room/Valves/member", nil).JSON(t, &got)
		return slices.ContainsFunc(got.Items, func(m struct{ ID int64 }) bool { return m.ID == 3 })
	})
	cy.join("1_valves", "Cy")
	if n := c.ask("set", at, `<query xmlns="http://jabber.org/protocol/muc#admin"><item nick="1_3`+people+`" role="none"/></query>`); n.attr("type") != "result" {
		t.Errorf("kicked by the address as a name: %+v", n)
	}
	if n := cy.wait("that it was thrown out", from(at+"/Cy", "unavailable")); n.codes() != "110 307 321" || n.has("x", "destroy") {
		t.Errorf("%+v", n)
	}
	for _, step := range []struct{ name, kind, query, want string }{
		{"rename", "set", hip(`<rename>Pipes</rename>`), "result"},
		{"an unknown privacy", "set", hip(`<privacy>secret</privacy>`), "error"},
		{"open", "set", hip(`<privacy>public</privacy>`), "result"},
		{"nothing", "set", hip(``), "error"},
		{"a form", "get", `<query xmlns="http://jabber.org/protocol/muc#owner"/>`, "result"},
		{"the form", "set", `<query xmlns="http://jabber.org/protocol/muc#owner"><x xmlns="jabber:x:data" type="submit"/></query>`, "result"},
	} {
		if n := c.ask(step.kind, at, step.query); n.attr("type") != step.want {
			t.Errorf("%s: %+v", step.name, n)
		}
	}
	if r := room(); r.Name != "Pipes" || r.Privacy != "public" {
		t.Errorf("%+v", r)
	}
	if n := c.ask("set", at, `<query xmlns="http://jabber.org/protocol/muc#owner"><destroy/></query>`); n.attr("type") != "result" {
		t.Errorf("%+v", n)
	}
	if n := c.wait("that the room is gone", from(at+"/Bo Lindqvist", "unavailable")); n.codes() != "110" || !n.has("x", "destroy") {
		t.Errorf("%+v", n)
	}
	if n := cy.ask("set", boiler, hip(`<rename>Mine</rename>`)); !n.has("error", "forbidden") {
		t.Errorf("somebody renames a room that is not theirs: %+v", n)
	}
}

func TestAnInvitationReachesTheClient(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	c := enter(t, s, "1_2", password, "x")
	cy := enter(t, s, "1_3", password, "x")
	cy.say(`<message to="` + boiler + `"><x xmlns="http://jabber.org/protocol/muc#user"><invite to="1_2` + people + `"><reason>look</reason></invite></x></message>`)
	n := c.wait("the invitation", func(n *node) bool { return n.has("x", "invite") })
	last := n.Nodes[len(n.Nodes)-1]
	if n.attr("from") != boiler || n.attr("type") != "" || n.at("x", "invite").attr("from") != "1_3"+people || n.at("x", "invite", "reason").Text != "look" || last.at("name").Text != "Boiler Room" {
		t.Errorf("%+v", n)
	}
}

func TestWhoComesAndGoesIsSeenInTheRoom(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, s, "1_3", password, "x").join("1_boiler_room", "Cy")
	bo.wait("Cy", from(boiler+"/Cy", ""))
	cy.say(`<presence><show>away</show></presence>`)
	bo.wait("that Cy is away", func(n *node) bool { return from(boiler+"/Cy", "")(n) && n.at("show").Text == "away" })
	_ = cy.conn.Close()
	bo.wait("that Cy is off", from(boiler+"/Cy", "unavailable"))
	enter(t, s, "1_3", password, "x")
	bo.wait("that Cy is back", from(boiler+"/Cy", ""))
}

func TestWhoLosesTheRightToReadHearsNoMore(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	s.PrivateRoom("Secret")
	s.Call(s.Token, "PUT", "/v2/room/Secret/member/2", nil)
	c := enter(t, s, "1_2", password, "x").join("1_secret", "Bo Lindqvist")
	s.Call(s.Token, "DELETE", "/v2/room/Secret/member/2", nil)
	if n := c.wait("that it is out", from("1_secret"+rooms+"/Bo Lindqvist", "unavailable")); n.codes() != "110 307 321" {
		t.Errorf("%+v", n)
	}
	c.say(`<message to="1_secret` + rooms + `" type="groupchat" id="m"><body>x</body></message>`)
	if n := c.wait("a refusal", func(n *node) bool { return n.attr("id") == "m" }); !n.has("error", "forbidden") {
		t.Errorf("%+v", n)
	}
	s.Call(s.Token, "DELETE", "/v2/user/2", nil)
	c.wait("the end", func(n *node) bool { return n.XMLName.Local == "error" && n.has("not-authorized") })
}

func TestAGuestIsAVisitorUnderTheNameThatTheySpeakWith(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	var room struct {
		Conversation int64
		GuestURL     string `json:"guest_url"`
	}
	s.Call(s.Token, "POST", "/api/rooms", map[string]any{"name": "Open", "privacy": "public", "guest_access": true}).JSON(t, &room)
	bo := enter(t, s, "1_2", password, "x").join("1_open", "Bo Lindqvist")
	in := s.Send("POST", "/api/guest/enter", http.Header{}, fmt.Appendf(nil, `{"token":%q,"name":"Eve"}`, path.Base(room.GuestURL)))
	cookie, _, _ := strings.Cut(in.Header.Get("Set-Cookie"), ";")
	guest := http.Header{"Cookie": {cookie}}
	feed, _, err := websocket.Dial(t.Context(), s.URL+"/api/ws", &websocket.DialOptions{HTTPHeader: guest.Clone()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = feed.CloseNow() }()
	eve := bo.wait("Eve", func(n *node) bool { return n.XMLName.Local == "presence" && strings.Contains(n.attr("from"), "/Eve") })
	if item := eve.at("x", "item"); item.attr("role") != "visitor" || item.attr("affiliation") != "none" {
		t.Errorf("Eve is shown as %+v", item.Attrs)
	}
	s.Send("POST", fmt.Sprintf("/api/conversations/%d/events", room.Conversation), guest.Clone(), []byte(`{"body":"hello"}`))
	if n := bo.wait("what Eve says", said("hello")); n.attr("from") != eve.attr("from") {
		t.Errorf("Eve is %s, and speaks as %s", eve.attr("from"), n.attr("from"))
	}
}
