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

// processorTime is how long the threads of a process have kept processors busy, in seconds. Its times in stat are in hundredths, which
// is too coarse for a database of a dozen processes that do a tenth of a second's work each. spec: proc(5), sched-stats
func processorTime(t *testing.T, pid int) float64 {
	t.Helper()
	all, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(all) == 0 {
		t.Fatalf("process %d is gone: %v", pid, err)
	}
	return nanoseconds(all)
}

func nanoseconds(paths []string) (sum float64) {
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // a thread that has ended meanwhile
		}
		running, _, _ := strings.Cut(string(b), " ")
		n, _ := strconv.ParseFloat(running, 64) // the kernel writes numbers
		sum += n / 1e9
	}
	return sum
}

// treeTime is that of a process and of all its children, those that have ended included.
func treeTime(t *testing.T, pid int) float64 {
	t.Helper()
	f := stat(pid)
	if f == nil {
		t.Fatalf("process %d is gone", pid)
	}
	sum := processorTime(t, pid) + seconds(f[13]) + seconds(f[14])
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if f := stat(child); f != nil && f[1] == strconv.Itoa(pid) {
			tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", child))
			if err != nil {
				t.Fatal(err)
			}
			sum += nanoseconds(tasks)
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

// ticks is in how many parts of a second stat counts processor time.
const ticks = 100

func seconds(field string) float64 {
	n, _ := strconv.ParseFloat(field, 64) // likewise
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
