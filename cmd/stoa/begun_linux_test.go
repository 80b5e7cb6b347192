package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOnlyWhatIsAsInTheProgramsFileIsReleased(t *testing.T) {
	var smaps strings.Builder
	for _, m := range []struct {
		head            string
		anonymous, swap int
	}{
		{"00400000-01ac1000 r-xp 00000000 fe:00 10463276                           /usr/bin/stoa", 0, 0},
		{"01ac1000-03295000 r--p 016c1000 fe:00 10463276                           /usr/bin/stoa", 0, 0},
		{"03295000-03300000 r--p 02e95000 fe:00 10463276                           /usr/bin/stoa", 44, 0}, // relocated
		{"03300000-03310000 r--p 02f00000 fe:00 10463276                           /usr/bin/stoa", 0, 4},
		{"03310000-03407000 rw-p 02f10000 fe:00 10463276                           /usr/bin/stoa", 0, 0},
		{"03407000-05458000 rw-p 00000000 00:00 0 ", 0, 0},
		{"7f7795953000-7f779595b000 r--s 00000000 00:1a 3748028                    /usr/bin/stoa", 0, 0},
		{"7f77dede6000-7f77dee0c000 r--p 00000000 fe:00 326269                     /usr/lib/libc.so.6", 0, 0},
		{"7ffc1d5f2000-7ffc1d5f4000 r-xp 00000000 00:00 0                          [vdso]", 0, 0},
	} {
		fmt.Fprintf(&smaps, "%s\nRss:                   8 kB\nAnonymous:    %9d kB\nSwap:         %9d kB\nVmFlags: rd mr mw me \n", m.head, m.anonymous, m.swap)
	}
	got, err := asInFile(strings.NewReader(smaps.String()), "/usr/bin/stoa")
	if err != nil {
		t.Fatal(err)
	}
	want := []region{{0x400000, 0x1ac1000}, {0x1ac1000, 0x3295000}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(region{})); diff != "" {
		t.Error(diff)
	}
}

func TestTheProgramsPagesLeaveTheProcessAndComeBack(t *testing.T) {
	before := filePages(t)
	if err := releaseBegun(); err != nil {
		t.Fatal(err)
	}
	if after := filePages(t); after > before/2 {
		t.Errorf("%d KB of files were mapped, and %d KB afterwards", before, after)
	}
	if got := run([]string{"version"}); got != 0 {
		t.Errorf("a command ends with %d afterwards", got)
	}
}

// filePages is what the process has mapped of files, in KB.
func filePages(t *testing.T) (kb int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"RssFile:", "RssShmem:"} { // of a program in memory they count as shared
		_, rest, _ := strings.Cut(string(status), kind)
		var n int
		if _, err := fmt.Sscan(rest, &n); err != nil {
			t.Fatal(err)
		}
		kb += n
	}
	return kb
}
