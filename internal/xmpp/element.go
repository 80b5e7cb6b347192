package xmpp

import (
	"encoding/xml"
	"strings"
)

// element is a stanza or a part of one. What is inside an element is its text and its children, in this order: nothing on this
// wire mixes them, and white space between children crashes old bots. spec: xmpp, 13.
type element struct {
	name     string
	space    string // the namespace; empty: the parent's
	attrs    []attr
	text     string
	children []*element
}

type attr struct{ name, value string }

// el makes an element with attributes given as name and value in turn; one without a value is left out.
func el(name, space string, attrs ...string) *element {
	e := &element{name: name, space: space}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			e.attrs = append(e.attrs, attr{attrs[i], attrs[i+1]})
		}
	}
	return e
}

// leaf makes an element with a text, which may be empty.
func leaf(name, text string) *element { return &element{name: name, text: text} }

// add puts children at the end; nil ones are left out.
func (e *element) add(children ...*element) *element {
	for _, c := range children {
		if c != nil {
			e.children = append(e.children, c)
		}
	}
	return e
}

// attr answers an attribute's value, "" when it is not there.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// set gives an attribute a value; an empty one takes it away.
func (e *element) set(name, value string) *element {
	kept := e.attrs[:0:0]
	for _, a := range e.attrs {
		if a.name != name {
			kept = append(kept, a)
		}
	}
	if e.attrs = kept; value != "" {
		e.attrs = append(e.attrs, attr{name, value})
	}
	return e
}

// is tells whether the element has the name and, where one is given, the namespace.
func (e *element) is(name, space string) bool {
	return e != nil && e.name == name && (space == "" || e.space == space)
}

// child answers the first child of a name and, where one is given, of a namespace; nil when there is none.
func (e *element) child(name, space string) *element {
	if e == nil {
		return nil
	}
	for _, c := range e.children {
		if c.is(name, space) {
			return c
		}
	}
	return nil
}

// childText is the text of a child, "" when there is none.
func (e *element) childText(name string) string {
	if c := e.child(name, ""); c != nil {
		return c.text
	}
	return ""
}

// write appends the element as XML; space is the namespace that is in force around it.
func (e *element) write(b *strings.Builder, space string) {
	b.WriteByte('<')
	b.WriteString(e.name)
	if e.space != "" && e.space != space {
		space = e.space
		writeAttr(b, "xmlns", space)
	}
	for _, a := range e.attrs {
		writeAttr(b, a.name, a.value)
	}
	if e.text == "" && len(e.children) == 0 {
		b.WriteString("/>")
		return
	}
	b.WriteByte('>')
	writeText(b, e.text)
	for _, c := range e.children {
		c.write(b, space)
	}
	b.WriteString("</" + e.name + ">")
}

func writeAttr(b *strings.Builder, name, value string) {
	b.WriteString(" " + name + `="`)
	writeText(b, value)
	b.WriteByte('"')
}

// writeText escapes text; what XML cannot say becomes U+FFFD.
func writeText(b *strings.Builder, text string) {
	_ = xml.EscapeText(b, []byte(text)) // a Builder takes all
}

// String is the element as a stanza of a client's stream.
func (e *element) String() string {
	var b strings.Builder
	e.write(&b, nsClient)
	return b.String()
}
