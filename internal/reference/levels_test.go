package reference_test

import (
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/stoachat/stoa/internal/reference"
)

const levelsPage = "../../docs/levels.md"

func TestLevelsPageIsCurrent(t *testing.T) {
	if *update {
		write(t, levelsPage, reference.LevelsPage())
	}
	if d := diff.Diff(read(t, levelsPage), reference.LevelsPage()); d != "" {
		t.Errorf("docs/levels.md is not what the tables say; run: make reference\n%s", d)
	}
}
