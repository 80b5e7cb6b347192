package history_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/stoachat/stoa/test/cluster/history"
)

// seeded is a pick that is the same each time.
func seeded(seed uint64) func(n int) int {
	return rand.New(rand.NewPCG(seed, 0)).IntN
}

func TestCleanHistoryHasNoFindings(t *testing.T) {
	for seed := range uint64(50) {
		h := made(seeded(seed), 400)
		if len(h.Posts) < 50 || len(h.Edits) == 0 || len(h.Reads) == 0 {
			t.Fatalf("seed %d makes too little: %d posts, %d edits, %d reads", seed, len(h.Posts), len(h.Edits), len(h.Reads))
		}
		for _, f := range history.Check(h) {
			t.Errorf("seed %d: %v", seed, f)
		}
	}
}

func TestEachPlantedFaultIsFound(t *testing.T) {
	for _, p := range plants() {
		t.Run(p.name, func(t *testing.T) {
			h := made(seeded(7), 400)
			if !p.put(h, seeded(8)) {
				t.Fatal("the history has no place for it")
			}
			if found := history.Check(h); !has(found, p.kind) {
				t.Errorf("not found to be %s, but %v", p.kind, found)
			}
		})
	}
}

// TestFaultsAreFoundWhereverTheyAre makes histories and plants at random, and shrinks what is not found.
func TestFaultsAreFoundWhereverTheyAre(t *testing.T) {
	all := plants()
	rapid.Check(t, func(t *rapid.T) {
		pick := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
		h := made(pick, 60)
		if found := history.Check(h); len(found) > 0 {
			t.Fatalf("a clean history: %v", found)
		}
		p := all[pick(len(all))]
		if p.put(h, pick) && !has(history.Check(h), p.kind) {
			t.Fatalf("%s: not found to be %s, but %v\n%+v", p.name, p.kind, history.Check(h), h)
		}
	})
}

func has(found []history.Finding, kind history.Kind) bool {
	return slices.ContainsFunc(found, func(f history.Finding) bool { return f.Kind == kind })
}
