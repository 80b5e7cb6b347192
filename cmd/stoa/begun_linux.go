package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// region is a piece of the process's memory.
type region struct{ from, to uintptr }

// releaseBegun takes the pages of the program's own file out of the process's memory: half of those that a start has
// touched are of beginnings, which nobody needs again. The kernel keeps the file and maps what is run or read from then
// on; of what is mapped nowhere it takes first when memory is short.
func releaseBegun() error {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		return err
	}
	defer maps.Close()
	regions, err := asInFile(maps, program)
	if err != nil {
		return err
	}
	for _, r := range regions {
		if _, _, e := unix.Syscall(unix.SYS_MADVISE, r.from, r.to-r.from, unix.MADV_DONTNEED); e != 0 {
			return fmt.Errorf("madvise: %w", e)
		}
	}
	return nil
}

// asInFile reads where a process has what stands in a file, from its smaps. What nobody may write now may have been
// written before: a linker relocates a program in place, and a debugger puts its breakpoints there. Such pages are
// anonymous, and would come back as they are in the file. man: proc_pid_smaps(5)
func asInFile(smaps io.Reader, file string) (all []region, err error) {
	var at region // whose lines follow; empty: none that matters
	for lines := bufio.NewScanner(smaps); ; {
		if !lines.Scan() {
			return all, lines.Err()
		}
		var r region
		var rights, offset, device, inode, path string
		var kb int
		if n, _ := fmt.Sscanf(lines.Text(), "%x-%x %s %s %s %s %s", &r.from, &r.to, &rights, &offset, &device, &inode, &path); n >= 6 {
			at = region{}
			if path == file && strings.HasPrefix(rights, "r-") && strings.HasSuffix(rights, "p") {
				at = r
			}
		} else if n, _ := fmt.Sscanf(lines.Text(), "Anonymous: %d kB", &kb); n == 1 && kb == 0 && at != (region{}) {
			all = append(all, at)
		} else if n, _ := fmt.Sscanf(lines.Text(), "Swap: %d kB", &kb); n == 1 && kb > 0 && at != (region{}) {
			all = slices.DeleteFunc(all, func(r region) bool { return r == at })
		}
	}
}
