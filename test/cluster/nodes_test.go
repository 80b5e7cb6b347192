package cluster_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// skew is by how much the third node's clock is fast.
const skew = time.Hour

// TestThreeNodesLoseNothing pulls the plugs of a cluster: three nodes, of which one has a wrong clock, on one PostgreSQL, with
// NATS between them and shared files in an S3-compatible store.
func TestThreeNodesLoseNothing(t *testing.T) {
	t.Parallel()
	h := cluster(t)
	for _, f := range faultsOfThree() {
		if f.possible(h) {
			t.Run(f.name, func(t *testing.T) { f.happen(t, h) })
		}
	}
}

func cluster(t *testing.T) *house {
	t.Helper()
	h := &house{front: newBalancer(t), bus: newBus(t)}
	under := directory(t)
	if !short() { // a single node's is filled up in the short form
		if h.disk = newDisk(t, diskSize); h.disk != nil {
			under = h.disk.dir
		}
	}
	h.database = storetest.NewServer(t, under)
	files, key := bucket(t), ""
	for n := range 3 {
		l := newLine(t, h.bus.address())
		h.lines = append(h.lines, l)
		c := process.Config{Database: h.database.URL, Dir: filepath.Join(directory(t), "data"), Args: []string{
			"--bus", "nats://" + l.address(), "--files", files, "--drain", "500ms",
		}}
		if n == 2 {
			c.Args = append(c.Args, "--clock-skew", skew.String())
		}
		if key != "" {
			copyKey(t, key, c.Dir)
		}
		s := h.add(t, c)
		key = filepath.Join(s.Dir, keyFile)
	}
	return h
}

// keyFile is the secret key in a node's data directory: all nodes of a cluster have the same.
const keyFile = "secret.key"

func copyKey(t *testing.T, from, dir string) {
	t.Helper()
	key, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), key, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestMain gives the nodes the key of the bucket.
func TestMain(m *testing.M) {
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true"} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// bucket is one of an S3-compatible store that goes with the test.
func bucket(t *testing.T) string {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("stoa"); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(s.Close)
	return "s3://stoa?region=eu-central-1&endpoint=" + s.URL
}

// faultsOfThree are those of a cluster, and those of one node in the presence of others.
func faultsOfThree() []fault {
	list := []fault{
		{name: "a node is killed", make: killWhoDelivers},
		{name: "a node is frozen", make: func(t *testing.T, h *house, _ *scene) {
			h.nodes[1].Freeze(t)
			pass(t, frozen)
			h.nodes[1].Thaw(t)
		}},
		{name: "the bus is killed", make: func(t *testing.T, h *house, _ *scene) {
			h.bus.kill()
			pass(t, stopped)
			h.bus.start(t)
		}},
		{name: "a node is cut off from the bus", make: func(t *testing.T, h *house, _ *scene) {
			h.lines[0].cut()
			pass(t, stopped)
			h.lines[0].mend()
		}},
		{name: "what the bus says comes late", long: true, make: func(t *testing.T, h *house, _ *scene) {
			h.lines[1].hold()
			pass(t, stopped)
			h.lines[1].release()
		}},
		{name: "all nodes are restarted, one after the other", make: restartAll},
	}
	for _, f := range faultsOfOne() {
		if f.also {
			list = append(list, f)
		}
	}
	return list
}

// restartAll is a rolling restart. Nobody is to notice it but by sockets that come back.
func restartAll(t *testing.T, h *house, s *scene) {
	failed := s.failed.Load()
	for _, n := range h.nodes {
		if err := n.Stop(); err != nil {
			t.Error(err)
		}
		n.Restart(t)
		h.ready(t)
	}
	if n := s.failed.Load() - failed; n > 0 {
		t.Errorf("%d calls failed while nodes were restarted", n)
	}
}
