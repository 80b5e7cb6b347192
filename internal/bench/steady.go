package bench

import (
	"context"
	"fmt"
	"io"
)

// runSteady posts notifications on a schedule while sockets listen, and takes the times from when each was due to its
// arrival at a socket: what a team's day is like, also to measure something else beside.
func runSteady(ctx context.Context, c Config, progress io.Writer) (*SteadyResult, error) {
	stoa, err := parseTarget(c.Server)
	if err != nil {
		return nil, err
	}
	r := &SteadyResult{Sockets: c.Sockets, Rate: c.Rate}
	if r.Stoa, err = onSchedule(ctx, c, progress, c.notifying(stoa, stoa)); err != nil {
		return nil, err
	}
	if len(c.Others) > 0 {
		if err := r.across(ctx, c, progress, stoa); err != nil {
			return nil, err
		}
	}
	if c.Floor != "" {
		floor, err := c.bareLoop()
		if err != nil {
			return nil, err
		}
		bare, err := onSchedule(ctx, c, progress, floor)
		if err != nil {
			return nil, fmt.Errorf("floor: %w", err)
		}
		r.Floor, r.P99Ratio = &bare, over(r.Stoa.First.P99, bare.First.P99)
	}
	if c.Peer.listens() {
		peer, err := onSchedule(ctx, c, progress, c.Peer.sender())
		if err != nil {
			return nil, fmt.Errorf("the other server: %w", err)
		}
		r.Peer = &peer
	}
	return r, nil
}

// across has the sockets at another node than the posts.
func (r *SteadyResult) across(ctx context.Context, c Config, progress io.Writer, stoa target) error {
	other, err := parseTarget(c.Others[len(c.Others)-1].URL)
	if err != nil {
		return err
	}
	s := c.notifying(stoa, other)
	s.name = "steady, across nodes"
	across, err := onSchedule(ctx, c, progress, s)
	r.Across, r.AcrossRatio = &across, over(across.First.P50, r.Stoa.First.P50)
	return err
}

// notifying posts notifications to one server, into the room that the sockets watch at another, or the same.
func (c Config) notifying(t, heard target) sender {
	return sender{
		name: "steady", target: t, pids: c.pids(),
		open: func(ctx context.Context, _ int) (ear, error) { return earOf(watching(ctx, c, heard)) },
		post: func(caller *caller, i int) error {
			caller.request = t.request(notifyPath(c.Room), c.Token, numbered(i))
			return caller.call()
		},
	}
}

// bareLoop is the floor's fan-out of the same bytes.
func (c Config) bareLoop() (sender, error) {
	t, err := parseTarget(c.Floor)
	if err != nil {
		return sender{}, fmt.Errorf("floor: %w", err)
	}
	return sender{
		name: "floor", target: t, pids: []int{c.FloorPID},
		open: func(ctx context.Context, _ int) (ear, error) { return earOf(bareSocket(ctx, c, t)) },
		post: func(caller *caller, i int) error {
			caller.request = t.request(floorFanout+"?size="+usualFrame, "", numbered(i))
			return caller.call()
		},
	}, nil
}

// usualFrame is the size of a numbered notification's event on the wire.
const usualFrame = "341"

// bareSocket opens a socket of the floor.
func bareSocket(ctx context.Context, c Config, t target) (*socket, error) {
	return openSocket(ctx, t, floorSocket, c.WSToken, "", `{"type":"hello"`)
}

// heardFrame is how much of an event is looked at to find its number, in bytes.
const heardFrame = 600

// earOf lets a socket tell the numbers of posts.
func earOf(s *socket, err error) (ear, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (s *socket) close() { _ = s.conn.Close() }

func (s *socket) listen(heard func(i int)) error {
	for {
		begins, _, err := s.next(heardFrame)
		if err != nil {
			return err
		}
		if i, found := numberIn(begins); found {
			heard(i)
		}
	}
}
