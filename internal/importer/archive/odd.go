package archive

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxOdd bounds how many kinds of oddities are told apart, since an archive can make up as many as it likes.
const maxOdd = 200

// oddities counts what was not understood.
type oddities struct {
	counts map[string]int
	more   int // of kinds beyond maxOdd
}

func newOddities() *oddities { return &oddities{counts: make(map[string]int)} }

// add counts one thing of a kind.
func (o *oddities) add(kind string) {
	if _, known := o.counts[kind]; !known && len(o.counts) >= maxOdd {
		o.more++
		return
	}
	o.counts[kind]++
}

// lines answers a line for each kind, the most frequent first.
func (o *oddities) lines() []string {
	kinds := slices.SortedFunc(maps.Keys(o.counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(o.counts[y], o.counts[x]), strings.Compare(x, y))
	})
	lines := make([]string, 0, len(kinds)+1)
	for _, k := range kinds {
		lines = append(lines, fmt.Sprintf("%d × %s", o.counts[k], k))
	}
	if o.more > 0 {
		lines = append(lines, fmt.Sprintf("%d × something else", o.more))
	}
	return lines
}

// shown is a name out of the archive, fit to be printed.
func shown(name string) string {
	const most = 60
	if r := []rune(name); len(r) > most {
		name = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", name)
}
