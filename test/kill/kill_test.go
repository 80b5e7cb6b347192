// Package kill_test shows that nothing acknowledged is lost: a server under load is killed at a random moment, as by
// a power cut, and started again on the same data, round after round, on both databases.
package kill_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

const (
	writers = 32
	rooms   = 4
	// A round is killed after this many acknowledged messages at the latest.
	longestRound = 1500
)

// rounds gives the number of rounds per database: $STOA_KILL_ROUNDS, or 2.
func rounds(t *testing.T) int {
	t.Helper()
	env := os.Getenv("STOA_KILL_ROUNDS")
	if env == "" {
		return 2
	}
	n, err := strconv.Atoi(env)
	if err != nil || n < 1 {
		t.Fatalf("STOA_KILL_ROUNDS=%q is no number of rounds", env)
	}
	return n
}

func TestAcknowledgedMessagesSurviveAKilledServer(t *testing.T) {
	binary := process.Build(t)
	storetest.Each(t, func(t *testing.T, url string) {
		c := process.Config{Binary: binary}
		if strings.HasPrefix(url, "postgres") {
			c.Database = url
		}
		s := process.Start(t, c)
		l := newLoad(t, s)
		for round := range rounds(t) {
			acknowledged := l.untilKilled(t, 1+rand.IntN(longestRound))
			s.Restart(t)
			for _, r := range l.rooms {
				l.check(t, r)
			}
			if t.Failed() {
				t.Fatalf("round %d", round+1)
			}
			t.Logf("round %d: killed after %d acknowledged messages, all %d there", round+1, acknowledged, l.total())
		}
	})
}

// TestCheckSeesWhatIsWrong feeds the check logs that break what it stands for.
func TestCheckSeesWhatIsWrong(t *testing.T) {
	sent := map[string]bool{"a": true, "b": true, "unanswered": false}
	for name, log := range map[string][]entry{
		"a lost message":  {{Seq: 1, ID: "1", Body: "a"}},
		"a message twice": {{Seq: 1, ID: "1", Body: "a"}, {Seq: 2, ID: "2", Body: "b"}, {Seq: 3, ID: "3", Body: "a"}},
		"an unanswered one twice": {
			{Seq: 1, ID: "1", Body: "a"}, {Seq: 2, ID: "2", Body: "b"},
			{Seq: 3, ID: "3", Body: "unanswered"}, {Seq: 4, ID: "4", Body: "unanswered"},
		},
		"a gap":                 {{Seq: 1, ID: "1", Body: "a"}, {Seq: 3, ID: "2", Body: "b"}},
		"a seq twice":           {{Seq: 1, ID: "1", Body: "a"}, {Seq: 1, ID: "2", Body: "b"}},
		"an id twice":           {{Seq: 1, ID: "1", Body: "a"}, {Seq: 2, ID: "1", Body: "b"}},
		"a message nobody sent": {{Seq: 1, ID: "1", Body: "a"}, {Seq: 2, ID: "2", Body: "b"}, {Seq: 3, ID: "3", Body: "c"}},
	} {
		if len(faults(sent, log)) == 0 {
			t.Errorf("%s was not seen", name)
		}
	}
	whole := []entry{{Seq: 1, ID: "1", Body: "b"}, {Seq: 2, ID: "2", Body: "unanswered"}, {Seq: 3, ID: "3", Body: "a"}}
	if wrong := faults(sent, whole); len(wrong) > 0 {
		t.Errorf("a whole log was called faulty: %v", wrong)
	}
}

// entry is one event of a conversation's log.
type entry struct {
	Seq  int64  `json:"seq"`
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Body string `json:"body"`
}

// faults tells what is wrong with a conversation's log. sent are the bodies that were posted; true marks those that
// the server acknowledged. The others may be there once or not at all.
func faults(sent map[string]bool, log []entry) []string {
	var wrong []string
	ids, bodies := map[string]bool{}, map[string]int{}
	for i, e := range log {
		if e.Seq != int64(i)+1 {
			wrong = append(wrong, fmt.Sprintf("entry %d has seq %d", i+1, e.Seq))
		}
		if ids[e.ID] {
			wrong = append(wrong, fmt.Sprintf("id %s stands twice", e.ID))
		}
		ids[e.ID] = true
		if e.Kind == "enter" || e.Kind == "exit" {
			continue
		}
		if _, ok := sent[e.Body]; !ok {
			wrong = append(wrong, fmt.Sprintf("%q was never sent", e.Body))
		}
		bodies[e.Body]++
	}
	for body, acknowledged := range sent {
		if n := bodies[body]; n > 1 || n == 0 && acknowledged {
			wrong = append(wrong, fmt.Sprintf("%q (acknowledged: %v) stands %d times", body, acknowledged, n))
		}
	}
	return wrong
}
