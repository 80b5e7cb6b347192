package bench

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNumbersAreFoundWhereverAStreamIsCut(t *testing.T) {
	const text = `{"a":"Build #1 of x"} Build Build #Build #22 and Build #333 `
	for cut := range len(text) + 1 {
		var got []int
		used, found := scan([]byte(text[:cut]))
		got = append(got, found...)
		_, found = scan([]byte(text[used:]))
		got = append(got, found...)
		if !slices.Equal(got, []int{1, 22, 333}) {
			t.Errorf("cut at %d: %v", cut, got)
		}
	}
}

// A server that stands still once makes one post late in a closed loop. On a schedule all are that were due meanwhile.
func TestAStallIsCountedFromWhenPostsWereDue(t *testing.T) {
	begin := time.Now()
	s := newScreens(schedule{begin: begin, every: 10 * time.Millisecond, warm: 1, number: 11}, 2)
	s.hear(0, begin.Add(time.Hour)) // it warms up
	for i := range 11 {
		for socket := range 2 {
			s.hear(i, begin.Add(101*time.Millisecond+time.Duration(socket)*time.Millisecond)) // all at once, after a stall
		}
	}
	s.hear(11, begin) // of somebody else
	r := s.result(22 * time.Millisecond)
	near := func(got, want float64) bool { return got > want*0.999 && got < want*1.001 }
	if r.Posts != 10 || !near(r.First.P50, 42) || !near(r.First.Max, 92) || !near(r.Last.P50, 42) || !near(r.PerSecond, 200) || !near(r.CPU, 1100) {
		t.Errorf("%+v", r)
	}
}

func TestABarShowsHowFarAStepIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		b := NewBar(&out)
		say(b, 2*time.Second, "step %d", 1)
		time.Sleep(1050 * time.Millisecond)
		say(b, 0, "step 2")
		b.Close()
		synctest.Wait()
		for _, want := range []string{"[============            ] step 1", "step 1 (1.1 s)\n", "step 2 (0.0 s)\n"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q is missing in %q", want, out.String())
			}
		}
	})
}

func TestAPlotKeepsItsLinesWithinItself(t *testing.T) {
	drawn := string(plot{}.with("a <b>", "stoa", []Point{{0, 0}, {50, 1}, {99.99, 80}, {100, 81}}).svg())
	for _, want := range []string{`points="56.0,216.0 `, `540.0,`, "a &lt;b&gt;", ">100 ms<", ">99.9 %<"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%s is missing in %s", want, drawn)
		}
	}
	if plot := (plot{}).with("nothing", "stoa", nil).svg(); plot != "" {
		t.Errorf("a plot of nothing: %s", plot)
	}
}

func TestWordsOfDifferentRanksDiffer(t *testing.T) {
	seen := map[string]int{}
	for rank := range vocabulary {
		if other, is := seen[word(rank)]; is {
			t.Fatalf("%d and %d are both %s", other, rank, word(rank))
		}
		seen[word(rank)] = rank
	}
	if first, again := babble(7), babble(7); first != again || first == babble(8) {
		t.Error("messages are not made from their numbers")
	}
}
