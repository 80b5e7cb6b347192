package bench

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Report is what was measured. A part that was not asked for is absent.
type Report struct {
	// Ratio is Stoa's rate divided by the floor's: of Notify at the last number of connections, or else of the first of
	// the other scenarios that has one.
	Ratio     float64          `json:"ratio,omitempty"`
	Machine   *Machine         `json:"machine,omitempty"`
	Start     *StartResult     `json:"start,omitempty"`
	Idle      *IdleResult      `json:"idle,omitempty"`
	Notify    []NotifyResult   `json:"notify,omitempty"`
	Fanout    *FanoutResult    `json:"fanout,omitempty"`
	Steady    *SteadyResult    `json:"steady,omitempty"`
	Chat      *ChatResult      `json:"chat,omitempty"`
	Reconnect *ReconnectResult `json:"reconnect,omitempty"`
	Webhooks  *WebhooksResult  `json:"webhooks,omitempty"`
	History   *HistoryResult   `json:"history,omitempty"`
	Search    *SearchResult    `json:"search,omitempty"`
	World     *WorldResult     `json:"world,omitempty"`
	Soak      *SoakResult      `json:"soak,omitempty"`
}

// Rate is one closed loop of requests. The times are from writing a request to having its answer.
type Rate struct {
	Requests  int64   `json:"requests"`
	PerSecond float64 `json:"per_second"`
	CPU       float64 `json:"cpu_us,omitempty"` // of the server's processor time for each, where its process is known
	Times
}

func rateOf(h *hdrhistogram.Histogram, elapsed time.Duration) Rate {
	return Rate{Requests: h.TotalCount(), PerSecond: float64(h.TotalCount()) / elapsed.Seconds(), Times: timesOf(h)}
}

// NotifyResult compares notifications with a handler that only decodes them.
type NotifyResult struct {
	Connections int     `json:"connections"`
	Nodes       int     `json:"nodes"`
	Rooms       int     `json:"rooms"`
	Stoa        Rate    `json:"stoa"`
	Floor       *Rate   `json:"floor,omitempty"`
	Peer        *Rate   `json:"peer,omitempty"` // another server's
	Ratio       float64 `json:"ratio,omitempty"`
	CPURatio    float64 `json:"cpu_ratio,omitempty"` // the floor's processor time divided by Stoa's
}

// Deliveries is one measurement of a fan-out.
type Deliveries struct {
	Posts      int64   `json:"posts"`
	PerSecond  float64 `json:"per_second"`       // events that arrived at sockets
	FrameBytes int     `json:"frame_bytes"`      // size of an event on the wire
	CPU        float64 `json:"cpu_us,omitempty"` // for each delivery
}

// FanoutResult compares committed and delivered notifications with a loop that only delivers. The loop is no lower
// bound: it tells each post as it comes, while posts that Stoa commits together reach a socket in one write. So the
// ratio may be above 1.
type FanoutResult struct {
	Sockets  int         `json:"sockets"`
	Stoa     Deliveries  `json:"stoa"`
	Floor    *Deliveries `json:"floor,omitempty"`
	Ratio    float64     `json:"ratio,omitempty"`
	CPURatio float64     `json:"cpu_ratio,omitempty"`
}

// Screens is how posts on a schedule come to screens. Times begin when a post was due, not when it was made.
type Screens struct {
	Posts     int64   `json:"posts"`
	PerSecond float64 `json:"per_second"`       // events that arrived at sockets
	CPU       float64 `json:"cpu_us,omitempty"` // for each delivery
	First     Times   `json:"screen"`           // to any one of the sockets
	Last      Times   `json:"last_screen"`      // to the last of all
}

// SteadyResult compares notifications on a schedule with a loop that only delivers.
type SteadyResult struct {
	Sockets  int      `json:"sockets"`
	Rate     int      `json:"rate"` // posts a second that were due
	Stoa     Screens  `json:"stoa"`
	Across   *Screens `json:"across,omitempty"` // with the sockets at another node than the posts
	Floor    *Screens `json:"floor,omitempty"`
	Peer     *Screens `json:"peer,omitempty"`
	P99Ratio float64  `json:"p99_ratio,omitempty"` // Stoa's time divided by the floor's: less is better

	AcrossRatio float64 `json:"across_ratio,omitempty"` // of the medians, across and not
}

// ChatResult is Steady for people who type and send.
type ChatResult struct {
	People   int      `json:"people"`
	Sockets  int      `json:"sockets"`
	Rate     int      `json:"rate"`
	Stoa     Screens  `json:"stoa"`
	Floor    *Screens `json:"floor,omitempty"`
	P99Ratio float64  `json:"p99_ratio,omitempty"`
}

// Storm is all sockets coming at once.
type Storm struct {
	Seconds float64 `json:"seconds"`          // until the last was live
	CPU     float64 `json:"cpu_us,omitempty"` // for each socket
	Times   Times   `json:"times"`            // until each was
	Posts   Times   `json:"posts"`            // of what was posted meanwhile into another room, from when it was due to its answer
}

// ReconnectResult compares sockets that come back and read what they missed with sockets that are only opened.
type ReconnectResult struct {
	Sockets int     `json:"sockets"`
	Missed  int     `json:"missed"` // posts, by each
	Rate    int     `json:"rate"`   // of posts into another room, a second
	Quiet   Times   `json:"quiet"`  // what those take before
	Stoa    Storm   `json:"stoa"`
	Floor   *Storm  `json:"floor,omitempty"`
	Ratio   float64 `json:"ratio,omitempty"` // the floor's time divided by Stoa's
}

// Dispatch is how deliveries reach receivers that answer at once.
type Dispatch struct {
	PerSecond float64 `json:"per_second"` // while 16 notifications are on their way
	P50       float64 `json:"p50_ms"`     // from writing a notification that is alone to its arrival at a receiver
	P99       float64 `json:"p99_ms"`
}

// WebhooksResult compares deliveries, which are committed before they are sent and noted before the next one goes, with a
// client that posts the same bytes to the same receivers.
type WebhooksResult struct {
	Receivers int      `json:"receivers"` // that answer
	Hanging   int      `json:"hanging"`   // besides, that never do
	Alone     Dispatch `json:"alone"`     // without those that hang
	Beside    Dispatch `json:"beside"`    // with them
	Floor     *float64 `json:"floor_per_second,omitempty"`
	Ratio     float64  `json:"ratio,omitempty"` // of Beside
}

// Pages are a hundred messages each, one after the other.
type Pages struct {
	Messages int  `json:"messages"` // in the room
	Rate     Rate `json:"rate"`
}

// HistoryResult compares the same pages of an old room and a young one.
type HistoryResult struct {
	Old   Pages   `json:"old"`
	Young Pages   `json:"young"`
	Ratio float64 `json:"ratio,omitempty"` // the old room's median divided by the young one's: less is better
}

// QueryResult is one kind of search, one after the other.
type QueryResult struct {
	Kind string `json:"kind"`
	Rate Rate   `json:"rate"`
}

// SearchResult is what searches take.
type SearchResult struct {
	Messages int           `json:"messages"`
	Behind   float64       `json:"behind_seconds"` // from the last post until all could be found
	Queries  []QueryResult `json:"queries"`
}

// IdleResult is what open sockets cost in the server's resident memory, which also holds garbage that the server has
// not collected yet. So it depends on the server's GOGC: with 10 it comes close to what sockets hold.
type IdleResult struct {
	Sockets     int     `json:"sockets"`
	BeforeKB    int     `json:"own_before_kb"`
	AfterKB     int     `json:"own_after_kb"`
	KBPerSocket float64 `json:"kb_per_socket"`
}

// Started is a start of a process, the medians of several.
type Started struct {
	MS        float64 `json:"ms"`         // to the first good answer
	CPU       float64 `json:"cpu_ms"`     // of the processor, until then
	RSSKB     int     `json:"rss_kb"`     // a second later
	PrivateKB int     `json:"private_kb"` // of it, what is the process's own
	ProgramKB int     `json:"program_kb"` // and what are pages of files, the program's above all, which the system can drop at any time
}

// StartResult compares a start with that of the floor, which is a command of the same program.
type StartResult struct {
	Stoa  Started  `json:"stoa"`
	Floor *Started `json:"floor,omitempty"`
	Ratio float64  `json:"ratio,omitempty"` // the floor's time divided by Stoa's
}

func (r Report) headline() float64 {
	if n := len(r.Notify); n > 0 {
		return r.Notify[n-1].Ratio
	}
	switch {
	case r.Fanout != nil:
		return r.Fanout.Ratio
	case r.Webhooks != nil:
		return r.Webhooks.Ratio
	case r.Reconnect != nil:
		return r.Reconnect.Ratio
	case r.History != nil:
		return r.History.Ratio
	case r.Start != nil:
		return r.Start.Ratio
	}
	return 0
}
