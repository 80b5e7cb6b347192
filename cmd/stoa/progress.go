package main

import (
	"fmt"
	"os"
	"time"

	"github.com/stoachat/stoa/internal/backup"
)

// progressOn says what has been done so far: on a terminal over and over in one line, elsewhere a line now and then.
func progressOn(f *os.File) backup.Progress {
	every, end := 10*time.Second, "\n"
	if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		every, end = 200*time.Millisecond, "\x1b[K\r"
	}
	last := time.Now()
	return func(what string, n int64) {
		if now := time.Now(); now.Sub(last) >= every {
			last = now
			fmt.Fprintf(f, "%s: %d%s", what, n, end)
		}
	}
}
