package markup

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PlainText gives the text of HTML for previews and search: tags gone, entities decoded, line breaks where an
// element starts a line of its own, white space collapsed except inside pre. Images give their alternative text.
func PlainText(s string) string {
	var t plainText
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			if z.Err() == io.EOF {
				return strings.TrimSpace(t.b.String())
			}
			return ""
		case html.TextToken:
			t.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t.tag(z.Token(), kind)
		}
	}
}

// plainText gathers the text of a document. White space is held back until something follows it.
type plainText struct {
	b       strings.Builder
	pre     int    // depth of open pre elements
	skip    bool   // inside script or style
	pending string // "", " " or "\n": what separates the next word from the last
}

func (t *plainText) text(s string) {
	if t.skip {
		return
	}
	s = html.UnescapeString(s)
	if t.pre > 0 {
		t.write(s)
		return
	}
	for s != "" {
		word := strings.TrimLeft(s, htmlSpace)
		if len(word) < len(s) && t.pending == "" {
			t.pending = " "
		}
		end := strings.IndexAny(word, htmlSpace)
		if end < 0 {
			end = len(word)
		}
		t.write(word[:end])
		s = word[end:]
	}
}

const htmlSpace = " \t\r\n\f"

func (t *plainText) write(s string) {
	if s == "" {
		return
	}
	t.b.WriteString(t.pending)
	t.b.WriteString(s)
	t.pending = ""
}

func (t *plainText) tag(tok html.Token, kind html.TokenType) {
	switch tok.DataAtom {
	case atom.Script, atom.Style:
		t.skip = kind == html.StartTagToken
	case atom.Br, atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Table, atom.Blockquote,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr:
		t.pending = "\n"
	case atom.Pre:
		t.pending = "\n"
		if kind == html.StartTagToken {
			t.pre++
		} else if t.pre > 0 {
			t.pre--
		}
	case atom.Td, atom.Th:
		if t.pending == "" {
			t.pending = " "
		}
	case atom.Img:
		for _, a := range tok.Attr {
			if a.Key == "alt" {
				t.text(html.EscapeString(a.Val))
			}
		}
	}
}
