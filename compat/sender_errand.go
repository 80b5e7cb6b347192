package compat

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// errand is one run of a command, from its start to its end.
type errand struct {
	exit  int    // -1 when it was ended
	late  bool   // it was ended because its time was over
	out   string // what it printed, on both ways
	limit time.Duration
}

const mostOutput = 64 << 10

// runErrand runs the command until it ends, its time is over or enough is closed. Everything that it started ends with it.
func runErrand(ctx context.Context, command, environment []string, limit time.Duration, enough <-chan struct{}) (errand, error) {
	run, stop := context.WithTimeout(ctx, limit)
	defer stop()
	go func() {
		select {
		case <-enough:
			stop()
		case <-run.Done():
		}
	}()
	out := &head{}
	cmd := exec.CommandContext(run, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), environment...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = time.Second
	asGroup(cmd)
	err := cmd.Run()
	endGroup(cmd)
	if ctx.Err() != nil {
		return errand{}, ctx.Err()
	}
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) && !errors.Is(err, exec.ErrWaitDelay) && run.Err() == nil {
		return errand{}, fmt.Errorf("run %s: %w", command[0], err)
	}
	e := errand{exit: -1, late: errors.Is(run.Err(), context.DeadlineExceeded), out: out.String(), limit: limit}
	if cmd.ProcessState != nil {
		e.exit = cmd.ProcessState.ExitCode()
	}
	return e, nil
}

// lines are how it ended, and what it printed, as reports show them: without the stack of calls
// that programs print, and of much the first line and the last.
func (e errand) lines() []string {
	end := fmt.Sprintf("exit code %d", e.exit)
	switch {
	case e.late:
		end = fmt.Sprintf("it had not ended after %s", e.limit)
	case e.exit < 0:
		end = "it was ended"
	}
	var said []string
	for line := range strings.Lines(e.out) {
		if line = strings.TrimSpace(line); !isFrame(line) {
			said = append(said, "output: "+line)
		}
	}
	if len(said) > 4 {
		said = slices.Concat(said[:1], []string{"output: …"}, said[len(said)-2:])
	}
	return append([]string{end}, said...)
}

// isFrame tells whether a line is one of a stack of calls, marks a place in the line before, or is empty.
func isFrame(line string) bool {
	return strings.HasPrefix(line, "at ") || strings.HasPrefix(line, `File "`) || strings.Trim(line, "^~") == ""
}

// head keeps the beginning of what is written to it.
type head struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *head) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.b.Write(b[:min(len(b), mostOutput-h.b.Len())])
	return len(b), nil
}

func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}
