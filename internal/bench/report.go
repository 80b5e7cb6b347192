package bench

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Report is what was measured. A part that was not asked for is absent.
type Report struct {
	// Ratio is Stoa's rate divided by the floor's: of Notify at the last number of connections, or else of Fanout, or of
	// Webhooks.
	Ratio    float64         `json:"ratio,omitempty"`
	Notify   []NotifyResult  `json:"notify,omitempty"`
	Fanout   *FanoutResult   `json:"fanout,omitempty"`
	Webhooks *WebhooksResult `json:"webhooks,omitempty"`
	Idle     *IdleResult     `json:"idle,omitempty"`
	Steady   *SteadyResult   `json:"steady,omitempty"`
}

// Rate is one closed loop of requests.
type Rate struct {
	Requests  int64   `json:"requests"`
	PerSecond float64 `json:"per_second"`
	P50       float64 `json:"p50_ms"` // of the time from writing a request to having its answer
	P99       float64 `json:"p99_ms"`
}

// NotifyResult compares notifications with a handler that only decodes them.
type NotifyResult struct {
	Connections int     `json:"connections"`
	Stoa        Rate    `json:"stoa"`
	Floor       *Rate   `json:"floor,omitempty"`
	Ratio       float64 `json:"ratio,omitempty"`
}

// Deliveries is one measurement of a fan-out.
type Deliveries struct {
	Posts      int64   `json:"posts"`
	PerSecond  float64 `json:"per_second"`  // events that arrived at sockets
	FrameBytes int     `json:"frame_bytes"` // size of an event on the wire
}

// FanoutResult compares committed and delivered notifications with a loop that only delivers. The loop is no lower
// bound: it tells each post as it comes, while posts that Stoa commits together reach a socket in one write. So the
// ratio may be above 1.
type FanoutResult struct {
	Sockets int         `json:"sockets"`
	Stoa    Deliveries  `json:"stoa"`
	Floor   *Deliveries `json:"floor,omitempty"`
	Ratio   float64     `json:"ratio,omitempty"`
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

// IdleResult is what open sockets cost in the server's resident memory, which also holds garbage that the server has
// not collected yet. So it depends on the server's GOGC: with 10 it comes close to what sockets hold.
type IdleResult struct {
	Sockets     int     `json:"sockets"`
	BeforeKB    int     `json:"rss_before_kb"`
	AfterKB     int     `json:"rss_after_kb"`
	KBPerSocket float64 `json:"kb_per_socket"`
}

// SteadyResult is what became of posts at a given rate.
type SteadyResult struct {
	Sockets   int     `json:"sockets"`
	Posts     Rate    `json:"posts"`      // the times are from the writing of each to its arrival at a socket
	PerSecond float64 `json:"per_second"` // events that arrived at all sockets
}

func (r Report) headline() float64 {
	if n := len(r.Notify); n > 0 {
		return r.Notify[n-1].Ratio
	}
	if r.Fanout != nil {
		return r.Fanout.Ratio
	}
	if r.Webhooks != nil {
		return r.Webhooks.Ratio
	}
	return 0
}

// Text writes the report for people.
func (r Report) Text(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if len(r.Notify) > 0 {
		fmt.Fprintln(t, "notify\tconnections\treq/s\tp50 ms\tp99 ms\tratio\t")
	}
	for _, n := range r.Notify {
		fmt.Fprintf(t, "stoa\t%d\t%.0f\t%.2f\t%.2f\t%s\t\n", n.Connections, n.Stoa.PerSecond, n.Stoa.P50, n.Stoa.P99, ratio(n.Ratio))
		if n.Floor != nil {
			fmt.Fprintf(t, "floor\t%d\t%.0f\t%.2f\t%.2f\t\t\n", n.Connections, n.Floor.PerSecond, n.Floor.P50, n.Floor.P99)
		}
	}
	if f := r.Fanout; f != nil {
		fmt.Fprintln(t, "fanout\tsockets\tdeliveries/s\tposts\tbytes\tratio\t")
		fmt.Fprintf(t, "stoa\t%d\t%.0f\t%d\t%d\t%s\t\n", f.Sockets, f.Stoa.PerSecond, f.Stoa.Posts, f.Stoa.FrameBytes, ratio(f.Ratio))
		if f.Floor != nil {
			fmt.Fprintf(t, "floor\t%d\t%.0f\t%d\t%d\t\t\n", f.Sockets, f.Floor.PerSecond, f.Floor.Posts, f.Floor.FrameBytes)
		}
	}
	if w := r.Webhooks; w != nil {
		fmt.Fprintln(t, "webhooks\thanging\tdeliveries/s\tp50 ms\tp99 ms\tratio\t")
		fmt.Fprintf(t, "stoa\t0 of %d\t%.0f\t%.2f\t%.2f\t\t\n", w.Receivers, w.Alone.PerSecond, w.Alone.P50, w.Alone.P99)
		fmt.Fprintf(t, "stoa\t%d of %d\t%.0f\t%.2f\t%.2f\t%s\t\n", w.Hanging, w.Receivers+w.Hanging, w.Beside.PerSecond, w.Beside.P50, w.Beside.P99, ratio(w.Ratio))
		if w.Floor != nil {
			fmt.Fprintf(t, "floor\t0 of %d\t%.0f\t\t\t\t\n", w.Receivers, *w.Floor)
		}
	}
	if i := r.Idle; i != nil {
		fmt.Fprintln(t, "idle\tsockets\tKB/socket\tbefore KB\tafter KB\t\t")
		fmt.Fprintf(t, "stoa\t%d\t%.1f\t%d\t%d\t\t\n", i.Sockets, i.KBPerSocket, i.BeforeKB, i.AfterKB)
	}
	if s := r.Steady; s != nil {
		fmt.Fprintln(t, "steady\tsockets\tposts/s\tp50 ms\tp99 ms\tdeliveries/s\t")
		fmt.Fprintf(t, "stoa\t%d\t%.1f\t%.2f\t%.2f\t%.0f\t\n", s.Sockets, s.Posts.PerSecond, s.Posts.P50, s.Posts.P99, s.PerSecond)
	}
	return t.Flush()
}

func ratio(r float64) string {
	if r == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", r)
}

func rateOf(h *hdrhistogram.Histogram, elapsed time.Duration) Rate {
	return Rate{
		Requests:  h.TotalCount(),
		PerSecond: float64(h.TotalCount()) / elapsed.Seconds(),
		P50:       float64(h.ValueAtQuantile(50)) / 1000,
		P99:       float64(h.ValueAtQuantile(99)) / 1000,
	}
}
