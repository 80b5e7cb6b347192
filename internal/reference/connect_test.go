package reference_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/reference"
)

func TestEveryMemberOfADescriptorHasItsRow(t *testing.T) {
	var want, got []string
	b, err := json.Marshal(hipchat.DescriptorSchema(hipchat.SchemaDraft4))
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	whole := members(schema)
	for name := range whole {
		if name != "capabilities" {
			want = append(want, name)
		}
	}
	for capability, schema := range members(whole["capabilities"]) {
		for name := range members(schema) {
			want = append(want, capability+"."+name)
		}
	}
	for _, r := range reference.ConnectRows() {
		got = append(got, r.Member)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := diff.Diff(want, got); d != "" || len(want) < 40 {
		t.Errorf("(-schema +table):\n%s", d)
	}
}

// members are what an object of the schema may have; a list may stand in place of one object.
func members(schema any) map[string]any {
	s, ok := schema.(map[string]any)
	if !ok {
		return nil
	}
	if p, ok := s["properties"].(map[string]any); ok {
		return p
	}
	if m := members(s["items"]); len(m) > 0 {
		return m
	}
	for _, word := range []string{"anyOf", "oneOf"} {
		alternatives, _ := s[word].([]any)
		for _, a := range alternatives {
			if m := members(a); len(m) > 0 {
				return m
			}
		}
	}
	return nil
}

func TestRowsOfConnectNameTestsThatThereAre(t *testing.T) {
	there := map[string][]string{}
	for _, r := range reference.ConnectRows() {
		if len(r.Tests) == 0 {
			t.Errorf("%s has no test", r.Member)
		}
		for _, test := range r.Tests {
			pkg, name, _ := strings.Cut(test, ".")
			if there[pkg] == nil {
				there[pkg] = testsIn(t, filepath.Join("../..", pkg))
			}
			if !slices.Contains(there[pkg], name) {
				t.Errorf("%s: %s has no %s", r.Member, pkg, name)
			}
		}
	}
}
