package scale_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// nodesOn starts nodes on a database, with a bus in themselves when there are several. All have the same key.
func nodesOn(t *testing.T, database string, n int) []*process.Server {
	t.Helper()
	buses := make([]string, n)
	for i := range buses {
		buses[i] = process.FreeAddress(t)
	}
	nodes := make([]*process.Server, n)
	for i := range nodes {
		c := process.Config{Database: database, Dir: filepath.Join(t.TempDir(), "data")}
		if err := os.MkdirAll(c.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			copyKey(t, nodes[0].Dir, c.Dir)
		}
		if n > 1 {
			var peers []string
			for j, bus := range buses {
				if j != i {
					peers = append(peers, "nats-route://"+bus)
				}
			}
			c.Args = []string{"--bus", "embedded", "--bus-listen", buses[i], "--bus-peers", strings.Join(peers, ",")}
		}
		nodes[i] = process.Start(t, c)
	}
	return nodes
}

func copyKey(t *testing.T, from, to string) {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(from, "secret.key"))
	if err == nil {
		err = os.WriteFile(filepath.Join(to, "secret.key"), key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
