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
// socket is live again when it has heard the last post that it missed. Meanwhile somebody posts on a schedule into a
// room that none of them watches: how long that takes tells whether the storm leaves others their share.
func runReconnect(ctx context.Context, c Config, progress io.Writer) (*ReconnectResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	beside, remove, err := c.roomOfItsOwn(ctx, "Bench beside")
	if err != nil {
		return nil, err
	}
	defer remove()
	posts := besides{Server: c.Server, Rate: c.Rate, Request: stoa.request(notifyPath(beside.Room), beside.Token, notification), poster: c.Poster}
	r := &ReconnectResult{Sockets: c.Sockets, Missed: missedAway, Rate: c.Rate}
	if r.Quiet, err = posts.quiet(ctx, c.Duration); err != nil {
		return nil, err
	}
	say(progress, 0, "reconnect: %d sockets", c.Sockets)
	seq, err := lose(ctx, c, stoa)
	if err != nil {
		return nil, err
	}
	if err := c.postAway(ctx, stoa); err != nil {
		return nil, err
	}
	say(progress, 0, "reconnect: %d sockets come back at once", c.Sockets)
	r.Stoa, err = storm(ctx, c.Sockets, c.PID, posts, func(ctx context.Context, p *pulse) (*socket, error) { return resumed(ctx, p, c, stoa, seq) })
	if err != nil || c.Floor == "" {
		return r, err
	}
	bare, err := c.bareStorm(ctx, progress)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	r.Floor, r.Ratio = &bare, over(bare.Seconds, r.Stoa.Seconds)
	return r, nil
}

// bareStorm opens as many sockets of the floor, and posts there meanwhile.
func (c Config) bareStorm(ctx context.Context, progress io.Writer) (Storm, error) {
	floor, err := parseTarget(c.Floor)
	if err != nil {
		return Storm{}, err
	}
	say(progress, 0, "floor: %d sockets come at once", c.Sockets)
	posts := besides{Server: c.Floor, Rate: c.Rate, Request: floor.request(floorNotify, "", notification), poster: c.Poster}
	return storm(ctx, c.Sockets, c.FloorPID, posts, func(ctx context.Context, p *pulse) (*socket, error) {
		return stormSocket(ctx, p, floor, floorSocket, c.WSToken, "", `{"type":"hello"`)
	})
}

// lose opens the sockets and cuts them all, and answers the seq up to which they had heard everything.
func lose(ctx context.Context, c Config, t target) (seq int64, err error) {
	var open []*socket
	defer func() {
		for _, s := range open {
			s.close() // without a word
		}
	}()
	var mu sync.Mutex
	err = atOnce(ctx, c.Sockets, func(ctx context.Context) error {
		s, err := watching(ctx, c, t)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		open = append(open, s)
		seq = max(seq, s.seq)
		return nil
	})
	return seq, err
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
func resumed(ctx context.Context, p *pulse, c Config, t target, seq int64) (*socket, error) {
	watch := fmt.Sprintf(`{"type":"watch","conversation":%d,"after":%d}`, c.Conversation, seq)
	s, err := stormSocket(ctx, p, t, "/api/ws", c.WSToken, watch, string(eventPrefix))
	if err != nil {
		return nil, err
	}
	for heard := 1; heard < missedAway; {
		begins, _, err := s.next(len(eventPrefix))
		if err != nil {
			return nil, err
		}
		if bytes.Equal(begins, eventPrefix) {
			heard++
		}
	}
	return s, nil
}

// stormSocket is openSocket for one of very many: it waits for as long as any of them comes forward, and ends with ctx.
func stormSocket(ctx context.Context, p *pulse, t target, path, token, say, answer string) (*socket, error) {
	s, err := dialSocket(ctx, t)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, s.close)
	s.pulse = p
	return s, s.greet(t, path, token, say, answer)
}

// storm opens all sockets at once and answers the time until each is live.
func storm(ctx context.Context, sockets, pid int, posts besides, open func(context.Context, *pulse) (*socket, error)) (Storm, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var p pulse
	go p.watch(ctx, patience, cancel)
	meanwhile, err := posts.until(ctx)
	if err != nil {
		return Storm{}, err
	}
	var mu sync.Mutex
	times := newHistogram()
	var coming sync.WaitGroup
	begin, cpu := time.Now(), processorTime(pid)
	for range sockets {
		coming.Go(func() {
			_, err := open(ctx, &p)
			if err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			_ = times.RecordValue(min(time.Since(begin), maxTime).Microseconds())
		})
	}
	coming.Wait()
	took := processorTime(pid) - cpu
	posted, err := meanwhile()
	if err := because(ctx, err); err != nil {
		return Storm{}, err
	}
	t := timesOf(times)
	return Storm{Seconds: t.Max / 1000, Times: t, CPU: each(took, int64(sockets)), Posts: posted}, nil
}

// seqIn finds the seq in a frame that answers a watch.
func seqIn(frame []byte) int64 {
	var f struct {
		Seq int64 `json:"seq"`
	}
	_ = json.Unmarshal(frame, &f) // a frame without one is none that is asked for
	return f.Seq
}
