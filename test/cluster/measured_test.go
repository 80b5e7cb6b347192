package cluster_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"testing"

	"github.com/stoachat/stoa/internal/bench"
	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// TestTwoNodesAreMeasured has the load generator start two servers on one database, and spread its load over both, and
// then one on the same database.
func TestTwoNodesAreMeasured(t *testing.T) {
	database, stoa := storetest.PostgreSQL(t), process.Build(t)
	measure := func(args ...string) (r bench.Report) {
		t.Helper()
		args = append([]string{"bench", "--json", "--duration", "200ms", "--database", database}, args...)
		out, err := exec.CommandContext(t.Context(), stoa, args...).Output()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("%v: %s", err, exit.Stderr)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &r); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return r
	}
	if all := measure("notify", "--nodes", "2", "--connections", "4", "--rooms", "2").Notify; len(all) != 1 || all[0].Nodes != 2 || all[0].Rooms != 2 || all[0].Stoa.Requests == 0 || all[0].Ratio == 0 {
		t.Errorf("notify: %+v", all)
	}
	if all := measure("notify", "--connections", "4").Notify; len(all) != 1 || all[0].Nodes != 1 || all[0].Stoa.Requests == 0 {
		t.Errorf("notify again, on one node: %+v", all)
	}
}
