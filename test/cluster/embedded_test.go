package cluster_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stoachat/stoa/internal/store/storetest"
	"github.com/stoachat/stoa/test/process"
)

// TestTwoNodesWithABusInThemselvesLoseNothing has servers of NATS in the nodes. The second knows the first as its peer, by
// a line.
func TestTwoNodesWithABusInThemselvesLoseNothing(t *testing.T) {
	t.Parallel()
	if short() {
		t.Skip("a bus in the nodes: make cluster pulls its plugs")
	}
	h := pair(t)
	for _, f := range faultsOfAPair() {
		t.Run(f.name, func(t *testing.T) { f.happen(t, h) })
	}
}

func pair(t *testing.T) *house {
	t.Helper()
	h := &house{front: newBalancer(t), database: storetest.NewServer(t, directory(t))}
	files, at := bucket(t), process.FreeAddress(t)
	l := newLine(t, at)
	h.lines = []*line{l}
	one := h.add(t, process.Config{Database: h.database.URL, Dir: filepath.Join(directory(t), "data"), Args: []string{
		"--bus", "embedded", "--bus-listen", at, "--files", files, "--drain", "500ms",
	}})
	dir := filepath.Join(directory(t), "data")
	copyKey(t, filepath.Join(one.Dir, keyFile), dir)
	h.add(t, process.Config{Database: h.database.URL, Dir: dir, Args: []string{
		"--bus", "embedded", "--bus-listen", process.FreeAddress(t), "--bus-peers", "nats-route://" + l.address(), "--files", files, "--drain", "500ms",
	}})
	return h
}

func faultsOfAPair() (list []fault) {
	for n := range 2 {
		list = append(list,
			fault{name: fmt.Sprintf("node %d is killed", n), make: func(t *testing.T, h *house, s *scene) {
				h.nodes[n].Kill(t)
				s.until(t, after) // the other goes on
				h.nodes[n].Restart(t)
			}},
			fault{name: fmt.Sprintf("node %d is frozen", n), make: func(t *testing.T, h *house, _ *scene) {
				h.nodes[n].Freeze(t)
				pass(t, frozen)
				h.nodes[n].Thaw(t)
			}})
	}
	return append(list,
		fault{name: "the way between them is cut for a moment", make: func(t *testing.T, h *house, _ *scene) {
			h.lines[0].cut()
			pass(t, stopped)
			h.lines[0].mend()
		}},
		fault{name: "the way between them is cut, until one says so", make: func(t *testing.T, h *house, s *scene) {
			h.lines[0].cut()
			s.half(t)
			h.lines[0].mend()
			h.ready(t)
		}},
		fault{name: "what goes between them does not arrive, until one says so", make: func(t *testing.T, h *house, s *scene) {
			h.lines[0].hold()
			s.half(t)
			h.lines[0].release()
			h.ready(t)
		}})
}

// half waits until one of two nodes says that it is cut off, and the other goes on.
func (s *scene) half(t *testing.T) {
	t.Helper()
	eventually(t, "one says that it does not hear the other", func() bool { return s.house.front.healthy() == 1 })
	s.until(t, after)
	if n := s.house.front.healthy(); n != 1 {
		t.Errorf("%d of two nodes that do not hear each other are ready", n)
	}
}

// healthy is how many nodes are ready.
func (b *balancer) healthy() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, one := range b.nodes {
		if one.healthy {
			n++
		}
	}
	return n
}
