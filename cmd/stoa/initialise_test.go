package main

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// maxInitialised is what one of our packages may allocate before main, in bytes: errors, small maps, and what compiles an
// expression when it is first held against a text.
const maxInitialised = 4 << 10

// Every command, and above all a server's start, waits for what packages do before main.
func TestOurPackagesDoNextToNothingBeforeMain(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$") // has the packages of the command, and its own
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var traced bytes.Buffer
	cmd.Stderr = &traced
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`^init (github\.com/stoachat/stoa/\S+) .* (\d+) bytes, \d+ allocs$`)
	seen := 0
	for lines := bufio.NewScanner(&traced); lines.Scan(); {
		found := line.FindStringSubmatch(lines.Text())
		if found == nil || strings.Contains(found[1], "test") {
			continue
		}
		seen++
		if n, err := strconv.Atoi(found[2]); err != nil || n > maxInitialised {
			t.Errorf("%s allocates %s bytes before main: have it made when it is first asked for", found[1], found[2])
		}
	}
	if seen < 10 {
		t.Errorf("only %d of our packages were traced", seen)
	}
}
