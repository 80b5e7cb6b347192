package bench

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// maxTime is the longest time that is told apart.
const maxTime = time.Minute

// newHistogram holds microseconds up to a minute with three digits.
func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, maxTime.Microseconds(), 3)
}

// Times are the percentiles of how long something took.
type Times struct {
	P50   float64 `json:"p50_ms"`
	P90   float64 `json:"p90_ms"`
	P99   float64 `json:"p99_ms"`
	P999  float64 `json:"p999_ms"`
	Max   float64 `json:"max_ms"`
	Curve []Point `json:"curve,omitempty"` // for a plot
}

// Point says that such a share of all, in percent, took no longer.
type Point struct {
	Percent float64 `json:"percent"`
	MS      float64 `json:"ms"`
}

// curvePercents get closer to all towards the end, where it matters.
var curvePercents = []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 100}

func timesOf(h *hdrhistogram.Histogram) Times {
	ms := func(percent float64) float64 { return float64(h.ValueAtQuantile(percent)) / 1000 }
	t := Times{P50: ms(50), P90: ms(90), P99: ms(99), P999: ms(99.9), Max: float64(h.Max()) / 1000}
	if h.TotalCount() == 0 {
		return t
	}
	for _, p := range curvePercents {
		t.Curve = append(t.Curve, Point{p, ms(p)})
	}
	return t
}
