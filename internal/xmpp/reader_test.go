package xmpp

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const streamHead = `<?xml version='1.0' ?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='chat.example.org' version='1.0'>`

// stanzas reads a stream to its end.
func stanzas(text string) (all []*element, err error) {
	r := newReader(strings.NewReader(text))
	if _, err := r.open(); err != nil {
		return nil, err
	}
	for {
		e, err := r.next()
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
}

func TestStanzasAreReadAsTheyStand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, stanza, want string }{
		{"attributes and text", `<message to='a@b' type="chat"><body>1 &lt; 2 &amp; 3</body></message>`, `<message to="a@b" type="chat"><body>1 &lt; 2 &amp; 3</body></message>`},
		{"a namespace", `<iq id='1'><query xmlns='jabber:iq:roster'><item/></query></iq>`, `<iq id="1"><query xmlns="jabber:iq:roster"><item/></query></iq>`},
		{"a prefix", `<iq><x:query xmlns:x='jabber:iq:roster'/></iq>`, `<iq><query xmlns="jabber:iq:roster"/></iq>`},
		{"white space between children", "<iq>\n  <a/>\n  <b/>\n</iq>", `<iq><a/><b/></iq>`},
		{"white space in a text", "<body> a\n b </body>", `<body> a&#xA; b </body>`},
		{"white space between stanzas", "\n \n<r/>", `<r/>`},
		{"another namespace", `<r xmlns='urn:xmpp:sm:3'/>`, `<r xmlns="urn:xmpp:sm:3"/>`},
		{"a language", `<message xml:lang='en'/>`, `<message xml:lang="en"/>`},
		{"a character by its number", `<body>&#x1F600;</body>`, `<body>😀</body>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := stanzas(streamHead + c.stanza + `</stream:stream>`)
			if !errors.Is(err, io.EOF) || len(all) != 1 {
				t.Fatalf("%d stanzas, %v; want one and the end", len(all), err)
			}
			if d := cmp.Diff(c.want, all[0].String()); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

func TestWhatIsNoStreamIsRefusedByItsName(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("<a>", maxDepth+1) + strings.Repeat("</a>", maxDepth+1)
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"another head", `<stream xmlns='jabber:client'>`, errNoStream},
		{"a page's request", "GET / HTTP/1.1\r\n\r\n", errNotXML},
		{"a comment", streamHead + `<!-- x -->`, errRestricted},
		{"a document type", streamHead + `<!DOCTYPE x>`, errRestricted},
		{"an entity of one's own", `<!DOCTYPE x [<!ENTITY e "boom">]>` + streamHead, errRestricted},
		{"an instruction", streamHead + `<?php x ?>`, errRestricted},
		{"an unknown entity", streamHead + `<body>&boom;</body>`, errNotXML},
		{"another end", streamHead + `<a></b>`, errNotXML},
		{"half a character", streamHead + "<a>\xc3</a>", errNotXML},
		{"another encoding", `<?xml version='1.0' encoding='latin1'?>` + streamHead, errNotXML},
		{"too deep", streamHead + deep, errTooBig},
		{"too long", streamHead + "<a>" + strings.Repeat("x", maxStanza), errTooBig},
		{"a head that is too long", "<stream:stream " + strings.Repeat("x", maxStanza), errTooBig},
		{"too many parts", streamHead + "<a>" + strings.Repeat("<b/>", maxParts+1) + "</a>", errTooBig},
		{"nothing", "", io.EOF},
		{"an end in the middle", streamHead + "<a>", io.EOF},
		{"the end", streamHead + "</stream:stream>", io.EOF},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := stanzas(c.text); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestALongStreamOfShortStanzasIsRead(t *testing.T) {
	t.Parallel()
	const n = 2 * maxStanza / len("<a>xxxxxxxx</a>")
	all, err := stanzas(streamHead + strings.Repeat("<a>xxxxxxxx</a>", n) + "</stream:stream>")
	if !errors.Is(err, io.EOF) || len(all) != n {
		t.Errorf("%d stanzas, %v; want %d", len(all), err, n)
	}
}

func TestWhatXMLCannotSayIsReplaced(t *testing.T) {
	t.Parallel()
	got := el("message", "", "from", "a\x00\"'<").add(leaf("body", "bell\x07 & \xff]]>")).String()
	all, err := stanzas(streamHead + got)
	if len(all) != 1 {
		t.Fatalf("%q cannot be read: %v", got, err)
	}
	const want = "a�\"'< bell� & �]]>"
	if said := all[0].attr("from") + " " + all[0].childText("body"); said != want {
		t.Errorf("%q, want %q", said, want)
	}
}

func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		`<message to='1_room@conf.example.org' type='groupchat'><body>hello</body><origin-id xmlns='urn:xmpp:sid:0' id='1'/></message>`,
		`<presence to="r@conf.x/Bo"><x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>`,
		`<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bot</resource></bind></iq>`,
		`<auth xmlns='http://hipchat.com' node='x'>AAAA</auth>`, `<r/>`, `<message/>`, "\n", `<a xmlns:b='c' b:d='e' xml:lang='f'/>`, `<!DOCTYPE a>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := stanzas(streamHead + text)
		if err == nil {
			t.Fatal("a stream has no end")
		}
		for _, e := range all {
			again, err := stanzas(streamHead + e.String())
			if len(again) != 1 {
				t.Fatalf("%q was written as %q, which cannot be read: %v", text, e.String(), err)
			}
			if again[0].String() != e.String() {
				t.Fatalf("%q was read as %q", e.String(), again[0].String())
			}
		}
	})
}
