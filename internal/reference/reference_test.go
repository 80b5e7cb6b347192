package reference_test

import (
	"cmp"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/hipchat"
	"github.com/stoachat/stoa/internal/apiv1"
	"github.com/stoachat/stoa/internal/apiv2"
	"github.com/stoachat/stoa/internal/reference"
	"github.com/stoachat/stoa/internal/stoatest"
)

var update = flag.Bool("update", false, "write proof.tsv, from what STOA_PROOF names, and docs/compatibility.md")

const (
	page      = "../../docs/compatibility.md"
	proofFile = "proof.tsv"
)

func TestCompatibilityPageIsCurrent(t *testing.T) {
	proofs := reference.Proofs()
	if *update {
		if noted := os.Getenv(stoatest.ProofFile); noted != "" {
			proofs = reference.Successes(reference.ParseProofs(read(t, noted)))
			var lines strings.Builder
			for _, p := range proofs {
				lines.WriteString(p.String() + "\n")
			}
			write(t, proofFile, lines.String())
		}
		write(t, page, reference.Page(reference.Rows(proofs)))
	}
	if d := diff.Diff(read(t, page), reference.Page(reference.Rows(proofs))); d != "" {
		t.Errorf("docs/compatibility.md is not what the routes say; run: make reference\n%s", d)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestEveryMethodThatWorksIsProvedByATest(t *testing.T) {
	for _, r := range reference.Rows(reference.Proofs()) {
		if r.Works && len(r.Proof) == 0 {
			t.Errorf("%s %s: no test has called it and got %d; write one and run: make reference", r.Verb, r.Path, r.Status)
		}
	}
}

func TestProofsNameTestsThatThereAre(t *testing.T) {
	there := map[string][]string{}
	for _, p := range reference.Proofs() {
		if there[p.Package] == nil {
			there[p.Package] = testsIn(t, filepath.Join("../..", p.Package))
		}
		if !slices.Contains(there[p.Package], p.Name) {
			t.Errorf("%s has no %s; run: make reference", p.Package, p.Name)
		}
	}
}

func testsIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				names = append(names, f.Name.Name)
			}
		}
	}
	return names
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

// The routes say of each method what its documentation says; more scopes may do than are documented, for older
// documentation named others. spec: endpoints; auth, 4.2.
func TestRoutesAreAsDocumented(t *testing.T) {
	for _, documented := range reference.All() {
		i := slices.IndexFunc(apiv2.Routes(), func(rt apiv2.Route) bool { return documented.Name != "" && rt.Name == documented.Name })
		if i < 0 || documented.LeftOut != "" {
			continue
		}
		rt := apiv2.Routes()[i]
		t.Run(rt.Name, func(t *testing.T) {
			if want := placeholder.ReplaceAllString(documented.Path, "{}"); placeholder.ReplaceAllString(rt.Pattern, "{}") != want {
				t.Errorf("path %s, documented is %s", rt.Pattern, documented.Path)
			}
			if documented.Verb != rt.Method && documented.Verb != "HEAD" {
				t.Errorf("verb %s, documented is %s", rt.Method, documented.Verb)
			}
			if rt.Status != documented.Status {
				t.Errorf("status %d, documented is %d", rt.Status, documented.Status)
			}
			row := reference.Rows(nil)[slices.IndexFunc(reference.All(), func(d reference.Documented) bool { return d.Name == rt.Name })]
			if documented.Inferred {
				return
			}
			if d := diff.Diff(documented.Callers, row.Callers); d != "" {
				t.Errorf("callers (-documented +route): %s", d)
			}
			for _, scope := range documented.Scopes {
				if !slices.Contains(rt.Scopes, scope) {
					t.Errorf("scope %s does not do, only %v", scope, rt.Scopes)
				}
			}
		})
	}
}

func TestV1RoutesAreAsDocumented(t *testing.T) {
	for _, rt := range apiv1.Routes() {
		i := slices.IndexFunc(reference.All(), func(d reference.Documented) bool { return d.Name == rt.Name })
		if i < 0 {
			t.Errorf("%s is not documented", rt.Name)
			continue
		}
		if d := reference.All()[i]; d.Path != rt.Path || len(d.Callers) != len(rt.Kinds) {
			t.Errorf("%s: path %s, kinds %v; documented: %s, %v", rt.Name, rt.Path, rt.Kinds, d.Path, d.Callers)
		}
	}
}

// What a caller of v1 is told to call instead is there, but for what API v2 never had.
func TestMethodsOfV1HaveSuccessors(t *testing.T) {
	for _, d := range reference.All()[:13] {
		s, ok := hipchat.SuccessorOf(d.Name)
		if !ok {
			if d.Name != "users/undelete" {
				t.Errorf("%s has none", d.Name)
			}
			continue
		}
		i := slices.IndexFunc(reference.All(), func(d reference.Documented) bool { return d.Name == s.Name })
		if i < 0 || reference.All()[i].Verb != s.Method || reference.All()[i].Path != s.Path {
			t.Errorf("%s: %+v is not as documented", d.Name, s)
		}
	}
}

func TestTheIndexIsWhole(t *testing.T) {
	count := map[string]int{}
	for _, d := range reference.All() {
		count[cmp.Or(strings.SplitN(strings.TrimPrefix(d.Path, "/"), "/", 2)[0], "none")]++
	}
	if d := diff.Diff(map[string]int{"v1": 13, "v2": 113, "none": 4}, count); d != "" {
		t.Error(d)
	}
}
