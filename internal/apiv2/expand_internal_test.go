package apiv2

import (
	"strings"
	"testing"
)

func TestExpandAsksForPathsAndForWhatLeadsToThem(t *testing.T) {
	tests := []struct {
		name string
		asks []string
		has  string // separated by spaces
		not  string
	}{
		{"one path", []string{"items"}, "items", "item items.owner owner"},
		{"a nested path", []string{"items.owner"}, "items items.owner", "owner items.owner.x items.participants"},
		{"a list with blanks", []string{" owner , participants"}, "owner participants", "statistics"},
		{"a path and what it leads to", []string{"items,items.owner,items.owner"}, "items items.owner", "items.items"},
		{"the parameter twice", []string{"owner", "statistics"}, "owner statistics", "items"},
		{"empty members", []string{",,.,a..b,.c"}, "a", "b a.b c"},
		{"nothing", []string{""}, "", "items"},
		{"capitals are another name", []string{"Items"}, "Items", "items"},
		{"too deep", []string{"a.b.c.d.e.f.g.h.i"}, "a.b.c.d.e.f.g.h", "a.b.c.d.e.f.g.h.i"},
		{"too many", []string{strings.Repeat("x,", 100) + "items"}, "x", "items"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := parseExpand(tt.asks)
			for path := range strings.FieldsSeq(tt.has) {
				if !x.has(path) {
					t.Errorf("%q is not asked for", path)
				}
			}
			for path := range strings.FieldsSeq(tt.not) {
				if x.has(path) {
					t.Errorf("%q is asked for", path)
				}
			}
		})
	}
}

// However long the parameter is, the tree stays small, and each path of it comes from the text.
func FuzzExpand(f *testing.F) {
	for _, text := range []string{"items", "items.owner,statistics", ",.,a..b", "a.b.c.d.e.f.g.h.i.j", strings.Repeat("a,", 200)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var count func(x expansion, depth int) int
		count = func(x expansion, depth int) int {
			if depth > maxExpandDepth {
				t.Fatalf("%q is %d deep", text, depth)
			}
			n := len(x)
			for name, inner := range x {
				if name == "" || !strings.Contains(text, name) {
					t.Fatalf("%q asks for %q", text, name)
				}
				n += count(inner, depth+1)
			}
			return n
		}
		if n := count(parseExpand([]string{text}), 0); n > maxExpandPaths*maxExpandDepth {
			t.Fatalf("%q has %d members", text, n)
		}
	})
}
