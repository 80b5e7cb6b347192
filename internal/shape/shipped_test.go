package shape_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/format"
	"github.com/stoachat/stoa/internal/shape"
)

// Each shipped template renders the payloads of its own format; what comes out stands beside the sources.
func TestShippedTemplatesSayTheirToolsPayloads(t *testing.T) {
	shipped, err := shape.AllShipped()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, s := range shipped {
		if s.Says == "" || !slices.Contains(format.Names(), s.Format) {
			t.Errorf("%+v is for nobody", s)
		}
		all := payloads(t, s.Format)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			m, err := read(s.Source, all[name])
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			n, err := m.Notification()
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&got, "== %s\nkey:   %s\nstate: %s\nfrom:  %s\ncolor: %s\n\n%s\n%s\n", name, m.Key, m.State, n.From, n.Color, n.Message, indented(t, n.Card))
		}
	}
	const golden = "testdata/shipped.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
}

func indented(t *testing.T, card json.RawMessage) string {
	t.Helper()
	var out bytes.Buffer
	if card != nil {
		if err := json.Indent(&out, card, "", "  "); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestAGuessIsATemplateThatWorks(t *testing.T) {
	for name, r := range payloads(t) {
		source := shape.Guess(r)
		if source == "" {
			continue
		}
		if _, err := read(source, r); err != nil {
			t.Errorf("%s: %v\n%s", name, err, source)
		}
	}
	got := shape.Guess(asked(`{"alert":{"name":"Disk \"a\"","app.io/zone":"eu"},"Message":"It is\nfull","status":"critical","url":"https://e.test/1","load":0.5,"tags":["a"],"long":"` + strings.Repeat("x", 200) + `"}`))
	want := "title: {{.alert.name}}\nurl: {{.url}}\ncolor: {{colorOf .status}}\nstate: {{.status}}\nfact Alert app io/zone: {{(index . \"alert\" \"app.io/zone\")}}\nfact Load: {{.load}}\n\n{{.Message}}\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := shape.Guess(asked(`[1,2]`)) + shape.Guess(asked("text")); got != "" {
		t.Error(got)
	}
}
