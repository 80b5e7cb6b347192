package bench

import (
	"bytes"
	"os"
	"strconv"
	"time"
)

// tick is the unit in which Linux tells what a process has had of the processor.
const tick = 10 * time.Millisecond

// processorTime is what processes have had together.
func processorTime(pids ...int) (sum time.Duration) {
	for _, pid := range pids {
		sum += timeOf(pid)
	}
	return sum
}

// timeOf is what a process has had, where there is a /proc; else, and for no process, 0.
func timeOf(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(stat, []byte(") ")) // the name before may have spaces
	words := bytes.Fields(rest)
	if len(words) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(string(words[11]))
	system, _ := strconv.Atoi(string(words[12]))
	return time.Duration(user+system) * tick
}

// between measures what processes have from one moment to another, and answers it when that has come.
func between(pids []int, begin, end time.Time) <-chan time.Duration {
	took := make(chan time.Duration, 1)
	go func() {
		time.Sleep(time.Until(begin))
		before := processorTime(pids...)
		time.Sleep(time.Until(end))
		took <- processorTime(pids...) - before
	}()
	return took
}

// each is a share of what n operations took, in microseconds.
func each(took time.Duration, n int64) float64 {
	if n == 0 {
		return 0
	}
	return float64(took.Nanoseconds()) / 1000 / float64(n)
}
