package scale_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stoachat/stoa/test/process"
)

// ticks is in how many parts of a second Linux counts processor time for those who ask.
const ticks = 100

// processorTime is how long a process has kept processors busy, in seconds.
func processorTime(t *testing.T, pid int) float64 {
	t.Helper()
	f := stat(pid)
	if f == nil {
		t.Fatalf("process %d is gone", pid)
	}
	return seconds(f[11]) + seconds(f[12])
}

// treeTime is that of a process and of all its children, those that have ended included.
func treeTime(t *testing.T, pid int) float64 {
	t.Helper()
	f := stat(pid)
	if f == nil {
		t.Fatalf("process %d is gone", pid)
	}
	sum := seconds(f[11]) + seconds(f[12]) + seconds(f[13]) + seconds(f[14])
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if f := stat(child); f != nil && f[1] == strconv.Itoa(pid) {
			sum += seconds(f[11]) + seconds(f[12])
		}
	}
	return sum
}

// stat gives the fields behind a process's name, the state first, or nil when there is no such process. spec: proc(5)
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
}

func seconds(field string) float64 {
	n, _ := strconv.ParseFloat(field, 64) // the kernel writes numbers
	return n / ticks
}

// memory is what the first node has in memory, in KiB.
func (c *cluster) memory(t *testing.T) float64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.nodes[0].Pid()))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64) // likewise
			return n
		}
	}
	t.Fatal("the process has no memory")
	return 0
}

// idleSocket is what a socket that hears nothing has in a server's memory, in KiB, as stoa bench measures it.
func idleSocket(t *testing.T) float64 {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), process.Build(t), "bench", "idle", "--sockets", "2000", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Idle struct {
			KB float64 `json:"kb_per_socket"`
		} `json:"idle"`
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	return report.Idle.KB
}
