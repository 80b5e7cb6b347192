// Package cluster_test pulls plugs. Nodes, their database, the bus between them and the ways to them are killed, frozen,
// stopped, cut and filled up under load, and what senders, sockets, readers and webhooks saw meanwhile is judged by package
// history: what was acknowledged is there once, in order, for everybody who stayed or came back, and nobody had to help.
package cluster_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// patience bounds every wait for what must happen by itself.
const patience = 90 * time.Second

// rounds is how often each fault is made: $STOA_CLUSTER_ROUNDS, or once.
func rounds(t *testing.T) int {
	t.Helper()
	if short() {
		return 1
	}
	n, err := strconv.Atoi(os.Getenv("STOA_CLUSTER_ROUNDS"))
	if err != nil || n < 1 {
		t.Fatalf("STOA_CLUSTER_ROUNDS=%q is no number of rounds", os.Getenv("STOA_CLUSTER_ROUNDS"))
	}
	return n
}

// short tells whether this is the run beside all other tests.
func short() bool { return os.Getenv("STOA_CLUSTER_ROUNDS") == "" }

// house is what a test has: nodes behind a balancer, and what they stand on.
type house struct {
	front    *balancer
	nodes    []*process.Server
	database *storetest.Server // nil: SQLite in the one node's directory
	bus      *bus              // nil: there is one node
	lines    []*line           // from each node to the bus
	disk     *disk             // what the database is on; nil where none can be made that may be filled
}

// diskSize is room for a PostgreSQL whose log is kept short.
const diskSize = "512m"

// alone starts one node, on a PostgreSQL of its own or on SQLite.
func alone(t *testing.T, onPostgreSQL bool) *house {
	t.Helper()
	h := &house{front: newBalancer(t), disk: newDisk(t, diskSize)}
	dir := directory(t)
	if h.disk != nil {
		dir = h.disk.dir
	}
	c := process.Config{Dir: filepath.Join(dir, "data")}
	if onPostgreSQL {
		h.database = storetest.NewServer(t, dir)
		c.Database = h.database.URL
	}
	h.add(t, c)
	return h
}

// add starts one more node.
func (h *house) add(t *testing.T, c process.Config) *process.Server {
	t.Helper()
	c.BaseURL = h.front.url
	s := process.Start(t, c)
	h.nodes = append(h.nodes, s)
	h.front.add(t, s.URL)
	return s
}

// directory is a new one that PostgreSQL's account may go through. It goes with the test.
func directory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "stoa-cluster")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// eventually waits until something holds that happens by itself, outside of this process.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	end := time.After(patience)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-end:
			t.Fatalf("not within %v: %s", patience, what)
		case <-tick.C:
		}
	}
}

// ready waits until every node says that it can work.
func (h *house) ready(t *testing.T) {
	t.Helper()
	eventually(t, "all nodes are ready", func() bool { return h.front.allHealthy() })
}
