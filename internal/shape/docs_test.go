package shape_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/shape"
)

var fence = regexp.MustCompile("(?ms)^```(json|tmpl|html)\n(.*?)^```$")

// Each template of the documentation says of the JSON above it the HTML below it.
func TestExamplesOfTheDocumentationSayWhatStandsBelowThem(t *testing.T) {
	raw, err := os.ReadFile("../../docs/integrations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(raw), "### Templates\n")
	section, _, _ = strings.Cut(section, "\n### ")
	var body, said string
	examples := 0
	for _, f := range fence.FindAllStringSubmatch(section, -1) {
		switch f[1] {
		case "json":
			body = f[2]
		case "tmpl":
			m, err := read(f[2], asked(body))
			if err != nil {
				t.Fatalf("%v\n%s", err, f[2])
			}
			said = strings.ReplaceAll(m.HTML, "<br>", "<br>\n")
		case "html":
			examples++
			if diff := cmp.Diff(strings.TrimSpace(f[2]), said); diff != "" {
				t.Error(diff)
			}
		}
	}
	if examples < 2 {
		t.Errorf("%d examples", examples)
	}
	for _, f := range shape.Functions() {
		if row := fmt.Sprintf("| `%s` | %s |", strings.ReplaceAll(f.Usage, "|", `\|`), f.Says); !strings.Contains(section, row) {
			t.Errorf("missing: %s", row)
		}
	}
}
