package webhook

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommandsAreReadFromPatterns(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		want    []string
	}{
		{`^/deploy`, []string{"deploy"}},
		{`\A\/deploy\b`, []string{"deploy"}},
		{`/deploy`, []string{"deploy"}},
		{`^/deploy(\s|$).*`, []string{"deploy"}},
		{`^/deploy\s+(?P<where>\w+)`, []string{"deploy"}},
		{`(?i)^/Deploy`, []string{"deploy"}},
		{`^/[dD]eploy$`, []string{"deploy"}},
		{`^/(deploy|rollback)\b`, []string{"deploy", "rollback"}},
		{`^/(?:deploy|dep|d)(?: now)?$`, []string{"deploy", "dep", "d"}},
		{`^/poll.*`, []string{"poll"}},
		{`^/polls?$`, []string{"polls", "poll"}},
		{`^/re-run_1`, []string{"re-run_1"}},
		{`^[/!]karma`, []string{"karma"}},
		{`^(?:/a|/b|hello)`, []string{"a", "b"}},
		{`^/d\w+`, nil},
		{`^/d[e-z]+`, nil},
		{`^/d[^a]`, nil},
		{`^/[a-z]+`, nil},
		{`^/`, nil},
		{`hello`, nil},
		{`^see https?://`, nil},
		{`^/a b`, nil},
		{`(?=/x)/x`, nil},
		{`^/(`, nil},
		{``, nil},
		{`^/` + strings.Repeat("a", 51), nil},
	} {
		if diff := cmp.Diff(tt.want, commandsIn(tt.pattern)); diff != "" {
			t.Errorf("%s: %s", tt.pattern, diff)
		}
	}
}

func TestCommandsOfOnePatternAreBounded(t *testing.T) {
	if got := commandsIn(`^/(a|b|c|d)(a|b|c|d)(a|b|c|d)(a|b|c|d)(x|y)`); len(got) == 0 || len(got) > maxCommands {
		t.Errorf("%d commands", len(got))
	}
}
