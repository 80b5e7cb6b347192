package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// inFlight is how many posts may be on their way to the sockets, and how many connections post them.
const inFlight = 16

func runFanout(ctx context.Context, c Config, progress io.Writer) (*FanoutResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	say(progress, c.Duration+warmUp, "fanout: %d sockets for %v", c.Sockets, c.Duration)
	result := &FanoutResult{Sockets: c.Sockets}
	result.Stoa, err = fanOut(ctx, c, stoa,
		func(ctx context.Context) (*socket, error) { return watching(ctx, c, stoa) },
		stoa.request(notifyPath(c.Room), c.Token, notification), c.PID)
	if err != nil || c.Floor == "" {
		return result, err
	}
	floor, err := parseTarget(c.Floor)
	if err != nil {
		return nil, err
	}
	say(progress, c.Duration+warmUp, "floor: %d sockets for %v", c.Sockets, c.Duration)
	size := strconv.Itoa(result.Stoa.FrameBytes)
	deliveries, err := fanOut(ctx, c, floor,
		func(ctx context.Context) (*socket, error) { return bareSocket(ctx, c, floor) },
		floor.request(floorFanout+"?size="+size, "", notification), c.FloorPID)
	if err != nil {
		return nil, fmt.Errorf("floor: %w", err)
	}
	result.Floor = &deliveries
	result.Ratio, result.CPURatio = over(result.Stoa.PerSecond, deliveries.PerSecond), over(deliveries.CPU, result.Stoa.CPU)
	return result, nil
}

// watching opens a socket that hears the conversation from now on. It says to resume after a seq that no log has,
// which the server answers with a reset: so it is spared the history.
func watching(ctx context.Context, c Config, t target) (*socket, error) {
	watch := fmt.Sprintf(`{"type":"watch","conversation":%d,"after":%d}`, c.Conversation, int64(math.MaxInt64))
	return openSocket(ctx, t, "/api/ws", c.WSToken, watch, `{"type":"reset"`)
}

// audience counts the events that all sockets hear, and lets a new post go for each that all have heard.
type audience struct {
	sockets int64
	heard   atomic.Int64
	frame   atomic.Int64  // bytes of an event's frame
	tokens  chan struct{} // one for each post that may be made
	lost    context.CancelCauseFunc
}

// fanOut posts the request again and again while the sockets listen.
func fanOut(ctx context.Context, c Config, t target, open func(context.Context) (*socket, error), request []byte, pid int) (Deliveries, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &audience{sockets: int64(c.Sockets), tokens: make(chan struct{}, inFlight), lost: cancel}
	for range inFlight {
		a.tokens <- struct{}{}
	}
	if err := a.gather(ctx, open); err != nil {
		return Deliveries{}, err
	}
	callers, err := callersOf(ctx, t, inFlight)
	if err != nil {
		return Deliveries{}, err
	}
	var posted atomic.Int64
	var running sync.WaitGroup
	stop := make(chan struct{})
	for _, caller := range callers {
		caller.request = request
		running.Go(func() { a.post(ctx, caller, &posted, stop) })
	}
	d := a.measure(ctx, c.Duration, &posted, pid)
	close(stop)
	running.Wait()
	return d, a.rest(ctx, posted.Load())
}

// gather opens the sockets. Each listens at once, so that none falls behind while the others come. They end with ctx.
func (a *audience) gather(ctx context.Context, open func(context.Context) (*socket, error)) error {
	err := atOnce(ctx, int(a.sockets), func(opening context.Context) error {
		s, err := open(opening)
		if err != nil {
			return err
		}
		context.AfterFunc(ctx, s.close)
		go func() { a.lost(a.listen(s)) }()
		return nil
	})
	return because(ctx, err)
}

// because answers why ctx has ended, if it has, or else err: when one socket is lost, what others then report is only
// that the measurement was given up.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// listen counts what the socket hears until it ends, and answers why it did.
func (a *audience) listen(s *socket) error {
	for {
		begins, size, err := s.next(len(eventPrefix))
		if err != nil {
			return err
		}
		if !bytes.Equal(begins, eventPrefix) {
			continue
		}
		heard := a.heard.Add(1)
		if heard%a.sockets == 0 {
			a.frame.Store(int64(size))
			select {
			case a.tokens <- struct{}{}:
			default: // somebody else posts into the room too
			}
		}
	}
}

// post posts over one connection, whenever there is a token, until stop is closed.
func (a *audience) post(ctx context.Context, c *caller, posted *atomic.Int64, stop <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-stop:
			return
		case <-a.tokens:
		}
		if err := c.call(); err != nil {
			a.lost(err)
			return
		}
		posted.Add(1)
	}
}

// measure lets the posting warm up and then counts what is heard in the given time.
func (a *audience) measure(ctx context.Context, duration time.Duration, posted *atomic.Int64, pid int) Deliveries {
	pause(ctx, warmUp)
	begin, heard, posts, cpu := time.Now(), a.heard.Load(), posted.Load(), processorTime(pid)
	pause(ctx, duration)
	return Deliveries{
		CPU:        each(processorTime(pid)-cpu, a.heard.Load()-heard),
		Posts:      posted.Load() - posts,
		PerSecond:  float64(a.heard.Load()-heard) / time.Since(begin).Seconds(),
		FrameBytes: int(a.frame.Load()),
	}
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// rest checks that every post reached every socket: the tokens come back when it has.
func (a *audience) rest(ctx context.Context, posted int64) error {
	late := time.NewTimer(patience)
	defer late.Stop()
	for a.heard.Load() < posted*a.sockets {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-a.tokens:
		case <-late.C:
			return fmt.Errorf("%d of %d deliveries never came", posted*a.sockets-a.heard.Load(), posted*a.sockets)
		}
	}
	if posted == 0 {
		return errors.Join(errors.New("nothing was posted"), context.Cause(ctx))
	}
	return context.Cause(ctx)
}
