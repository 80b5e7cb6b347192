// Package bench measures a running Stoa against a floor: the least that could be done with the same building blocks.
// Rates depend on the machine and on what else it does, so what counts is the ratio to a floor measured in the same
// run, by the same generator, against a process of its own, and the processor time that an operation takes of the server.
//
// The generator uses raw connections with request bytes that are prepared once, so that no client library is part of
// what is measured. How much can be done is found in a closed loop; how long people wait is found on a schedule that
// does not wait for answers, and counted from the moment that stood in the schedule: what queues up because the server
// stood still is counted as late, as its sender would. Generator and server share the machine.
package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// The scenarios.
const (
	Start     = "start"     // from nothing to the first answer, and the memory at rest
	Idle      = "idle"      // memory per open socket
	Notify    = "notify"    // post notifications over 1, 16 and 64 connections
	Fanout    = "fanout"    // post notifications that many sockets hear
	Steady    = "steady"    // post on a schedule, from the post to the screen
	Chat      = "chat"      // people type and send on a schedule, from the key to the screen
	Reconnect = "reconnect" // all sockets are lost at once, and come back
	Webhooks  = "webhooks"  // post notifications that many receivers are owed, some of which hang
	History   = "history"   // read pages of an old room and of a young one
	Search    = "search"    // look for words of many kinds
	Soak      = "soak"      // everything at once, for long; not part of All
	All       = "all"
)

// scenario is one of them: what it needs besides a room with its token, and how it is run.
type scenario struct {
	name   string
	feed   bool // a person's token and a conversation
	person bool // a person's token
	aside  bool // it is no part of All
	run    func(context.Context, Config, io.Writer, *Report) error
}

// scenarios stand in the order in which All runs them: memory first, since load leaves garbage behind.
func scenarios() []scenario {
	return []scenario{
		{name: Start, run: into(runStart, func(r *Report) **StartResult { return &r.Start })},
		{name: Idle, feed: true, run: into(runIdle, func(r *Report) **IdleResult { return &r.Idle })},
		{name: Notify, run: runNotify},
		{name: Fanout, feed: true, run: into(runFanout, func(r *Report) **FanoutResult { return &r.Fanout })},
		{name: Steady, feed: true, run: into(runSteady, func(r *Report) **SteadyResult { return &r.Steady })},
		{name: Chat, feed: true, run: into(runChat, func(r *Report) **ChatResult { return &r.Chat })},
		{name: Reconnect, feed: true, person: true, run: into(runReconnect, func(r *Report) **ReconnectResult { return &r.Reconnect })},
		{name: Webhooks, person: true, run: into(runWebhooks, func(r *Report) **WebhooksResult { return &r.Webhooks })},
		{name: History, person: true, run: into(runHistory, func(r *Report) **HistoryResult { return &r.History })},
		{name: Search, person: true, run: into(runSearch, func(r *Report) **SearchResult { return &r.Search })},
		{name: Soak, feed: true, person: true, aside: true, run: into(runSoak, func(r *Report) **SoakResult { return &r.Soak })},
	}
}

// into has what a scenario answers stand in the report.
func into[T any](run func(context.Context, Config, io.Writer) (*T, error), place func(*Report) **T) func(context.Context, Config, io.Writer, *Report) error {
	return func(ctx context.Context, c Config, progress io.Writer, r *Report) (err error) {
		*place(r), err = run(ctx, c, progress)
		return err
	}
}

// Scenarios are the names of all.
func Scenarios() (names []string) {
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// Config says what to measure, and where.
type Config struct {
	Scenario     string        // one of them, or All; empty: All
	Duration     time.Duration // of each measurement, after a warm-up; 0: 3 s
	Server       string        // base URL of a running Stoa, with its rate limits off
	Floor        string        // base URL of a running ServeFloor, see StartFloor; empty: no ratios
	Poster       string        // base URL of another one, which posts beside a storm; empty: this process does
	FloorPID     int           // its process, for what it takes of the processor; 0: unknown
	Token        string        // a room's token that may notify
	Room         string        // that room's id or name
	WSToken      string        // a person's bearer token for the live feed; for Chat and History an administrator's
	Conversation int64         // the room's conversation
	Connections  []int         // for Notify; empty: 1, 16, 64
	Sockets      int           // for whatever has some; 0: 1000
	Rate         int           // of posts on a schedule, a second; 0: 20, and for Soak half of what the server can take
	People       int           // for Chat; 0: 10
	Messages     int           // in the old room of History, and in that of Search; 0: 20,000
	Receivers    int           // for Webhooks; 0: 100, of which 10 hang
	Hanging      int           // so many of them never answer
	Nodes        int           // for Notify and Steady: so many servers that share a database; 0: one
	Others       []Node        // those besides Server
	Rooms        int           // for Notify: into so many rooms in turn; 0: one
	PID          int           // the server's process; 0: what it takes is unknown, and Idle is left out of All
	Debug        string        // for Soak: base URL of the server's private listener; empty: only its process is looked at
	Data         string        // for Soak: its data directory
	Peer         Peer          // another server to measure beside, on Steady's schedule
	Starts       int           // for Start; 0: 7
	Command      []string      // for Start: how to start the server
	FloorCommand []string      // for Start: how to start the floor
	Environment  []string      // for both, besides this process's own
	Ready        string        // for Start: where both will answer
}

const (
	maxRate     = 20_000 // of posts a second on a schedule
	maxMessages = 20_000_000
	maxRooms    = 1000
)

// warmUp comes before each measurement and is not counted.
const warmUp = 300 * time.Millisecond

// Run measures, and writes a line to progress before each step. It ends with an error when the server refuses a
// request or loses a socket: then there is nothing to compare.
func Run(ctx context.Context, c Config, progress io.Writer) (Report, error) {
	c = c.withDefaults()
	var r Report
	err := c.measure(ctx, progress, &r)
	r.Ratio = r.headline()
	return r, err
}

// measure runs what is wanted.
func (c Config) measure(ctx context.Context, progress io.Writer, r *Report) error {
	if err := c.check(); err != nil {
		return err
	}
	for _, s := range scenarios() {
		if !c.wants(s) {
			continue
		}
		if err := s.run(ctx, c, progress, r); err != nil && !c.without(err, progress) {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// without tells whether all the rest can be reported without what failed.
func (c Config) without(err error, progress io.Writer) bool {
	if c.Scenario != All || !errors.Is(err, errShrank) {
		return false
	}
	fmt.Fprintln(progress, "idle is left out:", err)
	return true
}

func (c Config) withDefaults() Config {
	def(&c.Scenario, All)
	def(&c.Duration, 3*time.Second)
	if len(c.Connections) == 0 {
		c.Connections = []int{1, 16, 64}
	}
	def(&c.Sockets, 1000)
	if c.Scenario != Soak {
		def(&c.Rate, 20)
	}
	def(&c.People, 10)
	def(&c.Messages, 20_000)
	def(&c.Starts, 7)
	if c.Receivers == 0 {
		c.Receivers, c.Hanging = 100, 10
	}
	return c
}

func def[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// wants tells whether a scenario is to be run. Start needs a command, and Idle a process.
func (c Config) wants(s scenario) bool {
	if c.Scenario != All {
		return c.Scenario == s.name
	}
	return !s.aside && (s.name != Start || len(c.Command) > 0) && (s.name != Idle || c.PID != 0)
}

func (c *Config) check() error {
	at := slices.IndexFunc(scenarios(), func(s scenario) bool { return s.name == c.Scenario })
	if at < 0 && c.Scenario != All {
		return fmt.Errorf("there is no scenario %q: %s, all", c.Scenario, strings.Join(Scenarios(), ", "))
	}
	if c.Hanging < 0 || c.Hanging >= c.Receivers {
		return errors.New("from none to all but one of the receivers may hang")
	}
	if c.Rate < 0 || c.Rate > maxRate {
		return fmt.Errorf("there are 1 to %d posts a second", maxRate)
	}
	if c.Nodes < 0 || c.Nodes > maxNodes || c.Rooms < 0 || c.Rooms > maxRooms {
		return fmt.Errorf("there are 1 to %d nodes, and 1 to %d rooms", maxNodes, maxRooms)
	}
	if c.Nodes > 1 && c.Scenario != Notify && c.Scenario != Steady {
		return errors.New("several nodes are for notify and steady")
	}
	if c.Messages < minMessages || c.Messages > maxMessages {
		return fmt.Errorf("a room of history has %d to %d messages", minMessages, maxMessages)
	}
	if c.Peer.Hook != "" {
		if err := c.Peer.complete(); err != nil {
			return err
		}
	}
	sockets := c.Sockets
	if c.Scenario == Idle || c.Scenario == All && c.PID != 0 {
		sockets += min(sockets, idleFirst)
	}
	if limit, ok := enough(sockets); !ok {
		return fmt.Errorf("%d sockets are more than the %d descriptors that this process may have (ulimit -n)", sockets, limit)
	}
	if c.People < 1 || c.Sockets < 1 || c.Duration < 0 {
		return errors.New("people, sockets and durations are no less than 1")
	}
	for _, s := range scenarios() {
		if !c.wants(s) {
			continue
		}
		if err := c.checkFor(s); err != nil {
			return err
		}
	}
	return nil
}

// checkFor tells what is missing for a scenario.
func (c Config) checkFor(s scenario) error {
	switch {
	case s.name == Start && len(c.Command) == 0:
		return errors.New("how to start the server is missing")
	case s.name == Start:
		return nil
	case c.Server == "":
		return errors.New("the server's address is missing")
	case s.name != Idle && (c.Token == "" || c.Room == ""):
		return errors.New("a room and its token are missing")
	case s.feed && (c.WSToken == "" || c.Conversation == 0):
		return errors.New("a token for the live feed and a conversation are missing")
	case s.person && c.WSToken == "":
		return errors.New("a person's token is missing")
	case (s.name == Idle || s.name == Soak) && c.PID == 0:
		return errors.New("the server's process id is missing")
	}
	return nil
}
