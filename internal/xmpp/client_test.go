package xmpp_test

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/xml"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/app"
	"github.com/stoachat/stoa/internal/stoatest"
)

const (
	domain = "example.test"
	people = "@chat." + domain
	rooms  = "@conf." + domain
)

// withXMPP speaks XMPP without TLS.
func withXMPP(c *app.Config) { c.XMPPListen, c.XMPPTLS, c.XMPPDomain = "127.0.0.1:0", "off", domain }

// node is an element that the server has sent.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Text    string     `xml:",chardata"`
	Nodes   []node     `xml:",any"`
}

func (n *node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// at goes down by the names of children; an empty node is one that is not there.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		var found *node
		for i := range n.Nodes {
			if n.Nodes[i].XMLName.Local == name {
				found = &n.Nodes[i]
				break
			}
		}
		if found == nil {
			return &node{}
		}
		n = found
	}
	return n
}

func (n *node) has(path ...string) bool { return n.at(path...).XMLName.Local != "" }

// codes are the statuses of a presence in a room.
func (n *node) codes() string {
	var all []string
	for _, c := range n.at("x").Nodes {
		if c.XMLName.Local == "status" {
			all = append(all, c.attr("code"))
		}
	}
	return strings.Join(all, " ")
}

// client speaks to the server as it likes.
type client struct {
	t    testing.TB
	conn net.Conn
	in   *xml.Decoder
	seen []node // what was read and not waited for
}

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

func dial(t testing.TB, address string) *client {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	c := &client{t: t}
	c.over(conn)
	return c
}

func (c *client) over(conn net.Conn) {
	c.conn = conn
	c.patiently()
}

// patiently gives what comes next its time: one of many steps is not late because those before it took long.
func (c *client) patiently() { _ = c.conn.SetDeadline(time.Now().Add(patience)) }

func (c *client) say(text string) {
	c.t.Helper()
	c.patiently()
	if _, err := io.WriteString(c.conn, text); err != nil {
		c.t.Fatalf("say %s: %v", text, err)
	}
}

// begin begins a stream and answers the features.
func (c *client) begin() *node {
	c.t.Helper()
	c.say(`<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" to="chat.` + domain + `" version="1.0">`)
	c.head()
	return c.next()
}

// head reads the head of the server's stream.
func (c *client) head() {
	c.t.Helper()
	c.in = xml.NewDecoder(c.conn)
	for {
		t, err := c.in.Token()
		if err != nil {
			c.t.Fatalf("no stream: %v", err)
		}
		if _, ok := t.(xml.StartElement); ok {
			return
		}
	}
}

// read answers the next stanza; false is the end of the stream.
func (c *client) read() (*node, bool) {
	for {
		t, err := c.in.Token()
		if err != nil {
			return nil, false
		}
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{}
			if err := c.in.DecodeElement(n, &t); err != nil {
				c.t.Errorf("read stanza: %v", err)
				return nil, false
			}
			return n, true
		case xml.EndElement:
			return nil, false
		}
	}
}

// end ends the stream in good order, and waits until the server has ended it.
func (c *client) end() {
	c.t.Helper()
	c.say("</stream:stream>")
	for {
		if _, ok := c.read(); !ok {
			return
		}
	}
}

func (c *client) next() *node {
	c.t.Helper()
	n, ok := c.read()
	if !ok {
		c.t.Fatal("the stream has ended")
	}
	return n
}

// wait answers the first stanza that is wanted; those before it are left for others to wait for.
func (c *client) wait(what string, wanted func(n *node) bool) *node {
	c.t.Helper()
	for i := range c.seen {
		if n := c.seen[i]; wanted(&n) {
			c.seen = append(c.seen[:i:i], c.seen[i+1:]...)
			return &n
		}
	}
	c.patiently()
	for {
		n, ok := c.read()
		if !ok {
			c.t.Fatalf("the stream has ended before %s", what)
		}
		if wanted(n) {
			return n
		}
		c.seen = append(c.seen, *n)
	}
}

// ask sends an iq and answers what comes back.
func (c *client) ask(kind, to, query string) *node {
	c.t.Helper()
	if to != "" {
		to = ` to="` + to + `"`
	}
	c.say(`<iq type="` + kind + `" id="ask"` + to + `>` + query + `</iq>`)
	return c.wait("an answer", func(n *node) bool { return n.XMLName.Local == "iq" && n.attr("id") == "ask" })
}

// said is a message that is one, with a body.
func said(body string) func(n *node) bool {
	return func(n *node) bool { return n.XMLName.Local == "message" && n.at("body").Text == body }
}

// from is a presence from an address.
func from(address, kind string) func(n *node) bool {
	return func(n *node) bool {
		return n.XMLName.Local == "presence" && n.attr("from") == address && n.attr("type") == kind
	}
}

// plain is what SASL's PLAIN says.
func plain(parts ...string) string {
	return `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">` + packed(parts...) + `</auth>`
}

func packed(parts ...string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Join(parts, "\x00")))
}

// enter signs a client in and has it say that it is there.
func enter(t *testing.T, s *stoatest.Server, local, password, resource string) *client {
	t.Helper()
	c := dial(t, s.XMPP)
	c.begin()
	c.say(plain("", local, password))
	if n := c.next(); n.XMLName.Local != "success" {
		t.Fatalf("%s is not let in: %+v", local, n)
	}
	c.begin()
	bound := c.ask("set", "", `<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><resource>`+resource+`</resource></bind>`)
	if jid := bound.at("bind", "jid").Text; jid != local+people+"/"+resource {
		t.Fatalf("bound to %q", jid)
	}
	c.say(`<presence/>`)
	c.wait("its own presence", from(local+people+"/"+resource, ""))
	return c
}

// join enters a room and waits until it is told the topic, which comes last.
func (c *client) join(room, nick string) *client {
	c.t.Helper()
	c.say(`<presence to="` + room + rooms + `/` + nick + `"><x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>`)
	c.wait("its own presence in the room", func(n *node) bool { return n.XMLName.Local == "presence" && strings.HasPrefix(n.codes(), "110") })
	c.wait("the topic", func(n *node) bool { return n.XMLName.Local == "message" && n.has("subject") })
	return c
}

// history is what the room shows, the oldest first.
func history(t *testing.T, s *stoatest.Server, room string) (texts []string) {
	t.Helper()
	var got struct {
		Items []struct {
			Message string
			Type    string
		}
	}
	s.Call(s.Token, "GET", "/v2/room/"+url.PathEscape(room)+"/history", nil).JSON(t, &got)
	for _, m := range got.Items {
		if m.Type != "topic" {
			texts = append(texts, m.Message)
		}
	}
	return texts
}

// encrypt does STARTTLS; what asks for it ends with a line break, as go-xmpp's does.
func (c *client) encrypt(config *tls.Config) {
	c.t.Helper()
	c.say(`<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>` + "\n")
	if n := c.next(); n.XMLName.Local != "proceed" {
		c.t.Fatalf("no TLS: %+v", n)
	}
	c.over(tls.Client(c.conn, config))
}
