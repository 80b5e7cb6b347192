package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

// errShrank says that the memory fell while sockets were opened: what it lost was not theirs, so the
// difference says nothing about them.
var errShrank = errors.New("the server's memory shrank meanwhile, because it collected what other work had left: " +
	"measure a freshly started server, with GOGC=10")

// idleFirst is how many sockets at most are opened before those that are measured.
const idleFirst = 1000

// runIdle opens some sockets, and then those that it measures. The first make the server let go of what its start
// has left, which would otherwise hide what sockets cost. What is measured is the process's own: pages of its program come and go
// by themselves, and a server that has started gives them back. There is garbage in it that was not collected yet, of the
// upgrades above all: GOGC=10 in the server's environment keeps that small.
func runIdle(ctx context.Context, c Config, progress io.Writer) (*IdleResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	first := min(c.Sockets, idleFirst)
	say(progress, 0, "idle: %d sockets, then %d more", first, c.Sockets)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	open := func(ctx context.Context) (*socket, error) { return watching(ctx, c, stoa) }
	var own [2]int
	for i, n := range []int{first, c.Sockets} {
		a := &audience{sockets: int64(n), lost: cancel}
		if err := a.gather(ctx, open); err != nil {
			return nil, err
		}
		if own[i], err = residentKB(c.PID, "RssAnon"); err != nil {
			return nil, err
		}
	}
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	return idleResult(c.Sockets, own[0], own[1])
}

func idleResult(sockets, before, after int) (*IdleResult, error) {
	if after < before {
		return nil, errShrank
	}
	return &IdleResult{
		Sockets: sockets, BeforeKB: before, AfterKB: after,
		KBPerSocket: float64(after-before) / float64(sockets),
	}, nil
}

// residentKB reads a figure of a process's memory, in KiB, where there is a /proc: VmRSS is all that is resident, RssAnon
// what is the process's own, without the pages of its program.
func residentKB(pid int, figure string) (int, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, fmt.Errorf("resident set: %w", err)
	}
	_, rest, found := bytes.Cut(status, []byte(figure+":"))
	words := bytes.Fields(rest)
	if !found || len(words) == 0 {
		return 0, fmt.Errorf("resident set of process %d: none given", pid)
	}
	kb, err := strconv.Atoi(string(words[0]))
	if err != nil {
		return 0, fmt.Errorf("resident set: %w", err)
	}
	return kb, nil
}
