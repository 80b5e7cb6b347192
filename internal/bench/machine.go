package bench

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// Machine is where it was measured. What else it does, a report cannot tell; how busy it was at the end, it can.
type Machine struct {
	System      string  `json:"system"`
	Cores       int     `json:"cores"`
	Processor   string  `json:"processor,omitempty"`
	Go          string  `json:"go"`
	Load        float64 `json:"load,omitempty"`        // processes that want a core, over the last minute
	Descriptors uint64  `json:"descriptors,omitempty"` // that the generator may have open: a socket takes one
}

// ThisMachine looks at it.
func ThisMachine() *Machine {
	m := &Machine{System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Go: runtime.Version(), Descriptors: descriptors()}
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		_, rest, _ := bytes.Cut(info, []byte("model name\t: "))
		name, _, _ := bytes.Cut(rest, []byte("\n"))
		m.Processor = string(name)
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := bytes.Cut(load, []byte(" "))
		m.Load, _ = strconv.ParseFloat(string(first), 64)
	}
	return m
}

// descriptors is how many this process may have open.
func descriptors() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return uint64(limit.Cur)
}

// spareDescriptors are for all else than sockets.
const spareDescriptors = 200

// enough tells whether so many sockets can be opened.
func enough(sockets int) (limit uint64, ok bool) {
	limit = descriptors()
	return limit, limit == 0 || uint64(sockets)+spareDescriptors <= limit
}
