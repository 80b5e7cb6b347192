package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	atRest    = time.Second // after the first answer
	startWait = 20 * time.Second
)

// runStart starts the server again and again on a database that exists, takes the time from the command to the first
// good answer, and looks what the process has in memory a moment later. The floor is another command of the same program,
// which opens nothing but a listener.
func runStart(ctx context.Context, c Config, progress io.Writer) (*StartResult, error) {
	say(progress, time.Duration(c.Starts)*2*time.Second, "start: %d times, on a database that exists", c.Starts)
	if _, err := c.startOnce(ctx, c.Command); err != nil { // it makes the database
		return nil, err
	}
	stoa, err := c.startOften(ctx, c.Command)
	if err != nil {
		return nil, err
	}
	r := &StartResult{Stoa: stoa}
	if len(c.FloorCommand) == 0 {
		return r, nil
	}
	floor, err := c.startOften(ctx, c.FloorCommand)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	r.Floor, r.Ratio = &floor, over(floor.MS, stoa.MS)
	return r, nil
}

// startOften answers the median of each figure.
func (c Config) startOften(ctx context.Context, command []string) (Started, error) {
	var all []Started
	for range c.Starts {
		s, err := c.startOnce(ctx, command)
		if err != nil {
			return Started{}, err
		}
		all = append(all, s)
	}
	return Started{
		MS:        median(all, func(s Started) float64 { return s.MS }),
		CPU:       median(all, func(s Started) float64 { return s.CPU }),
		RSSKB:     median(all, func(s Started) int { return s.RSSKB }),
		PrivateKB: median(all, func(s Started) int { return s.PrivateKB }),
		ProgramKB: median(all, func(s Started) int { return s.ProgramKB }),
	}, nil
}

func median[T any, V int | float64](all []T, of func(T) V) V {
	values := make([]V, len(all))
	for i, v := range all {
		values[i] = of(v)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func (c Config) startOnce(ctx context.Context, command []string) (s Started, err error) {
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), c.Environment...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return s, fmt.Errorf("start: %w", err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it is measured; how it ends says nothing
	}()
	if err := answers(ctx, c.Ready); err != nil {
		return s, err
	}
	s.MS = float64(time.Since(begin).Microseconds()) / 1000
	s.CPU = float64(processorTime(cmd.Process.Pid).Milliseconds())
	pause(ctx, atRest)
	if s.RSSKB, err = residentKB(cmd.Process.Pid, "VmRSS"); err != nil {
		return s, err
	}
	s.PrivateKB, err = residentKB(cmd.Process.Pid, "RssAnon")
	s.ProgramKB = s.RSSKB - s.PrivateKB
	return s, err
}

// answers waits for a good answer of the address, which is asked every millisecond.
func answers(ctx context.Context, address string) error {
	t, err := parseTarget(address)
	if err != nil {
		return err
	}
	host := strings.Split(t.host, "/")[0]
	request := fmt.Appendf(nil, "GET /readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", host)
	for ctx.Err() == nil {
		conn, err := net.Dial("tcp", t.address)
		if err == nil {
			_ = conn.SetDeadline(time.Now().Add(time.Second))
			answer := make([]byte, len("HTTP/1.1 200"))
			_, _ = conn.Write(request)
			_, err = io.ReadFull(conn, answer)
			conn.Close()
			if err == nil && string(answer) == "HTTP/1.1 200" {
				return nil
			}
		}
		pause(ctx, time.Millisecond)
	}
	return errors.New("the server did not start")
}
