package bench

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFiguresOfTwoWorldsStandSideBySide(t *testing.T) {
	t.Parallel()
	got := sideBySide(
		[]figure{{"start", "ms", 30}, {"backup", "s", 10}, {"backup", "MB/s", 50}, {"first start", "ms", 7}},
		[]figure{{"backup", "MB/s", 25}, {"start", "ms", 20}, {"backup", "s", 2}},
	)
	want := []WorldFigure{
		{"start", "ms", 30, 20, 1.5}, {"backup", "s", 10, 2, 5}, {"backup", "MB/s", 50, 25, 2}, {What: "first start", Unit: "ms", Big: 7},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
