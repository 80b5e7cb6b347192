package quirks_test

import (
	"fmt"
	"slices"
	"testing"
)

// sections are the sections of numbered rules, by their letter, with how many each has.
// spec: client-quirks, 1
var sections = map[string]int{"T": 10, "C": 7, "B": 16, "A": 6, "R": 19, "V": 7, "F": 4, "O": 15}

// goldenCount is how many golden requests there are. spec: client-quirks, 5
const goldenCount = 24

// later are the rules that wait for a part of the product which is not there, with the part. The rules X1 to X22 are
// all about XMPP.
func later() map[string]string {
	return map[string]string{"O14": "pages of add-ons"}
}

func TestEveryRuleHasATestThatBearsItsNumber(t *testing.T) {
	tests := map[string]int{}
	for _, r := range allRules() {
		tests[r.id]++
	}
	for letter, count := range sections {
		for n := 1; n <= count; n++ {
			id := fmt.Sprint(letter, n)
			_, waits := later()[id]
			if got, want := tests[id], 1; got != want && !waits || got != 0 && waits {
				t.Errorf("rule %s has %d tests, want %d (waits: %v)", id, got, want, waits)
			}
			delete(tests, id)
		}
	}
	for id := range tests {
		t.Errorf("there is no rule %s", id)
	}
}

func TestEveryGoldenRequestIsSent(t *testing.T) {
	for n := 1; n <= goldenCount; n++ {
		if !slices.ContainsFunc(goldenRequests(), func(g golden) bool { return g.number == n }) {
			t.Errorf("golden request %d is not sent", n)
		}
	}
}
