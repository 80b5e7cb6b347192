package storetest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// frozenIn names the directory in which the test binary, started once more, leaves a frozen server behind.
const frozenIn = "STORETEST_FROZEN_IN"

// A test that times out, or whose process is killed, while its server is frozen leaves no process of it behind.
func TestAFrozenServerEndsWithItsTest(t *testing.T) {
	if dir := os.Getenv(frozenIn); dir != "" {
		s := NewServer(t, dir)
		s.Freeze(t)
		fmt.Printf("pid %d\n", s.Pid())
		os.Exit(0)
	}
	dir, err := os.MkdirTemp("", "stoa-frozen") // open to PostgreSQL's account, which the test's own directory is not
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), frozenIn+"="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	_, said, found := strings.Cut(string(out), "pid ")
	if !found {
		t.Skip("there is no PostgreSQL")
	}
	pid, err := strconv.Atoi(strings.TrimSpace(said))
	if err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH); { // it ends when its children have
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("process %d goes on", pid)
		}
	}
}
