package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"
)

// missedAway is how many posts each socket has missed when it comes back.
const missedAway = 10

// runReconnect loses all sockets at once, posts while they are away, and lets all come back in the same moment. A
// socket is live again when it has heard the last post that it missed.
func runReconnect(ctx context.Context, c Config, progress io.Writer) (*ReconnectResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	r := &ReconnectResult{Sockets: c.Sockets, Missed: missedAway}
	say(progress, 0, "reconnect: %d sockets", c.Sockets)
	seq, err := lose(ctx, c, stoa)
	if err != nil {
		return nil, err
	}
	if err := c.postAway(ctx, stoa); err != nil {
		return nil, err
	}
	say(progress, 0, "reconnect: %d sockets come back at once", c.Sockets)
	r.Stoa, err = storm(ctx, c.Sockets, c.PID, func(ctx context.Context) (*socket, error) { return resumed(ctx, c, stoa, seq) })
	if err != nil || c.Floor == "" {
		return r, err
	}
	floor, err := parseTarget(c.Floor)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	say(progress, 0, "floor: %d sockets come at once", c.Sockets)
	bare, err := storm(ctx, c.Sockets, c.FloorPID, func(ctx context.Context) (*socket, error) { return bareSocket(ctx, c, floor) })
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	r.Floor, r.Ratio = &bare, over(bare.Seconds, r.Stoa.Seconds)
	return r, nil
}

// lose opens the sockets and cuts them all, and answers the seq up to which they had heard everything.
func lose(ctx context.Context, c Config, t target) (seq int64, err error) {
	var open []*socket
	defer func() {
		for _, s := range open {
			s.close() // without a word
		}
	}()
	for range c.Sockets {
		s, err := watching(ctx, c, t)
		if err != nil {
			return 0, err
		}
		open = append(open, s)
		seq = s.seq
	}
	return seq, nil
}

func (c Config) postAway(ctx context.Context, t target) error {
	caller, err := newCaller(ctx, t, nil)
	if err != nil {
		return err
	}
	defer caller.conn.Close()
	for i := range missedAway {
		caller.request = t.request(notifyPath(c.Room), c.Token, numbered(i))
		if err := caller.call(); err != nil {
			return err
		}
	}
	return nil
}

// resumed opens a socket that goes on after seq, and reads until it has heard what it missed.
func resumed(ctx context.Context, c Config, t target, seq int64) (*socket, error) {
	watch := fmt.Sprintf(`{"type":"watch","conversation":%d,"after":%d}`, c.Conversation, seq)
	s, err := openSocket(ctx, t, "/api/ws", c.WSToken, watch, string(eventPrefix))
	if err != nil {
		return nil, err
	}
	_ = s.conn.SetDeadline(time.Now().Add(patience))
	for heard := 1; heard < missedAway; {
		begins, _, err := s.next(len(eventPrefix))
		if err != nil {
			s.close()
			return nil, err
		}
		if bytes.Equal(begins, eventPrefix) {
			heard++
		}
	}
	return s, nil
}

// storm opens all sockets at once and answers the time until each is live.
func storm(ctx context.Context, sockets, pid int, open func(context.Context) (*socket, error)) (Storm, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var mu sync.Mutex
	times := newHistogram()
	var opening sync.WaitGroup
	begin, cpu := time.Now(), processorTime(pid)
	for range sockets {
		opening.Go(func() {
			s, err := open(ctx)
			if err != nil {
				cancel(err)
				return
			}
			context.AfterFunc(ctx, s.close)
			mu.Lock()
			defer mu.Unlock()
			_ = times.RecordValue(min(time.Since(begin), maxTime).Microseconds())
		})
	}
	opening.Wait()
	if err := context.Cause(ctx); err != nil {
		return Storm{}, err
	}
	t := timesOf(times)
	return Storm{Seconds: t.Max / 1000, Times: t, CPU: each(processorTime(pid)-cpu, int64(sockets))}, nil
}

// seqIn finds the seq in a frame that answers a watch.
func seqIn(frame []byte) int64 {
	var f struct {
		Seq int64 `json:"seq"`
	}
	_ = json.Unmarshal(frame, &f) // a frame without one is none that is asked for
	return f.Seq
}
