package bench

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// notification is what a CI server might post, 190 bytes.
const notification = `{"color":"green","message":"Build #4512 of stoa/main by Ann Example passed after 3 min 12 s: ` +
	`1843 tests, 0 failed, coverage 84.1 %, artifacts are kept","notify":false,"message_format":"text"}`

func notifyPath(room string) string { return "/v2/room/" + url.PathEscape(room) + "/notification" }

func runNotify(ctx context.Context, c Config, progress io.Writer, r *Report) error {
	aims, remove, err := c.aims(ctx)
	if err != nil {
		return err
	}
	defer remove()
	for _, n := range c.Connections {
		say(progress, c.Duration+warmUp, "notify: %d connections for %v", n, c.Duration)
		rate, err := closedLoops(ctx, aims, n, c.Duration, c.pids())
		if err != nil {
			return err
		}
		result := NotifyResult{Connections: n, Nodes: 1 + len(c.Others), Rooms: max(1, c.Rooms), Stoa: rate}
		if err := result.compare(ctx, c, progress); err != nil {
			return err
		}
		r.Notify = append(r.Notify, result)
	}
	return nil
}

// aim is a server, and what is posted to it again and again.
type aim struct {
	target  target
	request []byte
}

// aims has each of the nodes post into each of the rooms. remove removes the rooms that it has made.
func (c Config) aims(ctx context.Context) (all []aim, remove func(), err error) {
	rooms := []Config{c}
	var removes []func()
	remove = func() {
		for _, r := range removes {
			r()
		}
	}
	for len(rooms) < c.Rooms {
		own, removeRoom, err := c.roomOfItsOwn(ctx, fmt.Sprintf("Bench %d", len(rooms)))
		if err != nil {
			remove()
			return nil, nil, err
		}
		rooms, removes = append(rooms, own), append(removes, removeRoom)
	}
	for _, room := range rooms {
		for _, n := range append([]Node{{URL: c.Server}}, c.Others...) {
			t, err := parseTarget(n.URL)
			if err != nil {
				remove()
				return nil, nil, err
			}
			all = append(all, aim{t, t.request(notifyPath(room.Room), room.Token, notification)})
		}
	}
	return all, remove, nil
}

// compare measures the floor and the other server, as far as there are any.
func (r *NotifyResult) compare(ctx context.Context, c Config, progress io.Writer) error {
	if c.Floor != "" {
		floor, err := parseTarget(c.Floor)
		if err != nil {
			return fmt.Errorf("floor: %w", err)
		}
		say(progress, c.Duration+warmUp, "floor: %d connections for %v", r.Connections, c.Duration)
		rate, err := closedLoop(ctx, floor, floor.request(floorNotify, "", notification), r.Connections, c.Duration, c.FloorPID)
		if err != nil {
			return fmt.Errorf("floor: %w", err)
		}
		r.Floor = &rate
		r.Ratio, r.CPURatio = over(r.Stoa.PerSecond, rate.PerSecond), over(rate.CPU, r.Stoa.CPU)
	}
	if c.Peer.Hook != "" {
		say(progress, c.Duration+warmUp, "notify: the other server, %d connections for %v", r.Connections, c.Duration)
		rate, err := closedLoop(ctx, c.Peer.hook, c.Peer.request(0), r.Connections, c.Duration, c.Peer.PID)
		if err != nil {
			return fmt.Errorf("the other server: %w", err)
		}
		r.Peer = &rate
	}
	return nil
}

// over is a ratio, 0 where there is none.
func over(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// closedLoop sends the request over n connections, on each the next one when the last is answered. pid is the server's
// process, if it is known.
func closedLoop(ctx context.Context, t target, request []byte, n int, duration time.Duration, pid int) (Rate, error) {
	return closedLoops(ctx, []aim{{t, request}}, n, duration, []int{pid})
}

// closedLoops is closedLoop with connections to several places in turn.
func closedLoops(ctx context.Context, aims []aim, n int, duration time.Duration, pids []int) (Rate, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var callers []*caller
	for i := range n {
		a := aims[i%len(aims)]
		c, err := newCaller(ctx, a.target, a.request)
		if err != nil {
			return Rate{}, because(ctx, err)
		}
		context.AfterFunc(ctx, func() { c.conn.Close() })
		callers = append(callers, c)
	}
	begin := time.Now().Add(warmUp)
	end := begin.Add(duration)
	cpu := between(pids, begin, end)
	times := newHistogram()
	var mu sync.Mutex
	var running sync.WaitGroup
	for _, c := range callers {
		_ = c.conn.SetDeadline(end.Add(patience))
		running.Go(func() {
			own, err := c.loop(begin, end)
			if err != nil {
				cancel(err)
			}
			mu.Lock()
			defer mu.Unlock()
			times.Merge(own)
		})
	}
	running.Wait()
	if err := context.Cause(ctx); err != nil {
		return Rate{}, err
	}
	r := rateOf(times, time.Since(begin))
	r.CPU = each(<-cpu, r.Requests)
	return r, nil
}

// loop calls until the end and answers the times of the calls that began in the measurement, or of the first after it when
// none did: what stands still for all of it is slow, and not without a figure.
func (c *caller) loop(begin, end time.Time) (*hdrhistogram.Histogram, error) {
	times := newHistogram()
	for {
		start := time.Now()
		if !start.Before(end) && times.TotalCount() > 0 {
			return times, nil
		}
		if err := c.call(); err != nil {
			return times, err
		}
		if !start.Before(begin) {
			_ = times.RecordValue(time.Since(start).Microseconds()) // over a minute cannot be: the connection has a deadline
		}
	}
}
