package coverage_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/test/coverage"
)

const page = "../../docs/clients.md"

var update = flag.Bool("update", false, "write docs/clients.md anew")

// method is one row of a route table, with every call that means it.
type method struct {
	name, path string
	calls      []string
}

func TestClientsPageShowsWhatTheRunsCalled(t *testing.T) {
	clients := load(t)
	want := render(clients, methods())
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/clients.md is out of date, run make clients (-want +page):\n%s", diff)
	}
}

func TestClientsCallOnlyWhatTheRouteTablesHave(t *testing.T) {
	known := map[string]bool{}
	for _, m := range methods() {
		for _, call := range m.calls {
			known[call] = true
		}
	}
	for _, c := range load(t) {
		for _, call := range c.Calls {
			if !known[call] {
				t.Errorf("%s called %s, which no route table has", c.Name, call)
			}
		}
	}
}

func load(t *testing.T) []coverage.Client {
	t.Helper()
	files, err := filepath.Glob("*.json") // sorted by name
	if err != nil || len(files) == 0 {
		t.Fatalf("no client has left a file here: %v", err)
	}
	clients := make([]coverage.Client, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &clients[i]); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return clients
}

func methods() []method {
	var all []method
	for _, rt := range apiv2.Routes() {
		call := rt.Method + " " + rt.Pattern
		all = append(all, method{name: rt.Name, path: call, calls: []string{call}})
	}
	for _, rt := range apiv1.Routes() { // every method of v1 takes both
		all = append(all, method{name: rt.Name, path: rt.Path, calls: []string{
			http.MethodGet + " " + rt.Path, http.MethodPost + " " + rt.Path,
		}})
	}
	return all
}

// called tells whether the client called the method.
func called(c coverage.Client, m method) bool {
	return slices.ContainsFunc(c.Calls, func(call string) bool { return slices.Contains(m.calls, call) })
}

const intro = `# Clients that run against Stoa

Published clients of HipChat's REST API that the tests run unmodified, given only a base URL and a token (winston-hipchat, which
knows one address alone, is led from there to the server), and the methods that each of them calls there with success. This page is
made from what the server saw: ` + "`make clients`" + ` writes it anew, and the tests fail when a run calls something else.

`

func render(clients []coverage.Client, methods []method) string {
	var b strings.Builder
	b.WriteString(intro)
	b.WriteString("| | client | version | published as | methods |\n| --- | --- | --- | --- | --- |\n")
	for i, c := range clients {
		n := 0
		for _, m := range methods {
			if called(c, m) {
				n++
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d |\n", letter(i), c.Name, c.Version, c.From, n)
	}
	b.WriteString("\n| method | call |")
	for i := range clients {
		fmt.Fprintf(&b, " %s |", letter(i))
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(clients)) + "\n")
	for _, m := range methods {
		fmt.Fprintf(&b, "| %s | `%s` |", m.name, m.path)
		for _, c := range clients {
			mark := ""
			if called(c, m) {
				mark = " yes"
			}
			b.WriteString(mark + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// letter names a column.
func letter(i int) string { return string(rune('A' + i)) }
