// Package bench measures a running Stoa against a floor: the least that could be done with the same building blocks.
// Rates depend on the machine and on what else it does, so what counts is the ratio to a floor measured in the same
// run, by the same generator, against a process of its own.
//
// The generator uses raw connections with request bytes that are prepared once, in a closed loop, so that no client
// library is part of what is measured. Generator and server share the machine: rates are what the pair can do.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// The scenarios.
const (
	Notify   = "notify"   // post notifications over 1, 16 and 64 connections
	Fanout   = "fanout"   // post notifications that many sockets hear
	Webhooks = "webhooks" // post notifications that many receivers are owed, some of which hang
	Idle     = "idle"     // memory per open socket
	Steady   = "steady"   // post at a given rate while sockets hear, to measure something else beside
	All      = "all"      // but Steady
)

// Config says what to measure, and where.
type Config struct {
	Scenario     string        // Notify, Fanout, Webhooks, Idle, Steady or All; empty: All
	Duration     time.Duration // of each measurement, after a warm-up; 0: 3 s
	Server       string        // base URL of a running Stoa, with its rate limits off
	Floor        string        // base URL of a running ServeFloor, see StartFloor; empty: no ratios
	Token        string        // a room's token that may notify
	Room         string        // that room's id or name
	WSToken      string        // a person's bearer token for the live feed; also for Webhooks
	Conversation int64         // the room's conversation, for Fanout, Idle and Steady
	Connections  []int         // for Notify; empty: 1, 16, 64
	Sockets      int           // for Fanout, Idle and Steady; 0: 1000
	Rate         int           // of Steady's posts, a second; 0: 50
	Receivers    int           // for Webhooks; 0: 100, of which 10 hang
	Hanging      int           // so many of them never answer
	PID          int           // the server's process, for Idle; 0: Idle is left out of All
}

// maxRate is how many posts a second one after the other can be expected to keep up with.
const maxRate = 1000

// warmUp comes before each measurement and is not counted.
const warmUp = 300 * time.Millisecond

// Run measures, and writes a line to progress before each step. It ends with an error when the server refuses a
// request or loses a socket: then there is nothing to compare.
func Run(ctx context.Context, c Config, progress io.Writer) (Report, error) {
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return Report{}, err
	}
	var r Report
	var err error
	if c.Scenario == Idle || c.wants(Idle) && c.PID != 0 { // first, since load leaves garbage behind
		r.Idle, err = runIdle(ctx, c, progress)
		switch {
		case errors.Is(err, errShrank) && c.Scenario == All:
			fmt.Fprintln(progress, "idle is left out:", err)
		case err != nil:
			return r, fmt.Errorf("idle: %w", err)
		}
	}
	if c.wants(Notify) {
		if r.Notify, err = runNotify(ctx, c, progress); err != nil {
			return r, fmt.Errorf("notify: %w", err)
		}
	}
	if c.wants(Fanout) {
		if r.Fanout, err = runFanout(ctx, c, progress); err != nil {
			return r, fmt.Errorf("fanout: %w", err)
		}
	}
	if c.wants(Webhooks) {
		if r.Webhooks, err = runWebhooks(ctx, c, progress); err != nil {
			return r, fmt.Errorf("webhooks: %w", err)
		}
	}
	if c.Scenario == Steady {
		if r.Steady, err = runSteady(ctx, c, progress); err != nil {
			return r, fmt.Errorf("steady: %w", err)
		}
	}
	r.Ratio = r.headline()
	return r, nil
}

func (c Config) withDefaults() Config {
	if c.Scenario == "" {
		c.Scenario = All
	}
	if c.Duration == 0 {
		c.Duration = 3 * time.Second
	}
	if len(c.Connections) == 0 {
		c.Connections = []int{1, 16, 64}
	}
	if c.Sockets == 0 {
		c.Sockets = 1000
	}
	if c.Rate == 0 {
		c.Rate = 50
	}
	if c.Receivers == 0 {
		c.Receivers, c.Hanging = 100, 10
	}
	return c
}

func (c Config) wants(scenario string) bool { return c.Scenario == scenario || c.Scenario == All }

func (c Config) check() error {
	switch c.Scenario {
	case Notify, Fanout, Webhooks, Idle, Steady, All:
	default:
		return fmt.Errorf("there is no scenario %q: notify, fanout, webhooks, idle, steady, all", c.Scenario)
	}
	if c.Server == "" {
		return errors.New("the server's address is missing")
	}
	if c.Hanging < 0 || c.Hanging >= c.Receivers {
		return errors.New("from none to all but one of the receivers may hang")
	}
	if c.Rate < 1 || c.Rate > maxRate {
		return fmt.Errorf("there are 1 to %d posts a second", maxRate)
	}
	if c.Scenario != Idle && (c.Token == "" || c.Room == "") {
		return errors.New("a room and its token are missing")
	}
	if (c.wants(Fanout) || c.wants(Idle) || c.Scenario == Steady) && (c.WSToken == "" || c.Conversation == 0) {
		return errors.New("a token for the live feed and a conversation are missing")
	}
	if c.wants(Webhooks) && c.WSToken == "" {
		return errors.New("a token that may make webhooks is missing")
	}
	if c.Scenario == Idle && c.PID == 0 {
		return errors.New("the server's process id is missing")
	}
	return nil
}
