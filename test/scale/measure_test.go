// Package scale_test measures what pieces of work cost and holds package model against loads on clusters of two and three
// nodes. It is a measurement of a minute, so only make scale runs it.
package scale_test

import (
	"encoding/json"
	"math"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stoachat/stoa/test/scale/model"
)

const (
	lasting  = 10 * time.Second // of each load
	within   = 0.20             // of what was measured, the prediction has to be
	sockets  = 240              // divisible by two and three
	moderate = 100.0            // posts a second
)

// TestTheCostsOfOneNodePredictTwoAndThree takes the costs from loads of one kind, and predicts loads of all kinds together.
func TestTheCostsOfOneNodePredictTwoAndThree(t *testing.T) {
	if os.Getenv("STOA_SCALE") == "" {
		t.Skip("a measurement of two minutes; see make scale")
	}
	costs := measured(t)
	for _, nodes := range []int{2, 3} {
		c := start(t, nodes)
		c.gather(t, sockets)
		got := c.load(t, moderate)
		c.stop(t)
		run := model.Run{Nodes: nodes, Sockets: sockets, Posts: got.posts}
		want := costs.Predict(run)
		t.Logf("%d nodes, %d sockets, %.0f posts/s: the nodes keep %.3f cores busy, predicted %.3f; the database %.3f, predicted %.3f",
			nodes, sockets, got.posts, got.nodes, want.Nodes, got.database, want.Database)
		if off := math.Abs(want.Nodes/got.nodes - 1); off > within {
			t.Errorf("%d nodes: the prediction for the nodes is %.0f %% off", nodes, off*100)
		}
		if off := math.Abs(want.Database/got.database - 1); off > within {
			t.Errorf("%d nodes: the prediction for the database is %.0f %% off", nodes, off*100)
		}
	}
	if path := os.Getenv("STOA_SCALE_COSTS"); path != "" && !t.Failed() {
		b, err := json.MarshalIndent(costs, "", "  ")
		if err == nil {
			err = os.WriteFile(path, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// measured finds each cost by a load of which it is the only new part.
func measured(t *testing.T) (costs model.Costs) {
	t.Helper()
	one := start(t, 1)
	posts := one.load(t, moderate)
	costs.NodePost = posts.nodes / posts.posts * 1e6
	costs.DatabasePost = posts.database / posts.posts * 1e6

	costs.BaseMB = one.memory(t) / 1024
	one.gather(t, sockets)
	heard := one.load(t, moderate)
	costs.NodeFrame = (heard.nodes/heard.posts*1e6 - costs.NodePost) / sockets
	costs.FrameBytes = one.frameBytes()

	back := one.comeBack(t, 4)
	costs.NodeResume, costs.DatabaseBack = back.nodes*1e6, back.database*1e6
	costs.IdleKB = idleSocket(t)
	one.stop(t)

	// Two nodes with one socket on each: the bus is all that is new.
	two := start(t, 2)
	two.gather(t, 2)
	told := two.load(t, moderate)
	costs.NodeRing = max(0, told.nodes/told.posts*1e6-costs.NodePost-2*costs.NodeFrame)
	costs.DatabaseRing = max(0, told.database/told.posts*1e6-costs.DatabasePost)
	two.stop(t)
	t.Logf("on %d processors: %+v", runtime.NumCPU(), costs)
	return costs
}
