package reference

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
)

// Test is a test function.
type Test struct{ Package, Name string }

// Proof is a call that a test made, and the status that it got.
type Proof struct {
	Test
	Method, Pattern string
	Status          int
}

// proofFile is what the tests noted of their calls; see stoatest.ProofFile. It is written by: make reference
//
//go:embed proof.tsv
var proofFile string

// Proofs are the calls that tests are known to make.
func Proofs() []Proof { return ParseProofs(proofFile) }

// ParseProofs reads what tests noted: lines of package, test, method, pattern and status.
func ParseProofs(text string) (proofs []Proof) {
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 5 {
			continue
		}
		status, err := strconv.Atoi(f[4])
		if err != nil {
			continue
		}
		proofs = append(proofs, Proof{Test{f[0], f[1]}, f[2], f[3], status})
	}
	return proofs
}

// Successes keeps the calls that prove something: those that stand beside a method.
func Successes(proofs []Proof) (kept []Proof) {
	for _, r := range Rows(proofs) {
		kept = append(kept, r.Proof...)
	}
	slices.SortFunc(kept, func(a, b Proof) int { return strings.Compare(a.String(), b.String()) })
	return kept
}

func (p Proof) String() string {
	return strings.Join([]string{p.Package, p.Name, p.Method, p.Pattern, strconv.Itoa(p.Status)}, "\t")
}

// maxProof is how many tests stand beside a method.
const maxProof = 3

// proofOf finds a call of the route by each test that made one and got that status; tests that call the fewest routes
// come first, for they are about it. An empty method is any.
func proofOf(proofs []Proof, method, pattern string, status int) (found []Proof) {
	breadth := make(map[Test]map[string]bool)
	for _, p := range proofs {
		if breadth[p.Test] == nil {
			breadth[p.Test] = make(map[string]bool)
		}
		breadth[p.Test][p.Method+p.Pattern] = true
	}
	for _, p := range proofs {
		known := slices.ContainsFunc(found, func(f Proof) bool { return f.Test == p.Test })
		if p.Pattern == pattern && p.Status == status && (method == "" || p.Method == method) && !known {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b Proof) int {
		if n := len(breadth[a.Test]) - len(breadth[b.Test]); n != 0 {
			return n
		}
		return strings.Compare(a.String(), b.String())
	})
	return found[:min(maxProof, len(found))]
}

func testNames(proofs []Proof) string {
	names := make([]string, len(proofs))
	for i, p := range proofs {
		names[i] = "`" + p.Name + "`"
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
