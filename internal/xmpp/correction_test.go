package xmpp_test

import (
	"fmt"
	"strings"
	"testing"
)

const (
	correct = "urn:xmpp:message-correct:0"
	retract = "urn:xmpp:message-retract:1"
)

// knows has a client say what it can do, as it is asked.
func (c *client) knows(features ...string) *client {
	c.t.Helper()
	c.say(`<presence><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="https://client.example" ver="abc="/></presence>`)
	n := c.wait("the question what it can do", func(n *node) bool { return n.XMLName.Local == "iq" && n.attr("type") == "get" })
	if q := n.at("query"); q.XMLName.Space != "http://jabber.org/protocol/disco#info" || q.attr("node") != "https://client.example#abc=" || n.attr("from") != "chat."+domain {
		c.t.Errorf("%+v", n)
	}
	answer := ""
	for _, f := range features {
		answer += `<feature var="` + f + `"/>`
	}
	c.say(`<iq type="result" id="` + n.attr("id") + `" to="chat.` + domain + `"><query xmlns="http://jabber.org/protocol/disco#info">` + answer + `</query></iq>`)
	c.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
	return c
}

// child answers a child of a namespace; an empty node is one that is not there.
func (n *node) child(name, space string) *node {
	for i := range n.Nodes {
		if n.Nodes[i].XMLName.Local == name && n.Nodes[i].XMLName.Space == space {
			return &n.Nodes[i]
		}
	}
	return &node{}
}

// of is what a message changes.
func of(n *node) string {
	return n.child("replace", correct).attr("id") + n.child("retract", retract).attr("id")
}

func changes(id string) func(n *node) bool {
	return func(n *node) bool { return n.XMLName.Local == "message" && of(n) == id }
}

// What is edited and deleted on the page is told to clients that have said that they know it, and to no other, which would take it
// for something new. spec: XEP-0308; XEP-0424.
func TestWhatIsEditedAndDeletedIsToldToWhoKnowsIt(t *testing.T) {
	t.Parallel()
	s, _, cyToken := started(t)
	retracts := enter(t, s, "1_2", password, "retracts").knows(correct, retract).join("1_boiler_room", "Bo Lindqvist")
	corrects := enter(t, s, "1_2", password, "corrects").knows(correct).join("1_boiler_room", "Bo Lindqvist")
	others := map[string]*client{
		"a client that knows neither":    enter(t, s, "1_2", password, "neither").knows("jabber:x:oob").join("1_boiler_room", "Bo Lindqvist"),
		"one that says nothing":          enter(t, s, "1_2", password, "silent").join("1_boiler_room", "Bo Lindqvist"),
		"a bot":                          enter(t, s, "1_2", password, "bot").join("1_boiler_room", "Bo Lindqvist"),
		"one with the caps of old times": enter(t, s, "1_2", password, "old"),
	}
	others["a bot"].say(`<presence><c xmlns="http://jabber.org/protocol/caps" hash="sha-1" node="https://bot.example" ver="abc="/></presence>`)
	others["one with the caps of old times"].say(`<presence><c xmlns="http://jabber.org/protocol/caps" node="http://example.org/old" ver="1.2" ext="x"/></presence>`)
	others["one with the caps of old times"].join("1_boiler_room", "Bo Lindqvist")

	say := func(text string) (id string) {
		t.Helper()
		var made struct{ ID string }
		s.Call(cyToken, "POST", "/v2/room/Boiler%20Room/message", map[string]any{"message": text}).JSON(t, &made)
		return made.ID
	}
	var room struct{ Items []struct{ ID int64 } }
	s.Call(s.Token, "GET", "/api/conversations", nil).JSON(t, &room)
	at := func(id string) string { return fmt.Sprintf("/api/conversations/%d/events/%s", room.Items[0].ID, id) }
	first, second := say("presure"), say("nonsense")
	if a := s.Call(cyToken, "PATCH", at(first), map[string]any{"body": "pressure"}); a.Status != 200 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for _, c := range []*client{retracts, corrects} {
		n := c.wait("the correction", changes(first))
		if n.at("body").Text != "pressure" || n.attr("from") != boiler+"/Cy" || n.attr("type") != "groupchat" || n.attr("id") == first || n.child("replace", correct).XMLName.Local == "" ||
			n.attr("from_jid") != "1_3"+people || n.at("stanza-id").attr("id") != n.attr("id") || n.at("stanza-id").attr("by") != boiler {
			t.Errorf("%+v", n)
		}
	}
	s.Call(cyToken, "DELETE", at(first), nil)
	if n := retracts.wait("the retraction", changes(first)); n.child("retract", retract).attr("id") != first || n.attr("from") != boiler+"/Cy" || n.at("body").Text == "" ||
		n.child("fallback", "urn:xmpp:fallback:0").attr("for") != retract || n.at("retract").has("moderated") {
		t.Errorf("%+v", n)
	}
	if n := corrects.wait("that it is deleted", changes(first)); n.child("replace", correct).attr("id") != first || n.at("body").Text != "(deleted)" || n.attr("from") != boiler+"/Cy" {
		t.Errorf("%+v", n)
	}
	s.Call(s.Token, "DELETE", at(second), nil)
	if n := retracts.wait("the moderation", changes(second)); n.attr("from") != boiler || n.at("retract", "moderated").attr("by") != boiler+"/Administrator" {
		t.Errorf("%+v", n)
	}
	say("the end")
	for who, c := range others {
		c.wait("the end", said("the end"))
		told := map[string]int{} // a message that the client's feed comes to late is told once, as it reads by then
		for _, n := range c.seen {
			spoken := n.XMLName.Local == "message" && n.at("body").Text != ""
			if spoken {
				told[n.attr("mid")]++
			}
			if spoken && (n.attr("mid") != first && n.attr("mid") != second || told[n.attr("mid")] > 1) || n.XMLName.Local == "iq" {
				t.Errorf("%s is told %+v", who, n)
			}
		}
	}
}

// A client corrects and takes back what it has said, by its own name for it, and hears that by the name that it gave.
func TestAClientCorrectsWhatItHasSaid(t *testing.T) {
	t.Parallel()
	s, _, _ := started(t)
	bo := enter(t, s, "1_2", password, "x").knows(correct, retract).join("1_boiler_room", "Bo Lindqvist")
	cy := enter(t, s, "1_3", password, "x").knows(correct, retract).join("1_boiler_room", "Cy")
	to := func(id, inside string) string {
		return `<message to="` + boiler + `" type="groupchat" id="` + id + `">` + inside + `</message>`
	}
	replace := func(id, body string) string {
		return `<body>` + body + `</body><replace xmlns="` + correct + `" id="` + id + `"/>`
	}
	bo.say(to("m1", `<body>presure</body>`))
	bo.wait("its echo", said("presure"))
	heard := cy.wait("what Bo says", said("presure"))
	for _, step := range []struct{ id, of, body string }{{"m2", "m1", "pressure"}, {"m3", "m1", "pressure!"}, {"m4", "m3", "pressure?"}, {"m5", heard.attr("mid"), "steam"}} {
		bo.say(to(step.id, replace(step.of, step.body)))
		if n := bo.wait("its echo", said(step.body)); n.attr("id") != step.id || of(n) != "m1" || n.attr("from") != boiler+"/Bo Lindqvist" {
			t.Errorf("%s: %+v", step.id, n)
		}
		if n := cy.wait("the correction", said(step.body)); of(n) != heard.attr("id") || n.attr("id") == step.id {
			t.Errorf("%s: %+v", step.id, n)
		}
	}
	if got := history(t, s, "Boiler Room"); len(got) != 1 || got[0] != "steam" {
		t.Errorf("the room shows %q", got)
	}
	for what, c := range map[string]struct{ by, says, want string }{
		"another's words":    {"1_3", replace(heard.attr("mid"), "mine"), "forbidden"},
		"what nobody said":   {"1_3", replace("m1", "mine"), "item-not-found"},
		"nothing by no name": {"1_3", `<retract xmlns="` + retract + `"/>`, "item-not-found"},
	} {
		cy.say(to("refused", c.says))
		if n := cy.wait("a refusal", func(n *node) bool { return n.attr("id") == "refused" }); !n.has("error", c.want) {
			t.Errorf("%s: %+v", what, n)
		}
	}
	bo.say(to("m6", `<retract xmlns="`+retract+`" id="`+heard.attr("mid")+`"/><body>/me took it back</body>`))
	cy.wait("the retraction", func(n *node) bool { return n.has("retract") && of(n) == heard.attr("mid") })
	bo.say(to("m7", `<body>gone soon</body>`))
	bo.wait("its echo", said("gone soon"))
	bo.say(to("m8", replace("m7", ""))) // as HipChat's own clients did it
	cy.wait("the retraction", func(n *node) bool { return n.has("retract") })
	if got := history(t, s, "Boiler Room"); strings.Join(got, "") != "" {
		t.Errorf("the room shows %q", got)
	}

	bo.say(`<message to="1_3` + people + `" type="chat" id="d1"><body>betwen us</body></message>`)
	said1 := cy.wait("what Bo says", said("betwen us"))
	bo.say(`<message to="1_3` + people + `" type="chat" id="d2">` + replace("d1", "between us") + `</message>`)
	if n := cy.wait("the correction", said("between us")); of(n) != said1.attr("id") || n.attr("type") != "chat" || n.attr("from") != said1.attr("from") {
		t.Errorf("%+v", n)
	}
	bo.say(`<message to="1_3` + people + `" type="chat" id="d3"><retract xmlns="` + retract + `" id="d1"/></message>`)
	if n := cy.wait("the retraction", changes(said1.attr("id"))); !n.has("retract") || n.attr("type") != "chat" {
		t.Errorf("%+v", n)
	}
	cy.end()
	bo.say(`<message to="1_3` + people + `" type="chat" id="d4"><body>not for long</body></message><message to="1_3` + people + `" type="chat" id="d5"><retract xmlns="` + retract + `" id="d4"/></message>`)
	bo.ask("get", "", `<ping xmlns="urn:xmpp:ping"/>`)
	cy = enter(t, s, "1_3", password, "x")
	bo.say(`<message to="1_3` + people + `" type="chat"><body>the end</body></message>`)
	cy.wait("the end", said("the end"))
	for _, n := range cy.seen {
		if n.XMLName.Local == "message" {
			t.Errorf("what was deleted meanwhile is told: %+v", n)
		}
	}
}
