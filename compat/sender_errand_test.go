package compat

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatAProgramFailedOfStandsInItsReport(t *testing.T) {
	for _, tt := range []struct {
		out  string
		want []string
	}{
		{"", []string{"exit code 1"}},
		{"a\n\nb\nc\nd\n", []string{"exit code 1", "output: a", "output: b", "output: c", "output: d"}},
		{"Traceback (most recent call last):\n  File \"n.py\", line 4\n    a()\n  File \"n.py\", line 2\n    b()\n    ^^^\n  File \"x.py\", line 7\n    c()\nhttp.client.InvalidURL: no blanks\n",
			[]string{"exit code 1", "output: Traceback (most recent call last):", "output: …", "output: c()", "output: http.client.InvalidURL: no blanks"}},
		{"n.js:7\n  if (err) throw err;\n           ^\n\nError: 307\n    at a (n.js:7)\n    at b (n.js:9)\n\nNode.js v20\n",
			[]string{"exit code 1", "output: n.js:7", "output: if (err) throw err;", "output: Error: 307", "output: Node.js v20"}},
	} {
		if diff := cmp.Diff(tt.want, errand{exit: 1, out: tt.out}.lines()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.out, diff)
		}
	}
}
