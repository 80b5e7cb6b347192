package bench

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Child is a process that prints its base URL as the first line of its output. Stop ends it and waits for it.
type Child struct {
	URL  string
	PID  int
	Stop func()
}

// StartFloor runs a command that calls ServeFloor and prints the base URL.
func StartFloor(ctx context.Context, command string, args ...string) (Child, error) {
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Child{}, fmt.Errorf("floor: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return Child{}, fmt.Errorf("floor: %w", err)
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed: its exit says nothing
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return Child{}, fmt.Errorf("floor: it printed no address: %w", err)
	}
	return Child{URL: strings.TrimSpace(line), PID: cmd.Process.Pid, Stop: stop}, nil
}
