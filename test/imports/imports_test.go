// Package imports_test holds the packages to the layout that the design gives them: which may import which.
package imports_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"sort"
	"strings"
	"testing"
)

const module = "github.com/stoachat/stoa"

// graph says what each package of the module imports, tests left out. The paths of our own packages are relative to
// the module.
type graph map[string][]string

// rule forbids imports. A name is a package, relative to the module, and all below it.
type rule struct {
	from   []string // who is bound; nil: every package
	except []string // who is not
	to     []string // what they must not import
	only   []string // instead of to: all of ours that they may import. std: nothing outside the standard library
	why    string
}

var (
	dialects = []string{"internal/apiv1", "internal/apiv2", "internal/api", "internal/inbound", "internal/slackapi", "internal/mailin", "internal/xmpp", "internal/scim"}
	// forAuthorsTests start servers in the tests of those who write integrations and add-ons.
	forAuthorsTests = []string{"hipchat/hipchattest", "addon/addontest"}
	followers       = []string{"internal/realtime", "internal/webhook", "internal/push", "internal/search"}
)

// rules is the layout as data.
func rules() []rule {
	list := []rule{
		{from: []string{"internal/xmpp"}, only: []string{"internal/cache", "hipchat", "internal/auth", "internal/certificate", "internal/chat", "internal/markup", "internal/realtime", "internal/view"},
			why: "it translates, and what it tells comes from the live feed"},
		{from: followers, to: dialects, why: "a follower reads the log and knows no dialect"},
		{from: []string{"internal/chat"}, to: slices.Concat(dialects, followers, []string{"internal/store"}),
			why: "the door knows neither who calls it nor where events are kept"},
		{from: []string{"internal/chat"}, only: []string{"hipchat", "internal/markup", "internal/cache"},
			why: "the vocabulary stands on the wire types, the markup and a cache alone"},
		{from: []string{"hipchat"}, except: forAuthorsTests, only: []string{"std"}, why: "anyone may import it, at no cost"},
		{from: []string{"addon"}, except: forAuthorsTests, only: []string{"hipchat"}, why: "what it offers to add-on authors is public"},
		{except: forAuthorsTests, to: forAuthorsTests, why: "only tests need a server beside them"},
		{from: []string{"examples"}, only: []string{"addon", "hipchat", "examples"}, why: "an example stands on what its reader can import"},
		{except: []string{"cmd", "compat", "internal/dev", "internal/stoatest", "internal/app", "test"}, to: []string{"internal/app"},
			why: "app builds everything, so nothing that it builds may know it"},
		{except: append([]string{"internal/stoatest", "internal/store/storetest", "internal/importer/archive/archivetest", "test"}, forAuthorsTests...), to: []string{"internal/stoatest", "internal/store/storetest", "internal/importer/archive/archivetest", "testing"},
			why: "what tests need stays out of the binary"},
		{from: []string{"internal/outbound", "internal/blob"}, only: []string{"internal/outbound", "internal/blob"},
			why: "the gate knows nothing of who goes through it"},
		{from: []string{"internal/markup", "internal/cache"}, only: []string{"internal/markup", "internal/cache"}, why: "they know nothing of chat"},
		{from: []string{"internal/store"}, except: []string{"internal/store/storetest"}, only: []string{"internal/chat", "internal/cache", "internal/store"}, why: "the store knows the types, not the door's users"},
		{from: []string{"internal/signin"}, only: []string{"hipchat", "internal/auth", "internal/chat", "internal/outbound", "internal/signin"},
			why: "who vouches for people is no part of any dialect"},
		{from: []string{"internal/format"}, only: []string{"hipchat"}, why: "what a body says depends on nothing else"},
		{from: []string{"internal/shape"}, only: []string{"hipchat", "internal/format", "internal/mask"}, why: "a template reaches the request alone"},
		{from: []string{"internal/exporter"}, only: []string{"internal/blob", "internal/chat", "internal/files", "internal/importer/archive", "internal/store"},
			why: "an export is written from what lies in the store, and asks no server"},
		{from: []string{"internal/importer/archive"}, only: []string{"hipchat"}, why: "what another system wrote depends on nothing that Stoa has"},
		{from: []string{"internal/importer/slack", "internal/importer/mattermost"}, only: []string{"hipchat", "internal/format", "internal/importer/archive"}, why: "they say in HipChat's words what another system's are"},
		{from: []string{"internal/view"}, only: []string{"hipchat", "internal/chat", "internal/view"}, why: "a view shows; it decides nothing"},
	}
	for i, d := range dialects {
		others := slices.Concat(dialects[:i], dialects[i+1:])
		list = append(list, rule{from: []string{d}, to: others, why: "what two dialects need belongs in view or behind the door"})
	}
	return list
}

// broken tells which imports break the rules.
func broken(g graph, rules []rule) []string {
	var wrong []string
	for from, imports := range g {
		for _, r := range rules {
			if r.from != nil && !within(from, r.from) || within(from, r.except) {
				continue
			}
			for _, to := range imports {
				if r.forbids(from, to) {
					wrong = append(wrong, fmt.Sprintf("%s imports %s: %s", from, to, r.why))
				}
			}
		}
	}
	sort.Strings(wrong)
	return wrong
}

func (r rule) forbids(from, to string) bool {
	switch {
	case r.only == nil:
		return within(to, r.to)
	case slices.Contains(r.only, "std"):
		return to != path.Clean(from) && !standard(to)
	default:
		return ours(to) && !within(to, r.only)
	}
}

// within tells whether the package is one of the named ones or below one.
func within(pkg string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return pkg == name || strings.HasPrefix(pkg, name+"/")
	})
}

// ours tells whether the package belongs to the module: those paths were made relative, and no package of the
// standard library or of another module begins like them.
func ours(pkg string) bool {
	return within(pkg, []string{"hipchat", "addon", "compat", "cmd", "test", "internal", "examples"})
}

func standard(pkg string) bool {
	first, _, _ := strings.Cut(pkg, "/")
	return !ours(pkg) && !strings.Contains(first, ".")
}

func TestPackagesImportOnlyWhatTheLayoutAllows(t *testing.T) {
	g, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(g["internal/chat"]) == 0 {
		t.Fatalf("go list told nothing about internal/chat: %d packages", len(g))
	}
	for _, wrong := range broken(g, rules()) {
		t.Error(wrong)
	}
}

func TestMadeUpImportsAreSeen(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"internal/apiv1", "internal/apiv2"},
		{"internal/apiv2", "internal/api"},
		{"internal/api", "internal/inbound"},
		{"internal/inbound", "internal/apiv1"},
		{"internal/slackapi", "internal/inbound"},
		{"internal/mailin", "internal/api"},
		{"internal/xmpp", "internal/apiv2"},
		{"internal/realtime", "internal/api"},
		{"internal/webhook", "internal/apiv2"},
		{"internal/chat", "internal/store"},
		{"internal/chat", "internal/webhook"},
		{"internal/chat", "internal/view"},
		{"hipchat", "internal/chat"},
		{"hipchat", "github.com/google/uuid"},
		{"addon", "internal/auth"},
		{"examples/buildstatus", "internal/chat"},
		{"internal/server", "internal/app"},
		{"internal/store", "internal/webhook"},
		{"internal/app", "internal/stoatest"},
		{"internal/auth", "testing"},
		{"addon", "addon/addontest"},
		{"cmd/stoa", "hipchat/hipchattest"},
	} {
		if wrong := broken(graph{c.from: {"context", c.to}}, rules()); len(wrong) == 0 {
			t.Errorf("%s may import %s", c.from, c.to)
		}
	}
}

func TestAllowedImportsAreNotReported(t *testing.T) {
	g := graph{
		"cmd/stoa":           {"internal/app", "os"},
		"compat":             {"internal/app", "hipchat", "addon"},
		"internal/stoatest":  {"internal/app", "testing"},
		"addon/addontest":    {"addon", "hipchat/hipchattest", "testing"},
		"internal/app":       {"internal/apiv1", "internal/apiv2", "internal/store"},
		"internal/apiv2":     {"hipchat", "internal/view", "internal/auth", "internal/chat", "net/http"},
		"internal/chat":      {"hipchat", "internal/markup", "encoding/json", "github.com/google/uuid"},
		"hipchat":            {"encoding/json", "net/http"},
		"internal/apiv1form": {"internal/apiv1"}, // a longer name is another package
	}
	if wrong := broken(g, rules()); len(wrong) > 0 {
		t.Errorf("reported: %v", wrong)
	}
}

// load asks the go command for the module's packages and their direct imports.
func load() (graph, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports", module+"/...")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	g := graph{}
	for d := json.NewDecoder(out); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		if p.ImportPath != module && !strings.HasPrefix(p.ImportPath, module+"/") {
			continue
		}
		var imports []string
		for _, i := range p.Imports {
			imports = append(imports, relative(i))
		}
		g[relative(p.ImportPath)] = imports
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, stderr.String())
	}
	return g, nil
}

func relative(pkg string) string { return strings.TrimPrefix(pkg, module+"/") }
