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
	// Ratio is Stoa's rate divided by the floor's: of Notify at the last number of connections, or else of Fanout.
	Ratio  float64        `json:"ratio,omitempty"`
	Notify []NotifyResult `json:"notify,omitempty"`
	Fanout *FanoutResult  `json:"fanout,omitempty"`
	Idle   *IdleResult    `json:"idle,omitempty"`
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

// IdleResult is what open sockets cost in the server's resident memory, which also holds garbage that the server has
// not collected yet. So it depends on the server's GOGC: with 10 it comes close to what sockets hold.
type IdleResult struct {
	Sockets     int     `json:"sockets"`
	BeforeKB    int     `json:"rss_before_kb"`
	AfterKB     int     `json:"rss_after_kb"`
	KBPerSocket float64 `json:"kb_per_socket"`
}

func (r Report) headline() float64 {
	if n := len(r.Notify); n > 0 {
		return r.Notify[n-1].Ratio
	}
	if r.Fanout != nil {
		return r.Fanout.Ratio
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
	if i := r.Idle; i != nil {
		fmt.Fprintln(t, "idle\tsockets\tKB/socket\tbefore KB\tafter KB\t\t")
		fmt.Fprintf(t, "stoa\t%d\t%.1f\t%d\t%d\t\t\n", i.Sockets, i.KBPerSocket, i.BeforeKB, i.AfterKB)
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
