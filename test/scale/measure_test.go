// Package scale_test measures what pieces of work cost and holds package model against loads on clusters of two and three
// nodes. It is a measurement of some minutes, so only make scale runs it.
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
	rounds   = 4               // in which all clusters take their turns
	lasting  = 6 * time.Second // of each load in a round
	within   = 0.20            // of what was measured, the prediction has to be
	sockets  = 240             // divisible by two and three
	moderate = 100.0           // posts a second
)

// TestTheCostsOfOneNodePredictTwoAndThree takes the costs from loads of one kind, and predicts loads of all kinds together. A machine that is
// shared is quicker in one minute than in the next, by more than the prediction may be off; so all clusters stand beside each other, and take
// turns for a few seconds each.
func TestTheCostsOfOneNodePredictTwoAndThree(t *testing.T) {
	if os.Getenv("STOA_SCALE") == "" {
		t.Skip("a measurement of some minutes; see make scale")
	}
	var costs model.Costs
	costs.IdleKB = idleSocket(t)
	silent, heard, told := start(t, 1), start(t, 1), start(t, 2)
	heard.gather(t, sockets)
	told.gather(t, 2) // one socket on each: the bus is all that is new
	clusters := []*cluster{silent, heard, told}
	for _, nodes := range []int{2, 3} {
		c := start(t, nodes)
		c.gather(t, sockets)
		clusters = append(clusters, c)
	}
	loads := make([]usage, len(clusters))
	for range rounds {
		for i, c := range clusters {
			loads[i].add(c.load(t, moderate), rounds)
		}
	}
	costs.BaseMB = silent.memory(t) / 1024
	costs.FrameBytes = heard.frameBytes()
	posts, frames, rings := loads[0].each(), loads[1].each(), loads[2].each()
	costs.NodePost, costs.DatabasePost = posts.nodes, posts.database
	costs.NodeFrame = (frames.nodes - posts.nodes) / sockets
	costs.NodeRing = max(0, rings.nodes-posts.nodes-2*costs.NodeFrame)
	costs.DatabaseRing = max(0, rings.database-posts.database)
	back := heard.comeBack(t, 4)
	costs.NodeResume, costs.DatabaseBack = back.nodes*1e6, back.database*1e6
	t.Logf("on %d processors: %+v", runtime.NumCPU(), costs)
	for i, c := range clusters[3:] {
		predicted(t, costs, len(c.nodes), loads[3+i])
	}
	for _, c := range clusters {
		c.stop(t)
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

// predicted holds what the costs predict for a cluster against what its load has kept busy.
func predicted(t *testing.T, costs model.Costs, nodes int, got usage) {
	t.Helper()
	want := costs.Predict(model.Run{Nodes: nodes, Sockets: sockets, Posts: got.posts})
	t.Logf("%d nodes, %d sockets, %.0f posts/s: the nodes keep %.3f cores busy, predicted %.3f; the database %.3f, predicted %.3f",
		nodes, sockets, got.posts, got.nodes, want.Nodes, got.database, want.Database)
	if off := math.Abs(want.Nodes/got.nodes - 1); off > within {
		t.Errorf("%d nodes: the prediction for the nodes is %.0f %% off", nodes, off*100)
	}
	if off := math.Abs(want.Database/got.database - 1); off > within {
		t.Errorf("%d nodes: the prediction for the database is %.0f %% off", nodes, off*100)
	}
}
