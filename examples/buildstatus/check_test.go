package main

import (
	"testing"
	"time"

	"github.com/stoachat/stoa/compat"
	"github.com/stoachat/stoa/hipchat"
)

// The checker finds nothing: neither what is broken, nor what could be better. Here are the cases that take no long waits; stoa
// check addon tries all.
func TestTheCheckerFindsNothing(t *testing.T) {
	t.Parallel()
	st := newStage(t, hipchat.LevelLatest, "Ops")
	report, err := compat.Addon{
		URL: st.addon.DescriptorURL(), Quiet: 20 * time.Millisecond,
		Only: []string{"install", "use", "no-slash", "unknown-fields", "level-1.3", "wrong-self", "wrong-secret", "moved", "forged", "second-server", "uninstall"},
	}.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range report.Cases {
		if c.Outcome != compat.Passed {
			t.Errorf("%s: %s %+v", c.Name, c.Outcome, c.Findings)
		}
	}
}
