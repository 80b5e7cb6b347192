package bench_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stoachat/stoa/internal/bench"
)

func TestSteadyPostsAreHeardByAllSockets(t *testing.T) {
	r, server := newRoom(t)
	c := small(server, "")
	c.Scenario, c.Rate = bench.Steady, 200
	var progress bytes.Buffer
	report, err := bench.Run(t.Context(), c, &progress)
	if err != nil {
		t.Fatal(err)
	}
	s := report.Steady
	if s == nil || s.Sockets != 10 || s.Posts.Requests == 0 || s.Posts.P50 <= 0 || s.Posts.P99 < s.Posts.P50 || s.PerSecond < s.Posts.PerSecond {
		t.Errorf("%+v", s)
	}
	if s != nil && s.Posts.Requests != r.posts {
		t.Errorf("%d posts were heard, %d came", s.Posts.Requests, r.posts)
	}
	if report.Notify != nil || report.Fanout != nil || !strings.Contains(progress.String(), "steady: 10 sockets, 200 posts/s") {
		t.Errorf("%+v\n%s", report, progress.String())
	}
	var text strings.Builder
	if err := report.Text(&text); err != nil || !strings.Contains(text.String(), "steady") {
		t.Errorf("%v\n%s", err, text.String())
	}
}
