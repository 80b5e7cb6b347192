package bench

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// StartFloor runs a command that calls ServeFloor and prints the base URL as the first line of its output, and
// answers that URL. stop ends the process and waits for it.
func StartFloor(ctx context.Context, command string, args ...string) (url string, stop func(), err error) {
	cmd := exec.CommandContext(ctx, command, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, fmt.Errorf("floor: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("floor: %w", err)
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed: its exit says nothing
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("floor: it printed no address: %w", err)
	}
	return strings.TrimSpace(line), stop, nil
}
